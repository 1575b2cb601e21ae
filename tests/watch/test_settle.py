"""Quiet: no event for a moment, and git not in the midst of something."""

from __future__ import annotations

import os
import pathlib
import threading
import time

import pytest

from ctxtrim.watch.events import Polling
from ctxtrim.watch.settle import Patience, git_folder_of, settle
from tests.watch.driving import git, plant

_QUICK = Patience(quiet=0.1, longest=0.5, git=1.5)


class Noise(Polling):
    """A source in which something happens until `end`."""

    def __init__(self, end: float) -> None:
        super().__init__(1)
        self._end = time.monotonic() + end

    @property
    def last(self) -> float:  # type: ignore[override]
        return min(time.monotonic(), self._end)

    @last.setter
    def last(self, value: float) -> None:
        pass


def _took(source: Noise, folder: str = "") -> float:
    began = time.monotonic()
    settle(source, _QUICK, folder)
    return time.monotonic() - began


def test_it_is_quiet_a_moment_after_the_last_event() -> None:
    assert 0.25 < _took(Noise(0.2)) < 0.45


def test_noise_without_an_end_is_not_waited_out() -> None:
    assert 0.45 < _took(Noise(60)) < 0.9


def test_an_index_that_is_locked_is_waited_for(tmp_path: pathlib.Path) -> None:
    lock = tmp_path / "index.lock"
    lock.write_text("")
    threading.Timer(0.7, lock.unlink).start()
    assert 0.65 < _took(Noise(0), str(tmp_path)) < 1.2


def test_but_not_for_ever(tmp_path: pathlib.Path) -> None:
    (tmp_path / "index.lock").write_text("")
    assert 1.4 < _took(Noise(0), str(tmp_path)) < 2.2


def test_nor_for_a_lock_that_was_left_behind(tmp_path: pathlib.Path) -> None:
    (tmp_path / "index.lock").write_text("")
    os.utime(tmp_path / "index.lock", (1000, 1000))
    assert _took(Noise(0), str(tmp_path)) < 0.4


def test_a_rebase_may_make_noise_for_longer(tmp_path: pathlib.Path) -> None:
    (tmp_path / "rebase-merge").mkdir()
    assert 0.9 < _took(Noise(0.9), str(tmp_path)) < 1.4


def test_a_rebase_that_stopped_at_a_conflict_is_quiet(tmp_path: pathlib.Path) -> None:
    (tmp_path / "rebase-merge").mkdir()
    assert _took(Noise(0), str(tmp_path)) < 0.4


def test_who_takes_long_to_look_waits_longer() -> None:
    assert Patience().after(0.01) == Patience()
    assert Patience().after(1.0) == Patience(quiet=2.0, longest=8.0)
    assert Patience().after(60.0).quiet == 5.0


def test_the_folder_with_the_index(tmp_path: pathlib.Path) -> None:
    root = plant(tmp_path / "repository", {"a/b/c": "x"})
    assert git_folder_of(str(root / "a")) in ("", git_folder_of(str(tmp_path)))
    git(root, "init", "-q")
    assert git_folder_of(str(root / "a" / "b")) == str(root / ".git")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    git(root, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert git_folder_of(str(tmp_path / "tree")) == str(root / ".git/worktrees/tree")


@pytest.mark.parametrize("text", ["", "nonsense\n", "gitdir: \0\n"])
def test_a_git_file_that_is_none_is_no_folder(tmp_path: pathlib.Path, text: str) -> None:
    (tmp_path / ".git").write_text(text)
    assert git_folder_of(str(tmp_path)) == ""
