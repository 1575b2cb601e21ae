"""What is in one directory, judged and weighed entry by entry?

For what is out of the ordinary; ordinary.py reads the rest.
"""

from __future__ import annotations

import os
from itertools import islice
from os import DirEntry
from typing import TYPE_CHECKING

from ctxtrim.context.traverse import stops_though_excluded
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry
from ctxtrim.scan.verdict_states import State
from ctxtrim.scan.weight import (
    LONG_NAME,
    Tally,
    directory_kind,
    weight_of,
)

if TYPE_CHECKING:
    from ctxtrim.scan.asked_paths import Way
    from ctxtrim.scan.reader import Job, Reader
    from ctxtrim.scan.scope import Here

Items = list[DirEntry[str]]
AT_ONCE = 4096
"""Entries of one directory that are held at a time."""


class Directory:
    """One directory while it is read. state: what its entries start from. fd: it, open."""

    __slots__ = ("_fd", "_here", "_is_exact", "_job", "_prefix", "_reader", "_state", "tally")

    def __init__(self, reader: Reader, job: Job, state: State, fd: int) -> None:
        path = job.path
        self._reader, self._job, self._state, self._fd = reader, job, state, fd
        self._prefix = path + "/" if path else ""
        self._here = job.scope.here(state.hits)
        self._is_exact = self._here.tables.everything or "\n" in path
        self.tally = Tally(len(reader.columns), job.kind)

    def read(self) -> None:
        """Tally everything in it; put the directories to enter to the reader's pending ones.

        If it vanished, or may be opened but not listed, what was read counts.
        """
        try:
            if self._fd >= 0 and self._job.way:
                self._follow(self._job.way)
            elif self._fd >= 0:
                with os.scandir(self._fd) as found:
                    while items := list(islice(found, AT_ONCE)):
                        for item in self._wanted(items):
                            self.single(item)
        except OSError:
            pass

    def _wanted(self, items: Items) -> Items:
        """Those that may count: in an excluded directory what something bears on, and directories."""
        if self._is_exact or self._state.eligible or self._reader.ask.excluded:
            return items
        odd = odd_ones(self._here, items)
        known = set(odd)
        return odd + [item for item in items if item not in known and item.is_dir(follow_symlinks=False)]

    def _follow(self, way: Way) -> None:
        """Tally only what is asked for in it, and go on to what leads there."""
        for name, below in way.inside(self._prefix, lambda: os.listdir(self._fd)).items():
            item = self._reader.disk.named(name, self._fd)
            if below is None:
                self.single(item)
            else:
                self._lead(item, below)

    def _lead(self, item: DirEntry[str], way: Way) -> None:
        """Put a directory on the way to the pending ones."""
        reader, job, path = self._reader, self._job, self._prefix + item.name
        entry = reader.disk.measured(self._prefix, item, self._fd)
        if entry is None or entry.kind != "dir":
            return
        state = reader.judge.child(path, item.name, self._here.tables, self._state)
        ruleset = reader.judge.ruleset
        if stops_though_excluded(entry, ruleset.enters(path, Verdict(False)), ruleset.dialect.reads_excluded):
            reader.notes.troubles.append(entry)
        if reader.judge.enters(path, state):
            scope, kind = job.scope.below(item.name), directory_kind(item.name, job.kind)
            below = type(job)(path, self.tally.row, state, scope, kind, weight_of(entry, -1), way)
            reader.pending.append(below)

    def single(self, item: DirEntry[str]) -> None:
        """Judge and weigh one entry exactly."""
        reader, state, name = self._reader, self._state, item.name
        path = self._prefix + name
        if self._here.tables.concerns(name) or "\n" in path:
            state = reader.judge.child(path, name, self._here.tables, state)
        is_wanted = state.eligible or reader.ask.excluded
        if not is_wanted and not item.is_dir(follow_symlinks=False):
            return
        entry = reader.disk.measured(self._prefix, item, self._fd)
        if entry is None:
            return
        if entry.kind == "dir":
            self._enter(name, entry, state)
        elif state.eligible:
            reader.scales.put(self.tally, name, entry, state)
        elif is_wanted:
            reader.notes.exclude(1, entry.size)

    def _enter(self, name: str, entry: Entry, state: State) -> None:
        reader, job = self._reader, self._job
        is_entered = reader.judge.enters(entry.path, state)
        reads = reader.judge.ruleset.dialect.reads_excluded
        if not state.eligible and stops_though_excluded(entry, is_entered, reads):
            reader.notes.troubles.append(entry)
        if is_entered:
            kind = directory_kind(name, job.kind)
            weight = reader.scales.enter(name, entry, state)
            below = type(job)(entry.path, self.tally.row, state, job.scope.below(name), kind, weight)
            reader.pending.append(below)
        elif reader.ask.excluded:
            reader.pending.append(type(job)(entry.path, -1, None, reader.nothing))


def odd_ones(here: Here, items: Items) -> Items:
    """Those whose names need a look: a rule, a question or their letters."""
    names = [item.name for item in items]
    joined = "".join(names)
    is_short = len(joined) < LONG_NAME or max(map(len, names)) < LONG_NAME
    if is_short and joined.isascii() and "\n" not in joined:
        if here.spares(names):
            return []
        return [item for item in items if not here.spares((item.name,))]
    return [item for item in items if not (_is_short(item.name) and here.spares((item.name,)))]


def _is_short(name: str) -> bool:
    return name.isascii() and "\n" not in name and len(name) < LONG_NAME
