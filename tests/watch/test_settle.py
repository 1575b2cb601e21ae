"""Quiet: no event for a moment, and git not in the midst of something."""

from __future__ import annotations

import os
import pathlib
import time
from collections.abc import Callable

import pytest

from ctxtrim.watch.events import Polling
from ctxtrim.watch.settle import Patience, git_folder_of, settle
from tests.watch.driving import git, plant

_QUICK = Patience(quiet=0.1, longest=0.5, git=1.5)


class Clock:
    """A clock that only sleeping moves on; `at` are things to do, by time."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.at: list[tuple[float, Callable[[], object]]] = []

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        for when, act in [due for due in self.at if due[0] <= self.now]:
            self.at.remove((when, act))
            act()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("ctxtrim.watch.settle.time", clock)
    return clock


class Noise(Polling):
    """A source in which something happens for so many seconds."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__(1)
        self._clock, self._end = clock, clock.now + seconds

    @property
    def last(self) -> float:  # type: ignore[override]
        return min(self._clock.now, self._end)

    @last.setter
    def last(self, value: float) -> None:
        pass


def _took(clock: Clock, noise: float, folder: str = "") -> float:
    began = clock.now
    settle(Noise(clock, noise), _QUICK, folder)
    return clock.now - began


def test_it_is_quiet_a_moment_after_the_last_event(clock: Clock) -> None:
    assert 0.3 <= _took(clock, 0.2) < 0.45


def test_noise_without_an_end_is_not_waited_out(clock: Clock) -> None:
    assert 0.5 <= _took(clock, 60) < 0.65


def test_an_index_that_is_locked_is_waited_for(tmp_path: pathlib.Path, clock: Clock) -> None:
    lock = tmp_path / "index.lock"
    lock.write_text("")
    clock.at.append((clock.now + 0.7, lock.unlink))
    assert 0.7 <= _took(clock, 0, str(tmp_path)) < 0.85


def test_but_not_for_ever(tmp_path: pathlib.Path, clock: Clock) -> None:
    (tmp_path / "index.lock").write_text("")
    assert 1.5 <= _took(clock, 0, str(tmp_path)) < 1.65


def test_nor_for_a_lock_that_was_left_behind(tmp_path: pathlib.Path, clock: Clock) -> None:
    (tmp_path / "index.lock").write_text("")
    os.utime(tmp_path / "index.lock", (1000, 1000))
    assert _took(clock, 0, str(tmp_path)) < 0.25


def test_a_rebase_may_make_noise_for_longer(tmp_path: pathlib.Path, clock: Clock) -> None:
    (tmp_path / "rebase-merge").mkdir()
    assert 1.0 <= _took(clock, 0.9, str(tmp_path)) < 1.15


def test_a_rebase_that_stopped_at_a_conflict_is_quiet(tmp_path: pathlib.Path, clock: Clock) -> None:
    (tmp_path / "rebase-merge").mkdir()
    assert _took(clock, 0, str(tmp_path)) < 0.25


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
