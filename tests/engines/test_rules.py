"""What the rules say that builders do, seen on builders. Facts about single patterns are in test_random."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.checks.finding import findings
from tests.commandline import planted
from tests.engines.conftest import Engines

pytestmark = pytest.mark.engine
ALL = "FROM scratch\nCOPY . /\n"
BUILDERS = ("buildkit", "buildkit-20.10", "classic-20.10", "buildah")


class Fact(NamedTuple):
    """A rule that speaks of these files, and what arrives besides them; None where the build fails.

    where: builders that answer otherwise, with their answer. log: words of a failure. silent: builders of
    which the rule does not speak.
    """

    rule: str
    files: Mapping[str, str | int | bytes]
    arrives: frozenset[str] | None
    where: Mapping[str, frozenset[str] | None] = {}
    log: str = ""
    silent: frozenset[str] = frozenset()


def only(*paths: str) -> frozenset[str]:
    """Return these paths."""
    return frozenset(paths)


FACTS: Mapping[str, Fact] = {
    "CT201 a comment behind a pattern excludes nothing": Fact(
        "CT201", {"Dockerfile": ALL, ".dockerignore": "run/ # note\n", "run/a": "x"}, only("run/a")
    ),
    "CT202 an indented comment is a pattern": Fact(
        "CT202", {"Dockerfile": ALL, ".dockerignore": "  # note\n", "# note": "x", "a": "x"}, only("a")
    ),
    "CT203 a name matches at the root only": Fact(
        "CT203",
        {
            "Dockerfile": ALL,
            ".dockerignore": "node_modules\n",
            "node_modules/a": "x",
            "w/node_modules/a": "x",
        },
        only("w/node_modules/a"),
    ),
    "CT205 a later line undoes an exception": Fact(
        "CT205", {"Dockerfile": ALL, ".dockerignore": "!d/a\nd\n", "d/a": "x", "e": "x"}, only("e")
    ),
    "CT209 braces stay as they are": Fact(
        "CT209", {"Dockerfile": ALL, ".dockerignore": "**/*.{log,tmp}\n", "a.log": "x"}, only("a.log")
    ),
    "CT213 a slash at the end excludes a file": Fact(
        "CT213", {"Dockerfile": ALL, ".dockerignore": "bin/\n", "bin": "x", "a": "x"}, only("a")
    ),
    "CT215 a nested ignore file is not read": Fact(
        "CT215", {"Dockerfile": ALL, "d/.dockerignore": "a\n", "d/a": "x"}, only("d/a", "d/.dockerignore")
    ),
    "CT217 UTF-16 excludes nothing": Fact(
        "CT217",
        {"Dockerfile": ALL, ".dockerignore": "a\n".encode("utf-16"), "a": "x"},
        only("a"),
        {"buildkit-20.10": None},
        "PROTOCOL_ERROR",
    ),
    "CT218 an empty file of the Dockerfile switches the other off": Fact(
        "CT218",
        {"Dockerfile": ALL, ".dockerignore": "a\n", "Dockerfile.dockerignore": "# x\n", "a": "x"},
        only("a", "Dockerfile.dockerignore"),
        {"classic-20.10": only("Dockerfile.dockerignore")},
        silent=only("classic-20.10"),
    ),
    "CT219 an exception brings back what stands above it": Fact(
        "CT219",
        {"Dockerfile": ALL, ".dockerignore": "**/nm\n*\n!apps\n", "apps/nm/x": "x", "b": "x"},
        only("apps/nm/x"),
    ),
    "CT225 a pattern that is none stops the build": Fact(
        "CT225", {"Dockerfile": ALL, ".dockerignore": "[\n", "a": "x"}, None, log="syntax error in pattern"
    ),
    "CT303 a wildcard copies the rest": Fact(
        "CT303",
        {
            "Dockerfile": "FROM scratch\nCOPY package*.json /\n",
            ".dockerignore": "package-lock.json\n",
            "package.json": "{}",
            "package-lock.json": "{}",
        },
        only("package.json"),
    ),
    "CT305 a misspelt instruction stops the build": Fact(
        "CT305", {"Dockerfile": "FROM scratch\nCOPPY . /\n", "a": "x"}, None, log="nknown instruction"
    ),
    "CT308 a link out of the context arrives as a link": Fact(
        "CT308", {"Dockerfile": ALL, "d/l": "-> ../../x"}, only("d/l")
    ),
    "CT309 files of one name land on one another": Fact(
        "CT309",
        {"Dockerfile": "FROM scratch\nCOPY */p.txt /d/\n", "a/p.txt": "1", "b/p.txt": "22"},
        only("d/p.txt"),
    ),
}
ALWAYS = {"Dockerfile", ".dockerignore"}


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the builders see."""
    folder = Path(tempfile.mkdtemp(prefix="ctxtrim-context-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def made(root: Path, files: Mapping[str, str | int | bytes]) -> Path:
    """Write the files of a fact."""
    planted(root, {path: text for path, text in files.items() if not isinstance(text, bytes)})
    for path, text in files.items():
        if isinstance(text, bytes):
            (root / path).write_bytes(text)
    return root


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("fact", FACTS)
def test_builders_do_what_the_rule_says(fact: str, builder: str, engines: Engines, place: Path) -> None:
    rule, files, arrives, where, log, silent = FACTS[fact]
    root = made(place, files)
    assert bool(findings(root, rule, builder=builder)) == (builder not in silent)
    arrived = engines(builder).arrives(root)
    expected = where.get(builder, arrives)
    assert arrived.ok == (expected is not None), arrived.log
    if expected is None:
        assert log in arrived.log
    else:
        left = {path for path, (kind, _) in arrived.entries.items() if kind != "dir"}
        assert left - ALWAYS == expected


@pytest.mark.parametrize("builder", BUILDERS)
def test_git_calls_what_arrives_dirty(builder: str, engines: Engines, place: Path) -> None:
    planted(
        place,
        {
            "Dockerfile": "FROM scratch\nCOPY . /\nRUN git describe --always --dirty\n",
            ".dockerignore": "docs\n",
            "docs/a": "x",
            "b": "x",
        },
    )
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "a"]):
        subprocess.run(["git", *words], cwd=place, check=True)
    [finding] = findings(place, "CT111", builder=builder)
    assert (finding.line, finding.path) == (3, "docs/a")
    (place / "Dockerfile").write_text(ALL)
    subprocess.run(["git", *who, "commit", "-qam", "b"], cwd=place, check=True)
    arrived = engines(builder).arrives(place)
    assert arrived.ok, arrived.log
    for path in set(subprocess.check_output(["git", "ls-files"], cwd=place, text=True).split()):
        if path not in arrived.entries:
            os.remove(place / path)
    told = subprocess.check_output(["git", "describe", "--always", "--dirty"], cwd=place, text=True)
    assert told.strip().endswith("-dirty")
