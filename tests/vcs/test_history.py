"""The last commits of real repositories, as values."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ctxtrim.errors import CtxtrimError
from ctxtrim.model.history import Blob
from ctxtrim.vcs.history import history
from tests.commandline import planted

IDENTITY = {
    **{f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=root, check=True, capture_output=True, env={**os.environ, **IDENTITY}
    )
    return os.fsdecode(done.stdout).strip()


def commit(root: Path, files: dict[str, str]) -> None:
    planted(root, dict(files))
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, {"a": "1", "sub/b": "1"})
    return tmp_path


def test_changes_and_the_tree_before_them(root: Path) -> None:
    commit(root, {"a": "2", "sub/\1:100644 \n": "odd"})
    (root / "sub/b").chmod(0o755)
    (root / "a").unlink()
    commit(root, {"c": "-> a"})
    found = history(str(root), 10)
    assert [sorted(change.path for change in one.changes) for one in found.commits] == [
        ["a", "sub/\1:100644 \n"],
        ["a", "c", "sub/b"],
    ]
    modes = {change.path: (change.old, change.new and change.new.mode) for change in found.commits[1].changes}
    assert modes["c"] == (None, 0o120000) and modes["sub/b"][1] == 0o100755 and modes["a"][1] is None
    assert set(found.tree) == {"c", "sub/b", "sub/\1:100644 \n"}
    assert set(found.base) == {"a", "sub/b"}
    assert found.base["a"] == Blob(0o100644, git(root, "rev-parse", "HEAD~2:a"))


def test_the_newest_commits_of_the_first_parents(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "topic")
    commit(root, {"t": "1"})
    commit(root, {"t": "2"})
    git(root, "checkout", "-q", "main")
    commit(root, {"m": "1"})
    git(root, "merge", "-q", "--no-ff", "-m", "x", "topic")
    assert [[c.path for c in one.changes] for one in history(str(root), 9).commits] == [["m"], ["t"]]
    assert len(history(str(root), 1).commits) == 1


def test_a_context_below_the_root_sees_its_own_commits(root: Path) -> None:
    commit(root, {"a": "2"})
    commit(root, {"sub/b": "2"})
    found = history(str(root / "sub"), 9)
    assert [[c.path for c in one.changes] for one in found.commits] == [["b"]]
    assert set(found.tree) == {"b"} and not found.is_root


def test_no_setting_of_the_repository_changes_the_answer(root: Path) -> None:
    commit(root, {"a": "2", "b": "1"})
    plain = history(str(root), 9)
    for name, value in {
        "diff.renames": "copies",
        "diff.orderFile": "order",
        "log.showSignature": "true",
        "log.decorate": "full",
        "format.pretty": "raw",
        "color.ui": "always",
        "diff.noprefix": "true",
        "core.quotePath": "true",
        "notes.displayRef": "*",
    }.items():
        git(root, "config", name, value)
    (root / "order").write_text("b\n")
    assert history(str(root), 9) == plain


def test_a_shallow_clone_ends_where_nothing_is_known(root: Path, tmp_path: Path) -> None:
    for number in range(3):
        commit(root, {"a": str(number)})
    clone = root / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{root}", clone], check=True)
    assert len(history(str(clone), 9).commits) == 1


def test_without_a_repository_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CtxtrimError, match="no git repository"):
        history(str(tmp_path), 9)
    git(tmp_path, "init", "-q")
    with pytest.raises(CtxtrimError, match="no history to replay"):
        history(str(tmp_path), 9)
