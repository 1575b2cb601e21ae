"""`ctxtrim verify` asks real builders, tells what a build would feel, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.commandline import ctxtrim, planted
from tests.engines.conftest import Engines
from tests.engines.harness import ENGINES

pytestmark = pytest.mark.engine
BUILDERS = ("docker", "podman", "buildah")
_DIALECTS = {"docker": "buildkit", "podman": "podman", "buildah": "buildah"}
FILES: Mapping[str, str | int] = {
    "Dockerfile": (
        "FROM python:3 AS build\nCOPY . /src\nRUN --mount=type=bind,source=docs,target=/d make\n"
        "FROM build\nCOPY --from=build /src/LICENSE /\nCOPY src/*.py setup.cfg /app/\nADD link lib* /l/\n"
    ),
    "LICENSE": "free",
    "setup.cfg": "[metadata]\n",
    "src/a.py": "a = 1\n",
    "src/b.py": "b = 1\n",
    "src/c.txt": "c",
    "docs/x.md": "x",
    "lib1/y": "y",
    "link": "-> lib1",
    "__pycache__/a.pyc": 70_000,
    "src/__pycache__/a.pyc": 70_000,
    "odd $a 'b' [c].txt": "odd",
    "q3.xlsx": 90_000,
}


@pytest.fixture(scope="module")
def path(engines: Engines) -> Iterator[str]:
    """A PATH with the builders of this machine and nothing else that builds."""
    folder = Path(tempfile.mkdtemp(prefix="ctxtrim-path-"))
    outer = os.environ["PATH"]
    for name in BUILDERS:
        engines(_DIALECTS[name])
        command = os.environ[ENGINES[_DIALECTS[name]].variable]
        script = folder / name
        script.write_text(f'#!/bin/sh\nPATH={shlex.quote(outer)}\nexec {command} "$@"\n')
        script.chmod(0o755)
    yield str(folder)
    shutil.rmtree(folder)


@pytest.fixture
def context() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ctxtrim-verified-"))
    folder.chmod(0o755)
    yield planted(folder / "made", FILES)
    shutil.rmtree(folder)


def seen(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything that could have been changed below a folder."""
    found = {}
    for path in sorted(root.rglob("*")):
        info = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[path.relative_to(root).as_posix()] = (info.st_mode, info.st_mtime_ns, content)
    return found


def verified(path: str, *args: str | Path, status: int = 0, scratch: Path | None = None) -> dict[str, Any]:
    env = {"PATH": path, **({"TMPDIR": str(scratch)} if scratch else {})}
    run = ctxtrim("verify", *args, "--format", "json", env=env)
    assert run.returncode == status, run.stdout.decode() + run.stderr.decode()
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.fixture
def scratch(context: Path) -> Path:
    """For what verify needs for a while; nobody else's is here."""
    folder = context.parent / "scratch"
    folder.mkdir(mode=0o755)
    return folder


@pytest.mark.parametrize("builder", BUILDERS)
def test_the_proposal_holds_and_nothing_is_left_behind(
    builder: str, path: str, context: Path, scratch: Path
) -> None:
    before = seen(context)
    found = verified(path, context, "--builder", builder, "--thorough", scratch=scratch)
    assert found["holds"] and found["builder"].startswith(builder)
    assert [gone["path"] for gone in found["gone"]][:2] == ["q3.xlsx", "__pycache__/"]
    assert found["before"]["files"] - found["after"]["files"] == sum(gone["files"] for gone in found["gone"])
    assert (found["failing"], found["unforeseen"], found["come"]) == ([], [], [])
    assert seen(context) == before
    assert os.listdir(scratch) == []


def test_a_docker_keeps_nothing_of_it(path: str, context: Path, scratch: Path) -> None:
    verified(path, context, scratch=scratch)
    docker = os.path.join(path, "docker")
    kept = subprocess.run([docker, "buildx", "du", "--verbose"], capture_output=True, check=True).stdout
    assert os.fsencode(context.parent) not in kept
    images = subprocess.run([docker, "images", "--all", "--quiet"], capture_output=True, check=True).stdout
    assert not images.split() or b"ctxtrim" not in images


def differences(found: dict[str, Any]) -> dict[str, Any]:
    """What is not empty of what a build would feel."""
    felt = {
        "failing": [refused["place"] for refused in found["failing"]],
        "emptied": found["emptied"],
        "needed": [gone["path"] for gone in found["needed"]],
        "unforeseen": found["unforeseen"],
    }
    return {name: what for name, what in felt.items() if what}


FELT = [
    pytest.param("src/c.txt\n", {}, id="what nothing names may go"),
    pytest.param(
        "docs\n", {"failing": ["Dockerfile:3"], "needed": ["docs/x.md"]}, id="a bind mount that is gone"
    ),
    pytest.param(
        "setup.cfg\n", {"failing": ["Dockerfile:6"], "needed": ["setup.cfg"]}, id="a COPY that fails"
    ),
    pytest.param("src/b.py\n", {"needed": ["src/b.py"]}, id="a file that a wildcard would have taken"),
    pytest.param(
        "LICENSE\n",
        {"failing": ["Dockerfile:5"], "needed": ["LICENSE"]},
        id="a file that a later stage takes from the first",
    ),
    pytest.param(
        "lib1\n",
        {"failing": ["Dockerfile:7"], "needed": ["lib1/y"]},
        id="what a link leads to, and a wildcard brings",
    ),
    pytest.param(
        "src\n!src/c.txt\n!src/a.py\n!src/b.py\nsrc\n",
        {"emptied": ["src/a.py", "src/b.py", "src/c.txt"]},
        id="files that arrive empty",
    ),
]


@pytest.mark.parametrize(("ignore", "felt"), FELT)
def test_what_a_build_would_feel(ignore: str, felt: dict[str, Any], path: str, context: Path) -> None:
    file = context.parent / "other"
    file.write_text(ignore)
    found = verified(path, context, "--with", file, "--builder", "docker", status=1 if felt else 0)
    assert differences(found) == felt


def test_what_exclude_leaves_out_is_not_counted(path: str, context: Path) -> None:
    planted(context, {"d/a.1": "x", "d/a.2": "x", "d/s/b.1": "x", "e.1": "x"})
    (context / "Dockerfile").write_text("FROM scratch\nCOPY --exclude=*.1 d e.1 /\n")
    found = verified(path, context, "--builder", "docker")
    assert found["unforeseen"] == []
    assert found["before"]["files"] == 3  # d/a.2, d/s/b.1, and e.1, which is named itself


def test_podman_sees_all_of_a_bind_mount(path: str, context: Path) -> None:
    file = context.parent / "other"
    file.write_text("docs\n")
    found = verified(path, context, "--with", file, "--builder", "podman", status=0)
    assert [gone["path"] for gone in found["gone"]] == ["docs/"]


def test_a_file_that_is_empty_is_no_file_that_says_nothing(path: str, context: Path) -> None:
    (context / ".dockerignore").write_text("docs\nLICENSE\n")
    file = context.parent / "other"
    for builder in BUILDERS:
        file.write_text("# nothing\n")
        found = verified(path, context, "--with", file, "--builder", builder)
        assert found["come"] == ["LICENSE", "docs/x.md"]
        assert [refused["place"] for refused in found["mended"]][-1] == "Dockerfile:5"


def test_a_source_that_is_not_built_yet_fails_with_either_file(path: str, context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY dist src /\n")
    found = verified(path, context)
    assert [(refused["place"], refused["what"]) for refused in found["failing_anyway"]] == [
        ("Dockerfile:2", "COPY dist")
    ]
    assert found["holds"]


def test_where_no_line_builds_nothing_is_said(path: str, context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY dist /\n")
    run = ctxtrim("verify", context, env={"PATH": path})
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.startswith(b"ctxtrim: Dockerfile:2: COPY dist fails with either file")


def test_after_it_is_written_the_block_is_what_is_tried(path: str, context: Path) -> None:
    assert ctxtrim("fix", "--write", context).returncode == 0
    found = verified(path, context)
    assert found["holds"]
    assert found["gone"][0]["path"] == "__pycache__/"


def test_the_first_builder_that_answers_is_asked(path: str, context: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "docker").write_text("#!/bin/sh\necho 'Cannot connect to the daemon' >&2\nexit 1\n")
        Path(folder, "docker").chmod(0o755)
        Path(folder, "podman").symlink_to(os.path.join(path, "podman"))
        assert verified(folder, context)["builder"].startswith("podman")


def test_docker_host_is_honoured(path: str, context: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "docker").write_text(
            '#!/bin/sh\n[ "$DOCKER_HOST" = unix:///no/daemon ] && echo dialled >&2 && exit 1\n'
            f'exec {path}/docker "$@"\n'
        )
        Path(folder, "docker").chmod(0o755)
        run = ctxtrim("verify", context, env={"PATH": folder, "DOCKER_HOST": "unix:///no/daemon"})
    assert run.returncode == 2
    assert b"docker: dialled" in run.stderr


def test_a_hostile_repository_runs_nothing(path: str, context: Path) -> None:
    subprocess.run(["git", "init", "--quiet", context], check=True)
    trap = context.parent / "sprung"
    with open(context / ".git/config", "a") as config:
        config.write(f"[core]\n\tfsmonitor = touch {trap}\n")
    verified(path, context)
    assert not trap.exists()
