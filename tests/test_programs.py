"""Programs and modules are never taken from a context."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ctxtrim.programs import find_program, trusted_path
from tests.gitignore.cases import git

PACKAGE_PARENT = str(Path(__file__).parent.parent)
SHADOWED = ("__future__", "os", "typing", "click", "git", "pathspec", "yaml", "functools", "_accel", "json")


def program(folder: Path, name: str, mark: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho {name} >> {mark}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("entry", [".", "", "bin", "{context}", "{context}/bin", "{link}"])
def test_a_program_is_not_taken_from_the_context(entry: str, tmp_path: Path) -> None:
    context, good = tmp_path / "context", tmp_path / "good"
    for folder in (context, context / "bin"):
        program(folder, "tool", tmp_path / "mark")
    file = program(good, "tool", tmp_path / "mark")
    (tmp_path / "link").symlink_to(context / "bin")
    first = entry.format(context=context, link=tmp_path / "link")
    path = os.pathsep.join((first, str(good)))
    assert find_program("tool", (str(context),), path) == str(file)
    assert find_program("tool", (str(context),), first) == ""
    assert trusted_path((str(context),), path) == str(good)


def test_a_folder_beside_the_context_is_trusted(tmp_path: Path) -> None:
    file = program(tmp_path / "context2", "tool", tmp_path / "mark")
    assert find_program("tool", (str(tmp_path / "context"),), str(file.parent)) == str(file)


@pytest.mark.parametrize("command", ["audit", "fix", "ls", "init"])
def test_a_command_runs_nothing_that_lies_in_the_context(command: str, tmp_path: Path) -> None:
    root, mark = tmp_path / "context", tmp_path / "mark"
    root.mkdir()
    git(root, "init", "-q")
    for name in ("git", "docker", "podman", "buildah", "uname"):
        program(root, name, mark)
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (root / "docker-bake.hcl").write_text('target "a" { context = "." }\n')
    (root / ".git" / "config").write_text("[core]\n\tbare = false\n")
    environment = {**os.environ, "PATH": f".:{root}", "PYTHONPATH": PACKAGE_PARENT}
    done = subprocess.run(
        [sys.executable, "-m", "ctxtrim", command],
        cwd=root,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert not mark.exists()


def test_the_module_form_imports_nothing_from_the_context(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    context = tmp_path / "context"
    context.mkdir()
    for name in SHADOWED:
        (context / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write({name!r})\n")
    (context / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    done = subprocess.run(
        [sys.executable, "-m", "ctxtrim", "audit"],
        cwd=context,
        env={**os.environ, "PYTHONPATH": PACKAGE_PARENT},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not mark.exists()
