"""`ctxtrim ls` prints what arrives, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted

FILES = {
    "Dockerfile": "FROM a AS base\nCOPY src /s\nFROM base AS full\nCOPY docs/*.md /d\n",
    "Dockerfile.all": "FROM a\nCOPY . /\n",
    "Dockerfile.all.dockerignore": "big\n",
    ".dockerignore": "**/*.pyc\nbig\n",
    "src/a.py": "1",
    "src/a.pyc": "2",
    "docs/x.md": "3",
    "docs/y.txt": "4",
    "big/z": "5",
}


AT_THE_ROOT = [".dockerignore", "Dockerfile", "Dockerfile.all", "Dockerfile.all.dockerignore"]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    return planted(tmp_path / "ctx", FILES)


def listed(context: Path, *args: str) -> list[str]:
    run = ctxtrim("ls", *args, cwd=context)
    assert (run.returncode, run.stderr) == (0, b"")
    return run.stdout.decode().splitlines()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        pytest.param(["-f", "Dockerfile"], ["docs/x.md", "src/a.py"], id="what one build takes"),
        pytest.param(["-f", "Dockerfile", "--target", "base"], ["src/a.py"], id="or one of its stages"),
        pytest.param(
            ["-f", "Dockerfile", "--builder", "classic"],
            [*AT_THE_ROOT, "docs/x.md", "docs/y.txt", "src/a.py"],
            id="the classic builder sends all that is eligible",
        ),
        pytest.param(
            ["-f", "Dockerfile.all"],
            [*AT_THE_ROOT, "docs/x.md", "docs/y.txt", "src/a.py", "src/a.pyc"],
            id="a Dockerfile's own ignore file",
        ),
        pytest.param(["--excluded"], ["big/", "src/a.pyc"], id="what is kept out"),
        pytest.param(
            ["-f", "Dockerfile", "--dirs"], ["docs/", "docs/x.md", "src/", "src/a.py"], id="directories"
        ),
        pytest.param(
            ["--ignore-file", "only-src", "--eligible"], ["src/a.py", "src/a.pyc"], id="other rules"
        ),
    ],
)
def test_listed(context: Path, args: list[str], expected: list[str]) -> None:
    planted(context, {"only-src": "*\n!src\n"} if "only-src" in args else {})
    assert listed(context, *args) == expected


def test_by_default_all_builds_together(context: Path) -> None:
    together = {*listed(context, "-f", "Dockerfile"), *listed(context, "-f", "Dockerfile.all")}
    assert set(listed(context)) == together
    assert len(listed(context)) == len(together)


def test_two_narrow_builds_are_merged_in_order(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a\nCOPY b c/x /\n", "Dockerfile.two": "FROM a\nCOPY a c /\n"}
    planted(tmp_path, {**files, "a": "", "b/1": "", "c/w": "", "c/x": "", "c/y/z": "", "d": ""})
    assert listed(tmp_path) == ["a", "b/1", "c/w", "c/x", "c/y/z"]


def test_without_a_dockerfile_all_that_is_eligible(tmp_path: Path) -> None:
    planted(tmp_path, {".dockerignore": "a\n", "a": "", "b": ""})
    assert listed(tmp_path) == [".dockerignore", "b"]


def test_a_build_that_takes_nothing_gets_nothing(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\nRUN true\n", "b": ""})
    assert listed(tmp_path) == []


def test_nul_ends_any_name(tmp_path: Path) -> None:
    names = [b"a\nb", b"\xff\xfe", b"\x1b[31m", b" ", "é".encode()]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "xb"):
            pass
    run = ctxtrim("ls", "-0", cwd=tmp_path)
    assert run.stdout == b"".join(name + b"\0" for name in sorted(names))


def test_json_is_json(context: Path) -> None:
    found = json.loads("\n".join(listed(context, "-f", "Dockerfile", "--format", "json")))
    assert found["schema"] == "ctxtrim.ls/1"
    assert found["context"] == str(context)
    assert [row["path"] for row in found["entries"]] == ["docs/x.md", "src/a.py"]


def test_ncdu_can_be_imported(context: Path) -> None:
    tree = json.loads("\n".join(listed(context, "--format", "ncdu", "-f", "Dockerfile")))[3]
    assert [tree[0]["name"], tree[1][0]["name"], tree[1][1]["name"]] == [str(context), "docs", "x.md"]


HEAVY = {
    "git",
    "gitdb",
    "watchdog",
    "rich",
    "yaml",
    "json",
    "subprocess",
    "asyncio",
    "hypothesis",
    "dataclasses",
    "pathspec",
}


def imported(context: Path, *args: str) -> set[str]:
    script = (
        "import sys; from ctxtrim.__main__ import main\n"
        "try: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, "-c", script, *args], cwd=context, env=env, capture_output=True, timeout=3600
    )
    return set(run.stderr.decode().split())


def test_ls_imports_nothing_heavy(context: Path) -> None:
    loaded = imported(context, "ls", "-f", "Dockerfile")
    assert "ctxtrim.disk" in loaded
    assert not loaded & HEAVY


def test_what_is_eligible_is_what_an_audit_calls_so(tmp_path: Path) -> None:
    """The ignore file is the one that the builds read, also where it stands beside a Dockerfile."""
    files = {"d/x.Dockerfile": "FROM scratch\nCOPY . /\n", "a": 1, "b": 2, ".dockerignore": "b\n"}
    planted(tmp_path, {**files, "d/x.Dockerfile.dockerignore": "a\nd\n.docker*\n"})
    for options, listed in (((), ["b"]), (("-f", "d/x.Dockerfile"), ["b"])):
        audit = json.loads(ctxtrim("audit", ".", *options, "--format", "json", cwd=tmp_path).stdout)
        names = ctxtrim("ls", ".", *options, "--eligible", cwd=tmp_path).stdout.decode().splitlines()
        assert (len(names), names) == (audit["eligible"]["files"], listed)
        excluded = ctxtrim("ls", ".", *options, "--excluded", cwd=tmp_path).stdout.decode().splitlines()
        assert excluded == [".dockerignore", "a", "d/"]


def test_an_audit_imports_what_reads_git_only_where_there_is_a_repository(context: Path) -> None:
    loaded = imported(context, "audit")
    assert "ctxtrim.proposal" in loaded
    assert not loaded & {"pathspec", "git", "ctxtrim.gitignore.patterns", "importlib.resources"}
    assert "ctxtrim.manifests.readers.go" not in loaded, "no command runs"


def test_help_imports_no_command(context: Path) -> None:
    loaded = imported(context, "--help")
    assert {name for name in loaded if name.startswith("ctxtrim")} == {
        "ctxtrim",
        "ctxtrim.__main__",
        "ctxtrim.cli",
        "ctxtrim.errors",
    }
