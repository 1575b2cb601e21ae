"""`--rev`: a commit is what a clean checkout without .git is, in every figure."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_diff import GIT, commit
from tests.commandline import ctxtrim, planted

FILES: dict[str, str | int] = {
    "Dockerfile": "FROM scratch\nCOPY app /app\nCOPY none /x\n",
    ".dockerignore": "*.log\ndocs\n!docs/keep.md\n",
    "compose.yaml": "services: {web: {build: {context: web}}}\n",
    "app/main.py": 100,
    "app/deep/er/x.bin": 5000,
    "app/link": "-> main.py",
    "docs/keep.md": 10,
    "docs/x.md": 40,
    "debug.log": 70,
    "empty": 0,
    "web/Dockerfile": "FROM scratch\nCOPY . /\n",
    "web/a\xe9\n b": 12,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose work tree has changed since, beside a copy of what was committed."""
    planted(tmp_path / "copy", FILES)
    root = planted(tmp_path / "root", FILES)
    (root / "app/main.py").chmod(0o755)
    (tmp_path / "copy/app/main.py").chmod(0o755)
    commit(root, "one")
    subprocess.run([*GIT, "tag", "v1"], cwd=root, check=True)
    planted(root, {"app/main.py": 9, "app/late.bin": 7, ".dockerignore": "**\n", "Dockerfile": "FROM x\n"})
    return root


def answers(words: tuple[str, ...], root: Path, *revision: str) -> tuple[int, Any]:
    answer = ctxtrim(*words, *revision, cwd=root)
    text = answer.stdout.decode("utf-8", "surrogateescape").replace(str(root), "ROOT")
    return answer.returncode, json.loads(text) if "json" in words else text


@pytest.mark.parametrize("context", [".", "web", "app"])
@pytest.mark.parametrize(
    "words",
    [("ls", "-0"), ("ls", "--eligible"), ("ls", "--excluded"), ("ls", "--format", "json"), ("ls", "--dirs")],
    ids=" ".join,
)
def test_lists_are_those_of_a_checkout(words: tuple[str, ...], context: str, root: Path) -> None:
    given = (words[0], context, *words[1:])
    assert answers(given, root, "--rev", "v1") == answers(given, root.parent / "copy")


@pytest.mark.parametrize("context", [".", "web"])
@pytest.mark.parametrize("builder", ["buildkit", "classic", "buildah", "kaniko"])
def test_an_audit_has_the_figures_of_a_checkout(context: str, builder: str, root: Path) -> None:
    words = ("audit", context, "--builder", builder, "--no-findings", "--format", "json")
    assert answers(words, root, "--rev", "v1") == answers(words, root.parent / "copy")


def test_why_reads_the_ignore_file_of_the_revision(root: Path) -> None:
    words = ("why", "docs/x.md", "app/main.py")
    assert answers(words, root, "--rev", "v1") == answers(words, root.parent / "copy")


def test_check_finds_what_fails_there(root: Path) -> None:
    status, answer = answers(("check", ".", "--format", "json"), root, "--rev", "v1")
    assert status == 1
    assert ("CT301", "Dockerfile", 3) in [(f["rule"], f["file"], f["line"]) for f in answer["findings"]]


def test_a_bare_repository_has_revisions_too(root: Path) -> None:
    bare = root.parent / "bare.git"
    subprocess.run([*GIT, "clone", "-q", "--bare", str(root), str(bare)], check=True, capture_output=True)
    words = ("ls", str(bare), "--rev", "v1")
    assert answers(words, root)[1] == answers(("ls", "."), root.parent / "copy")[1]


def test_a_folder_that_only_the_revision_has(root: Path) -> None:
    subprocess.run([*GIT, "rm", "-rqf", "web"], cwd=root, check=True)
    assert answers(("ls", "web"), root, "--rev", "v1") == answers(("ls", "web"), root.parent / "copy")


def test_a_partial_clone_says_how_to_get_the_rest(root: Path) -> None:
    """Unknown sizes would count 0 bytes."""
    partial = root.parent / "partial"
    subprocess.run([*GIT, "config", "uploadpack.allowFilter", "true"], cwd=root, check=True)
    clone = (*GIT, "clone", "-q", "--no-checkout", "--filter=blob:none", root.as_uri(), str(partial))
    subprocess.run(clone, check=True, capture_output=True)
    answer = ctxtrim("ls", ".", "--rev", "v1", cwd=partial)
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert b"v1: this partial clone lacks some of its files" in answer.stderr
    assert answer.stderr.endswith(b"git fetch --refetch --no-filter gets them.\n")
    subprocess.run([*GIT, "fetch", "-q", "--refetch", "--no-filter"], cwd=partial, check=True)
    assert answers(("ls", "."), partial, "--rev", "v1") == answers(("ls", "."), root.parent / "copy")


def test_a_blob_that_is_lost_is_no_empty_file(root: Path) -> None:
    name = subprocess.run(
        [*GIT, "rev-parse", "v1:app/main.py"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    (root / ".git/objects" / name[:2] / name[2:]).unlink()
    answer = ctxtrim("ls", ".", "--rev", "v1", cwd=root)
    assert answer.returncode == 2 and b"lacks some of its files" in answer.stderr


@pytest.mark.parametrize("rev", ["none", "-x", "v1:app", ""])
def test_no_such_revision_is_one_sentence(rev: str, root: Path) -> None:
    answer = ctxtrim("ls", ".", f"--rev={rev}", cwd=root)
    if rev:
        assert (answer.returncode, answer.stdout) == (2, b"")
        assert f"{rev}: no such revision".encode() in answer.stderr and answer.stderr.count(b"\n") == 1
    else:
        assert answer.returncode == 0, "an empty value is the work tree"


def test_no_program_of_the_repository_runs(root: Path) -> None:
    planted(root, {"git": "#!/bin/sh\ntouch stolen\n", ".gitattributes": "* filter=evil\n"})
    (root / "git").chmod(0o755)
    config = '[filter "evil"]\n\tsmudge = touch stolen\n[core]\n\tfsmonitor = touch stolen\n'
    with (root / ".git/config").open("a") as file:
        file.write(config)
    answer = ctxtrim("ls", ".", "--rev", "v1", cwd=root, env={"PATH": ".:/usr/bin:/bin"})
    assert answer.returncode in (0, 2)
    assert not list(root.rglob("stolen"))
