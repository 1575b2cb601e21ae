"""How many bytes do packets spend on ids, which grow in the order of arrival?

A packet spends a byte more on its entry's number from 128 on, from 16,384 and from 2,097,152 (varints; the
very first entry's is left out). A scan knows how many entries arrive in each directory and how many packets
they bring, so only the directories on the way to those few numbers are listed again, in byte order.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterator, Sequence, Set
from contextlib import closing
from itertools import islice
from typing import NamedTuple

from ctxtrim.context import transfer_size as sizes
from ctxtrim.scan.directory_exact import AT_ONCE
from ctxtrim.scan.folders import Totals
from ctxtrim.scan.native import records
from ctxtrim.scan.reader import Item, Job, Reader
from ctxtrim.scan.sorted_names import in_order
from ctxtrim.scan.verdict_states import State
from ctxtrim.scan.weight import arriving_bytes

_STEPS = (0, 1, 1 << 7, 1 << 14, 1 << 21, 1 << 28)
"""Numbers of arrival at which ids change their length."""


_AT_MOST = 1 << 18
"""Names of one directory that are held at a time."""


class _Arrival(NamedTuple):
    """An arrival in a directory. row: of a directory, else -1; a directory counts with all below."""

    name: str
    state: State
    row: int
    arrivals: int
    packets: int


class _Task(NamedTuple):
    """A directory to look into; the state of its job is what entries start from.

    wanted: (place in the answer, arrivals to count from here), ascending.
    """

    row: int
    job: Job
    wanted: list[tuple[int, int]]


def id_bytes(reader: Reader, totals: Totals, later: Set[str]) -> int:
    """Bytes that all packets with contents spend on ids. later: hard links that bring no contents."""
    before = _Order(reader, totals, later).packets_before(_STEPS)
    total = spent = 0
    for first, packets in zip(_STEPS, before, strict=True):
        each = sizes.id_bytes(first)
        total += (each - spent) * (totals.packets[0] - packets)
        spent = each
    return total


class _Order:
    def __init__(self, reader: Reader, totals: Totals, later: Set[str]) -> None:
        self._reader, self._totals, self._later = reader, totals, later
        self._specials = reader.judge.ruleset.dialect.specials
        self._dropped = {
            entry.path
            for entry in reader.notes.troubles
            if self._specials.get(entry.trouble or entry.kind) == "dropped"
        }

    def packets_before(self, numbers: tuple[int, ...]) -> list[int]:
        """For each number (ascending): packets with contents of so many first arrivals."""
        totals = self._totals
        wanted = [(at, number) for at, number in enumerate(numbers) if number < totals.arrivals[0]]
        found = [0] * len(wanted) + [totals.packets[0]] * (len(numbers) - len(wanted))
        first = self._reader.first()
        tasks = [_Task(0, first._replace(state=self._reader.judge.below(self._reader.judge.root)), wanted)]
        while tasks:
            tasks += self._count(tasks.pop(), found)
        return found

    def _count(self, task: _Task, found: list[int]) -> list[_Task]:
        """Add the packets that come first in a directory; return what is to be looked into further."""
        wanted, tasks, before, packets = task.wanted, list[_Task](), 0, 0
        with closing(self._first(task)) as steps:
            while wanted and (step := next(steps, None)):
                inside = [(at, left) for at, left in wanted if left < before + step.arrivals]
                for at, _ in inside:
                    found[at] += packets
                deeper = [(at, left - before - 1) for at, left in inside if left > before]
                if deeper:
                    tasks.append(_Task(step.row, self._below(task, step), deeper))
                wanted = wanted[len(inside) :]
                before, packets = before + step.arrivals, packets + step.packets
        for at, _ in wanted:
            found[at] += packets
        return tasks

    def _below(self, task: _Task, step: _Arrival) -> Job:
        path, job = _prefix(task) + step.name, task.job
        way = job.way.inside(_prefix(task), lambda: [step.name]).get(step.name) if job.way else None
        state = self._reader.judge.below(step.state)
        return Job(path, task.row, state, job.scope.below(step.name), way=way)

    def _first(self, task: _Task) -> Generator[_Arrival, None, None]:
        """Arrivals in a directory in their order; none if it is gone by now."""
        try:
            fd = self._reader.disk.opened(task.job.path)
        except OSError:
            return
        try:
            parts = in_order(lambda: self._listed(task, fd), min(task.wanted[-1][1] + 1, _AT_MOST))
            yield from self._at_once(task, next(parts), fd)
            for part in parts:
                yield from self._arriving(task, part, fd)
        finally:
            os.close(fd)

    def _at_once(self, task: _Task, names: list[str], fd: int) -> Iterator[_Arrival]:
        """`_arriving` of the first names; if all are files and none is odd, many of them as one arrival."""
        state, done = task.job.state, 0
        assert state is not None
        is_usual = state.eligible and not self._dropped and self._rows(task.row).keys().isdisjoint(names)
        if is_usual and not self._is_odd(task, names):
            for number in sorted({number for _, number in task.wanted if 0 < number <= len(names)}):
                several = names[done:number]
                look = self._uneven(task.row, several)
                packets = sum(self._packets(task, name, fd, state) for name in look)
                packets += 2 * (len(several) - len(look))
                yield _Arrival("", state, -1, number - done, packets)
                done = number
        yield from self._arriving(task, names[done:], fd)

    def _uneven(self, row: int, names: list[str]) -> Collection[str]:
        """Those of the names in a directory that may not arrive in two packets, as far as that is known."""
        among, found, is_known = set(names), [], False
        for noted, offset in self._reader.uneven:
            for at, _, name in records(noted, offset):
                if at == row:
                    is_known = True
                    if name in among:
                        found.append(name)
        return found if is_known else names

    def _listed(self, task: _Task, fd: int) -> Iterator[list[str]]:
        """The names in a directory that may arrive, in no order; all at once where they are not too many."""
        if task.job.way:
            yield self._asked(task, os.listdir(fd))
        elif self._totals.arrivals[task.row] <= _AT_MOST:
            yield os.listdir(fd)
        else:
            with os.scandir(fd) as found:
                while names := [item.name for item in islice(found, AT_ONCE)]:
                    yield names

    def _asked(self, task: _Task, names: Sequence[str]) -> list[str]:
        """Those of the names that are asked for, and those of directories on the way."""
        assert task.job.way
        inside, rows = task.job.way.inside(_prefix(task), lambda: names), self._rows(task.row)
        return [name for name in names if name in inside and (inside[name] is None or name in rows)]

    def _is_odd(self, task: _Task, names: Sequence[str]) -> bool:
        """May one of these names be judged differently from its directory?"""
        assert task.job.state
        here = task.job.scope.here(task.job.state.hits)
        return "\n" in task.job.path + "".join(names) or not here.spares(names)

    def _arriving(self, task: _Task, names: Sequence[str], fd: int) -> Iterator[_Arrival]:
        """Those of the names that arrive."""
        reader, totals, state, prefix = self._reader, self._totals, task.job.state, _prefix(task)
        assert state is not None
        tables, rows = task.job.scope.here(state.hits).tables, self._rows(task.row)
        for name in names:
            own = state
            if tables.concerns(name) or "\n" in prefix + name:
                own = reader.judge.child(prefix + name, name, tables, state)
            row = rows.get(name, -1)
            if row >= 0:
                if totals.arrives[row]:
                    yield _Arrival(name, own, row, totals.arrivals[row] + 1, totals.packets[row])
            elif own.eligible and prefix + name not in self._dropped:
                yield _Arrival(name, own, -1, 1, self._packets(task, name, fd, own))

    def _packets(self, task: _Task, name: str, fd: int, state: State) -> int:
        """Packets with contents that an arrival brings which is no directory."""
        reader = self._reader
        try:
            info = os.stat(name, dir_fd=fd, follow_symlinks=False)
        except OSError:
            return 0
        mode, size = info[0], info[6]
        if mode in reader.plain_files and size < sizes.CHUNK and info[3] == 1 and not state.emptied:
            return 1 + (size > 0)
        reader.learn(mode)
        entry = reader.disk.measured(_prefix(task), Item(name, fd).as_listed(), fd)
        if entry is None or entry.path in self._later:
            return 0
        arriving = arriving_bytes(entry, state, self._specials)
        return 0 if arriving is None or arriving < 0 else sizes.data_packets(arriving)[1]

    def _rows(self, row: int) -> dict[str, int]:
        """The rows of the directories in a directory, by name."""
        columns, at, rows = self._reader.columns, 0, {}
        try:
            while True:
                at = columns.parent.index(row, at + 1)
                rows[columns.names[at]] = at
        except ValueError:
            return rows


def _prefix(task: _Task) -> str:
    return task.job.path + "/" if task.row else ""
