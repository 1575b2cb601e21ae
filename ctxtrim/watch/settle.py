"""Decide when it is quiet: no event for a moment, and no git operation under way."""

from __future__ import annotations

import os
import time
from typing import NamedTuple

from ctxtrim.watch.events import Source


class Patience(NamedTuple):
    """Seconds. quiet: without an event. longest: of waiting while events keep coming. git: the same while
    git works. stale: a lock of git older than this was left behind.
    """

    quiet: float = 0.15
    longest: float = 1.0
    git: float = 30.0
    stale: float = 60.0

    def after(self, took: float) -> Patience:
        """Of one whose last look took so long: it must not spend its time with looking."""
        return self._replace(quiet=max(self.quiet, min(2 * took, 5.0)), longest=max(self.longest, 8 * took))


def settle(source: Source, patience: Patience, git_folder: str) -> None:
    """Return when it is quiet."""
    began = time.monotonic()
    while True:
        now = time.monotonic()
        idle = now - source.last
        is_locked, is_rebasing = _git_works(git_folder, patience.stale)
        if idle >= patience.quiet and not is_locked:
            return
        if now - began >= (patience.git if is_locked or is_rebasing else patience.longest):
            return
        time.sleep(max(0.01, min(patience.quiet - idle, patience.quiet)))


def git_folder_of(context: str) -> str:
    """The folder with git's index for a context, "" where there is none."""
    here = os.path.realpath(context)
    while True:
        place = os.path.join(here, ".git")
        if os.path.isdir(place):
            return place
        if os.path.isfile(place):
            return _pointed_to(place)
        above = os.path.dirname(here)
        if above == here:
            return ""
        here = above


def _pointed_to(file: str) -> str:
    """A linked worktree, or a submodule."""
    from ctxtrim.builds.read_file import read_or_none

    text = os.fsdecode((read_or_none(file, 4096) or b"").rstrip(b"\r\n"))
    if not text.startswith("gitdir: ") or "\0" in text:
        return ""
    return os.path.join(os.path.dirname(file), text.removeprefix("gitdir: "))


def _git_works(folder: str, stale: float) -> tuple[bool, bool]:
    """(is the index locked, is a rebase under way)"""
    if not folder:
        return False, False
    try:
        age = time.time() - os.stat(os.path.join(folder, "index.lock")).st_mtime
        is_locked = age < stale
    except OSError:
        is_locked = False
    names = ("rebase-merge", "rebase-apply")
    return is_locked, any(os.path.exists(os.path.join(folder, name)) for name in names)
