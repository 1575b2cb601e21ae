"""Listings of the directories of a context, as far as they were read.

A directory is announced before it is listed the first time, so that it can be watched without a gap. What is
held is reachable: whoever holds a directory holds all directories above it.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ctxtrim.disk import Disk
from ctxtrim.model.context import Entry
from ctxtrim.watch.content_hashes import ContentHashes


class Change(NamedTuple):
    """An entry that is not what it was; None: it was not there, it is no more.

    is_touched: its times are others, its content and mode are the same.
    """

    path: str
    old: Entry | None
    new: Entry | None
    is_touched: bool = False

    @property
    def is_structural(self) -> bool:
        """Return whether an entry came, went, or changed its kind."""
        return self.old is None or self.new is None or self.old.kind != self.new.kind


class Listings:
    """Directories of a context by path, each listed when it is first asked for.

    announce: called with a directory before it is listed first. dismiss: called when one is held no longer.
    asked: every directory that was asked for since it was last cleared.
    """

    def __init__(self, context: str, announce: Callable[[str], None], dismiss: Callable[[str], None]) -> None:
        self._disk = Disk(context)
        self._root = os.open(context, os.O_RDONLY) if os.stat in os.supports_dir_fd else -1
        self._hashes = ContentHashes(self._root)
        self._announce, self._dismiss = announce, dismiss
        self._held: dict[str, list[Entry]] = {}
        self._linked: dict[int, set[str]] = {}
        self.asked: set[str] = set()
        self.has_new_link = False

    def close(self) -> None:
        """Give the descriptors back."""
        self._disk.close()
        if self._root >= 0:
            os.close(self._root)
            self._root = -1

    def is_current(self) -> bool:
        """Return whether the directory that was opened is still the one at the path of the context."""
        try:
            now = os.stat(self._disk.context)
            ours = os.fstat(self._root) if self._root >= 0 else now
        except OSError:
            return False
        return (now.st_ino, now.st_dev) == (ours.st_ino, ours.st_dev)

    def held(self) -> list[str]:
        """All directories that are held."""
        return list(self._held)

    def holds(self, directory: str) -> bool:
        """Return whether this directory was listed."""
        return directory in self._held

    def children(self, directory: str) -> list[Entry]:
        """A directory's entries in byte order; () for anything that is none."""
        self.asked.add(directory)
        held = self._held.get(directory)
        if held is not None:
            return held
        if directory:
            entry = self.entry(directory)
            if entry is None or entry.kind != "dir":
                return []
        self._announce(directory)
        return self._hold(directory, self._disk.children(directory))

    def entry(self, path: str) -> Entry | None:
        """The entry at a path."""
        siblings = self.children(path.rpartition("/")[0])
        at = _place(siblings, path)
        return siblings[at] if at >= 0 else None

    def relist(self, directory: str) -> list[Change] | None:
        """List a held directory again: what has changed; None if nothing at all is different.

        Directories that are gone are forgotten.
        """
        self._disk.directories.forget()
        old, new = self._held[directory], self._disk.children(directory)
        is_older = self._refresh(directory)
        if old == new:
            return [] if is_older else None
        self._let_go(directory, old)
        self._hold(directory, new, is_first=False)
        changes = [self._with_content(change) for change in _differences(old, new)]
        for change in changes:
            if _needs_new_listing(change):
                self.forget(change.path)
        return changes

    def forget(self, directory: str) -> None:
        """Hold nothing of a directory and of all below it."""
        waiting = [directory]
        while waiting:
            path = waiting.pop()
            entries = self._held.pop(path, None)
            if entries is not None:
                self._let_go(path, entries)
                self._dismiss(path)
                waiting += [entry.path for entry in entries if entry.kind == "dir"]

    def keep_only(self, wanted: Iterable[str]) -> None:
        """Forget every directory that is not among these, nor above one of them."""
        keep = {""}
        for path in wanted:
            while path not in keep:
                keep.add(path)
                path = path.rpartition("/")[0]
        for path in [path for path in self._held if path not in keep]:
            self._let_go(path, self._held.pop(path))
            self._dismiss(path)

    def linked(self) -> set[str]:
        """Directories with a file that has other names (hard links), which may be anywhere.

        inotify tells of a change by the name through which it was made; if that one is out of sight, nothing
        is told.
        """
        return {directory for directories in self._linked.values() for directory in directories}

    def _with_content(self, change: Change) -> Change:
        """Say of a change whether it is one of times only."""
        if change.old and change.new and not change.is_structural:
            return change._replace(is_touched=self._hashes.is_same(change.old, change.new))
        self._hashes.forget(change.path)
        if change.new:
            self._hashes.learn([change.new])
        return change

    def _hold(self, directory: str, entries: list[Entry], is_first: bool = True) -> list[Entry]:
        self._held[directory] = entries
        if is_first:
            self._hashes.learn(entries)
        for entry in entries:
            if entry.inode:
                known = self._linked.setdefault(entry.inode, set())
                self.has_new_link = self.has_new_link or not known
                known.add(directory)
        return entries

    def _let_go(self, directory: str, entries: list[Entry]) -> None:
        for entry in entries:
            if entry.inode and entry.inode in self._linked:
                self._linked[entry.inode].discard(directory)
                if not self._linked[entry.inode]:
                    del self._linked[entry.inode]

    def _refresh(self, directory: str) -> bool:
        """Read the time of a directory, which changes with what it holds; return whether it is another."""
        if not directory or self._root < 0:
            return False
        siblings = self._held.get(directory.rpartition("/")[0], [])
        at = _place(siblings, directory)
        try:
            now = os.stat(directory, dir_fd=self._root, follow_symlinks=False).st_mtime_ns
        except OSError:
            return False
        if at < 0 or siblings[at].mtime_ns == now:
            return False
        siblings[at] = siblings[at]._replace(mtime_ns=now)
        return True


def _place(siblings: list[Entry], path: str) -> int:
    wire = os.fsencode(path)
    at = bisect_left(siblings, wire, key=lambda entry: os.fsencode(entry.path))
    return at if at < len(siblings) and siblings[at].path == path else -1


def _differences(old: list[Entry], new: list[Entry]) -> list[Change]:
    before = {entry.path: entry for entry in old}
    changes = []
    for entry in new:
        was = before.pop(entry.path, None)
        if was != entry and (was is None or _told(was) != _told(entry)):
            changes.append(Change(entry.path, was, entry))
    return changes + [Change(path, was, None) for path, was in before.items()]


def _told(entry: Entry) -> Entry:
    """What is worth telling: a directory's time changes whenever something in it does."""
    return entry._replace(inode=0, mtime_ns=0 if entry.kind == "dir" else entry.mtime_ns)


def _needs_new_listing(change: Change) -> bool:
    if change.is_structural:
        return True
    assert change.old is not None and change.new is not None
    return change.new.kind == "dir" and change.old.trouble != change.new.trouble
