"""What is in one directory, read as fast as Python can?

Names are looked up in tables and files measured in whole columns; an entry becomes an object of its own
only where something about it is out of the ordinary: a pattern's hit, a directory, a link, a special file,
odd permissions or times, a name beyond ASCII, a large size.
"""

from __future__ import annotations

from os import DirEntry
from typing import TYPE_CHECKING

from ctxtrim.model import Entry
from ctxtrim.scan.states import State
from ctxtrim.scan.weight import EARLIEST, LATEST, SMALL, TAR_SHIFT, directory_kind, name_kind, small_rows

if TYPE_CHECKING:
    from ctxtrim.scan.reader import Job, Reader

_TRANSFER = (1 << TAR_SHIFT) - 1
Items = list[DirEntry[str]]


class Directory:
    """One directory while it is read. state: what its entries start from. fd: it, open."""

    __slots__ = ("_fd", "_here", "_job", "_prefix", "_reader", "_row", "_state")

    def __init__(self, reader: Reader, job: Job, row: int, state: State, fd: int) -> None:
        self._reader, self._job, self._row, self._state, self._fd = reader, job, row, state, fd
        self._prefix = job.path + "/" if job.path else ""
        self._here = reader.here(job, state)

    def read(self, items: Items) -> None:
        """Count everything in it to its row; put the directories to enter to the reader's pending ones."""
        odd = self._odd(items)
        if odd is not items:
            if odd:
                known = set(odd)
                items = [item for item in items if item not in known]
            if self._state.eligible:
                self._measure(items, odd)
            elif self._reader.ask.excluded:
                odd += items
            else:
                odd += [item for item in items if item.is_dir(follow_symlinks=False)]
        for item in odd:
            self._single(item)

    def _odd(self, items: Items) -> Items:
        """Those whose names need a look; `items` itself if all do."""
        tables, watched = self._here
        path = self._job.path
        if tables.everything or self._state.emptied or not path.isascii() or "\n" in path:
            return items
        if len(path) > self._reader.disk.room:
            return items
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
        if not "".join(names).isascii():
            known = set(odd)
            odd += [item for item in items if not item.name.isascii() and item not in known]
        return odd

    def _measure(self, items: Items, odd: Items) -> None:
        """Measure entries that no pattern hits; what is not a plain small file is put to `odd`."""
        reader = self._reader
        plain, rows, length = reader.plain_modes, reader.rows, len(self._prefix)
        limit = min(SMALL, reader.scales.threshold - 1)
        sizes: list[int] = []
        names: list[str] = []
        weight = 0
        for item in items:
            try:
                info = item.stat(follow_symlinks=False)
            except OSError:
                continue
            size = info[6]
            if info[0] in plain and size <= limit and info[3] == 1 and EARLIEST < info[8] < LATEST:
                name = item.name
                try:
                    weight += rows[length + len(name)][size.bit_length()]
                except KeyError:
                    rows[length + len(name)] = small_rows(length + len(name))
                    weight += rows[length + len(name)][size.bit_length()]
                sizes.append(size)
                names.append(name)
            else:
                if reader.disk.is_plain(info[0]):
                    plain.add(info[0])
                odd.append(item)
        if sizes:
            self._sum(names, sizes, weight)

    def _sum(self, names: list[str], sizes: list[int], weight: int) -> None:
        columns, row, files, total = self._reader.columns, self._row, len(sizes), sum(sizes)
        columns.files[row] += files
        columns.arrivals[row] += files
        columns.bytes[row] += total
        columns.packets[row] += 2 * files - sizes.count(0)
        columns.transfer[row] += (weight & _TRANSFER) + total
        columns.tar[row] += ((weight >> TAR_SHIFT) + sum([(size + 511) >> 9 for size in sizes])) * 512
        if columns.kind[row] < 0:
            notes = self._reader.notes
            for name, size in zip(names, sizes, strict=True):
                notes.count_kind(name_kind(name), 1, size)

    def _single(self, item: DirEntry[str]) -> None:
        """Judge and weigh one entry exactly."""
        reader, state, name = self._reader, self._state, item.name
        path = self._prefix + name
        if self._here.tables.concerns(name) or "\n" in self._prefix:
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
            reader.scales.put(self._row, name, entry, state)
        elif is_wanted:
            reader.notes.exclude(1, entry.size)

    def _enter(self, name: str, entry: Entry, state: State) -> None:
        from ctxtrim.scan.reader import Job

        reader, job, depth = self._reader, self._job, self._job.depth
        if reader.judge.enters(entry.path, state):
            kind = directory_kind(name, job.kind)
            weight = reader.scales.enter(name, entry, state)
            rules = tuple(rule for rule in job.rules if rule.below(name, depth))
            reader.pending.append(Job(entry.path, self._row, state, depth + 1, rules, kind, weight))
        elif reader.ask.excluded:
            reader.pending.append(Job(entry.path, -1, None))
