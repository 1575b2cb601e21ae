"""What is in one directory, read as fast as Python can?

Names are looked up in tables and files measured in whole columns; an entry becomes an object of its own
only where something about it is out of the ordinary: a pattern's hit, a directory, a link, a special file,
odd permissions or times, a name beyond ASCII, a large size.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from os import DirEntry
from typing import TYPE_CHECKING

from ctxtrim.model.context import Entry, Verdict
from ctxtrim.scan.states import State
from ctxtrim.scan.weight import (
    EARLIEST,
    LATEST,
    LONG_FOLDER,
    LONG_NAME,
    SMALL,
    TAR_SHIFT,
    Tally,
    directory_kind,
    name_kind,
    small_rows,
    weight_of,
)
from ctxtrim.traverse import stops_though_excluded

if TYPE_CHECKING:
    from ctxtrim.scan.reader import Job, Reader
    from ctxtrim.scan.way import Way

_TRANSFER = (1 << TAR_SHIFT) - 1
Items = list[DirEntry[str]]


class Directory:
    """One directory while it is read. state: what its entries start from. fd: it, open."""

    __slots__ = ("_exact", "_fd", "_here", "_job", "_prefix", "_reader", "_state", "tally")

    def __init__(self, reader: Reader, job: Job, state: State, fd: int) -> None:
        path = job.path
        self._reader, self._job, self._state, self._fd = reader, job, state, fd
        self._prefix = path + "/" if path else ""
        self._here = job.scope.here(state.hits)
        self._exact = (
            self._here.tables.everything
            or state.emptied
            or not path.isascii()
            or "\n" in path
            or len(path) > min(reader.disk.room, LONG_FOLDER)
        )
        self.tally = Tally(len(reader.columns), job.kind)

    def read(self, items: Items) -> None:
        """Tally everything in it; put the directories to enter to the reader's pending ones."""
        odd = items
        if not self._exact and self._state.eligible:
            odd = self._measure(items)
        elif not self._exact and not self._reader.ask.excluded:
            odd = self._odd(items)
            known = set(odd)
            odd += [item for item in items if item not in known and item.is_dir(follow_symlinks=False)]
        for item in odd:
            self.single(item)

    def follow(self, way: Way) -> None:
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

    def _odd(self, items: Items) -> Items:
        """Those whose names need a look: a rule, a question or their letters."""
        tables, watched = self._here
        names = [item.name for item in items]
        if tables.starts or tables.tails:
            concerns = tables.concerns
            odd = [item for item, name in zip(items, names) if name in watched or concerns(name)]  # noqa: B905
        else:
            ends = tables.ends
            odd = [
                item
                for item, name in zip(items, names)  # noqa: B905 (once per file: the keyword costs)
                if name in watched or name[name.rfind(".") :] in ends
            ]
        joined = "".join(names)
        if not joined.isascii() or "\n" in joined or max(map(len, names), default=0) >= LONG_NAME:
            known = set(odd)
            odd += [item for item in items if item not in known and not _is_short(item.name)]
        return odd

    def _measure(self, items: Items) -> Items:
        """Measure entries that no pattern hits, plain small files and directories; return what is left."""
        reader, length, odd, weight = self._reader, len(self._prefix), Items(), 0
        rows, plain, directories = reader.rows, reader.plain_files, reader.plain_directories
        limit, is_odd = min(SMALL, reader.scales.threshold - 1), self._is_odd()
        watched, ends = self._here.watched, self._here.tables.ends
        sizes: list[int] = []
        names: list[str] = []
        for item in items:
            name = item.name
            is_known = name in watched or name[name.rfind(".") :] in ends
            if is_known or not name.isascii() or len(name) >= LONG_NAME or (is_odd and is_odd(name)):
                odd.append(item)
                continue
            try:
                info = item.stat(follow_symlinks=False)
            except OSError:
                continue
            size = info[6]
            if info[0] in plain and size <= limit and info[3] == 1 and EARLIEST < info[8] < LATEST:
                try:
                    weight += rows[length + len(name)][size.bit_length()]
                except KeyError:
                    rows[length + len(name)] = small_rows(length + len(name))
                    weight += rows[length + len(name)][size.bit_length()]
                sizes.append(size)
                names.append(name)
            elif info[0] in directories and EARLIEST < info[8] < LATEST:
                self._into(name, info[0])
            else:
                reader.learn(info[0])
                odd.append(item)
        if sizes:
            self._sum(names, sizes, weight)
        return odd

    def _is_odd(self) -> Callable[[str], bool] | None:
        """What more to ask of a name that is not watched and has no ending of the tables."""
        tables = self._here.tables
        if self._reader.judge.minds_newlines:
            return lambda name: "\n" in name or tables.concerns(name)
        return tables.concerns if tables.starts or tables.tails else None

    def _into(self, name: str, mode: int) -> None:
        """Put a plain directory that no pattern hits to the pending ones."""
        reader, job = self._reader, self._job
        reader.pending.append(
            type(job)(
                self._prefix + name,
                self.tally.row,
                self._state,
                job.scope.below(name),
                directory_kind(name, job.kind),
                reader.directory_weight(len(self._prefix) + len(name), mode),
            )
        )

    def _sum(self, names: list[str], sizes: list[int], weight: int) -> None:
        tally, files, total = self.tally, len(sizes), sum(sizes)
        tally.files += files
        tally.arrivals += files
        tally.bytes += total
        tally.packets += 2 * files - sizes.count(0)
        tally.transfer += (weight & _TRANSFER) + total
        tally.tar += ((weight >> TAR_SHIFT) + sum([(size + 511) >> 9 for size in sizes])) * 512
        if tally.kind < 0:
            notes = self._reader.notes
            for name, size in zip(names, sizes, strict=True):
                notes.count_kind(name_kind(name), 1, size)

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


def _is_short(name: str) -> bool:
    return name.isascii() and "\n" not in name and len(name) < LONG_NAME
