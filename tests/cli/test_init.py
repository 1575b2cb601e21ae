"""`ctxtrim init` on real folders: a first ignore file, where the builder reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted

FILES: dict[str, str | int] = {
    "Dockerfile": "FROM scratch\nCOPY . /\n",
    "package.json": "{}",
    "index.js": "1\n",
    "docs/a.rst": "a\n",
}


def init(context: Path, *args: str, status: int = 1) -> str:
    run = ctxtrim("init", *args, cwd=context)
    assert (run.returncode, run.stderr) == (status, b""), run
    return run.stdout.decode()


def rules(context: Path, *args: str) -> list[str]:
    return [line for line in init(context, "--stdout", *args).splitlines() if line[:1] not in ("#", "")]


def test_rules_for_what_will_appear_in_this_stack(tmp_path: Path) -> None:
    found = rules(planted(tmp_path, FILES))
    assert {"**/node_modules", "**/.env", ".git"} <= set(found)
    assert "**/__pycache__" not in found


@pytest.mark.parametrize(
    ("options", "has_docs"),
    [([], False), (["--cautious"], False), (["--unsafe"], True), (["--thorough"], True)],
)
def test_documents_go_only_where_the_user_says_so(tmp_path: Path, options: list[str], has_docs: bool) -> None:
    found = rules(planted(tmp_path, FILES), *options)
    assert "**/node_modules" in found and ("docs" in found) == has_docs


def test_it_is_written_and_fix_has_nothing_to_add(tmp_path: Path) -> None:
    init(planted(tmp_path, FILES), "--unsafe", "--write", status=0)
    for args in ([], ["--unsafe"]):
        run = ctxtrim("fix", *args, cwd=tmp_path)
        assert run.returncode == 0 and run.stdout.startswith(b".dockerignore: nothing to do.\n"), run


def test_one_that_is_there_is_refused(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, ".dockerignore": ""})
    run = ctxtrim("init", "--write", cwd=tmp_path)
    assert run.returncode == 2 and b".dockerignore: already exists; `ctxtrim fix` adds to it." in run.stderr
    assert (tmp_path / ".dockerignore").read_bytes() == b""


def test_an_empty_folder(tmp_path: Path) -> None:
    assert ".git" in rules(tmp_path)


def test_no_dockerfile_yet(tmp_path: Path) -> None:
    found = rules(planted(tmp_path, {"pyproject.toml": "[project]\n", "app.py": "1\n"}))
    assert {"**/__pycache__", "**/.venv", ".git"} <= set(found)


def test_no_git_is_no_matter_and_neither_is_a_fresh_one(tmp_path: Path) -> None:
    without = rules(planted(tmp_path, FILES))
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert set(without) <= set(rules(tmp_path))


def test_for_one_of_several_dockerfiles_it_stands_beside_it(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "Dockerfile.dev": "FROM a\nCOPY docs /d\n"})
    init(tmp_path, "-f", "Dockerfile.dev", "--unsafe", "--write", status=0)
    assert (tmp_path / "Dockerfile.dev.dockerignore").exists() and not (tmp_path / ".dockerignore").exists()
    assert "docs" not in (tmp_path / "Dockerfile.dev.dockerignore").read_text().splitlines()


def test_for_all_of_several_dockerfiles_it_is_the_contexts(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "Dockerfile.dev": "FROM a\nCOPY docs /d\n"})
    init(tmp_path, "--unsafe", "--write", status=0)
    assert "docs" not in (tmp_path / ".dockerignore").read_text().splitlines()


def test_the_classic_builder_reads_none_beside_a_dockerfile(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "Dockerfile.dev": "FROM a\nCOPY . .\n"})
    init(tmp_path, "-f", "Dockerfile.dev", "--builder", "classic", "--write", status=0)
    assert (tmp_path / ".dockerignore").exists()


def test_a_list_of_what_is_let_in_where_it_saves_clearly_more(tmp_path: Path) -> None:
    files = {**FILES, "Dockerfile": "FROM a\nCOPY index.js package.json /\n", "other/data.txt": 3_000_000}
    planted(tmp_path, files)
    assert rules(tmp_path, "--unsafe") == ["*", "!index.js", "!package.json"]
    assert "*" not in rules(tmp_path, "--unsafe", "--no-allowlist")
    assert "*" not in rules(tmp_path)


@pytest.mark.parametrize("name", ["[", "a b", "#x", "!y"])
def test_dockerfiles_of_odd_names(tmp_path: Path, name: str) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\nCOPY . .\n", name: "FROM a\nCOPY . .\n"})
    init(tmp_path, "-f", name, "--write", status=0)
    assert (tmp_path / f"{name}.dockerignore").exists()
