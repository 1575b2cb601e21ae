"""The bytes that packets spend on ids, which grow in the order of arrival.

A packet spends a byte more on its entry's number from 128 on, from 16,384 and from 2,097,152 (varints; the
very first entry's is left out). A scan knows how many entries arrive in each directory and how many packets
they bring, so only the directories on the way to those few numbers are listed again, in byte order.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Generator, Iterator, Sequence, Set
from contextlib import closing
from itertools import islice
from typing import NamedTuple

from ctxtrim.context import transfer_size as sizes
from ctxtrim.scan.directory_exact import AT_ONCE
from ctxtrim.scan.folders import Totals
from ctxtrim.scan.job import Job
from ctxtrim.scan.native import records
from ctxtrim.scan.scan_pass import ScanPass
from ctxtrim.scan.sorted_names import in_order
from ctxtrim.scan.verdict_states import State
from ctxtrim.scan.weight import arriving_bytes

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


def id_bytes(scan_pass: ScanPass, totals: Totals, later: Set[str]) -> int:
    """Return the bytes that all packets with contents spend on ids. later: hard links without contents."""
    order = _Order(scan_pass, totals, later)
    return sizes.id_bytes_of_all(totals.arrivals[0], totals.packets[0], order.packets_before)


class _Order:
    """The order of arrival, which is looked up only where it decides."""

    def __init__(self, scan_pass: ScanPass, totals: Totals, later: Set[str]) -> None:
        self._pass, self._totals, self._later = scan_pass, totals, later
        self._by_parent = array("i")
        self._specials = scan_pass.judge.ruleset.dialect.specials
        self._dropped = {
            entry.path
            for entry in scan_pass.notes.troubles
            if self._specials.get(entry.trouble or entry.kind) == "dropped"
        }

    def packets_before(self, numbers: Sequence[int]) -> list[int]:
        """Count the packets with contents of so many first arrivals, for each of the numbers (ascending)."""
        judge, before = self._pass.judge, [0] * len(numbers)
        root = self._pass.first()._replace(state=judge.below(judge.root))
        tasks = [_Task(0, root, list(enumerate(numbers)))] if numbers else []
        while tasks:
            tasks += self._count(tasks.pop(), before)
        return before

    def _count(self, task: _Task, counts: list[int]) -> list[_Task]:
        """Add the packets that come first in a directory; return the directories still to look into."""
        wanted, tasks, before, packets = task.wanted, list[_Task](), 0, 0
        with closing(self._first(task)) as steps:
            while wanted and (step := next(steps, None)):
                inside = [(at, left) for at, left in wanted if left < before + step.arrivals]
                for at, _ in inside:
                    counts[at] += packets
                deeper = [(at, left - before - 1) for at, left in inside if left > before]
                if deeper:
                    tasks.append(_Task(step.row, self._below(task, step), deeper))
                wanted = wanted[len(inside) :]
                before, packets = before + step.arrivals, packets + step.packets
        for at, _ in wanted:
            counts[at] += packets
        return tasks

    def _below(self, task: _Task, step: _Arrival) -> Job:
        path, job = _prefix(task) + step.name, task.job
        asked = job.asked.select(_prefix(task), lambda: [step.name]).get(step.name) if job.asked else None
        state = self._pass.judge.below(step.state)
        return Job(path, task.row, state, job.scope.below(step.name), asked=asked)

    def _first(self, task: _Task) -> Generator[_Arrival, None, None]:
        """Yield the arrivals in a directory in their order; none if it is gone by now."""
        try:
            fd = self._pass.disk.opened(task.job.path)
        except OSError:
            return
        try:
            parts = in_order(lambda: self._listed(task, fd), min(task.wanted[-1][1] + 1, _AT_MOST))
            yield from self._at_once(task, next(parts), fd)
            for part in parts:
                yield from self._arriving(task, part, fd)
        finally:
            self._pass.disk.directories.close(fd)

    def _at_once(self, task: _Task, names: list[str], fd: int) -> Iterator[_Arrival]:
        """Yield the arrivals among the first names, many of them as one where all are files judged alike."""
        state, done = task.job.state, 0
        assert state is not None
        is_usual = state.eligible and not self._dropped and self._rows(task.row).keys().isdisjoint(names)
        if is_usual and not self._may_differ(task, names):
            for number in sorted({number for _, number in task.wanted if 0 < number <= len(names)}):
                several = names[done:number]
                look = self._uneven(task.row, several)
                packets = sum(self._packets(task, name, fd, state) for name in look)
                packets += 2 * (len(several) - len(look))
                yield _Arrival("", state, -1, number - done, packets)
                done = number
        yield from self._arriving(task, names[done:], fd)

    def _uneven(self, row: int, names: list[str]) -> Collection[str]:
        """Return those of the names that may not arrive in two packets, as far as that is known."""
        among, found, is_known = set(names), [], False
        for noted, offset in self._pass.uneven:
            for at, _, name in records(noted, offset):
                if at == row:
                    is_known = True
                    if name in among:
                        found.append(name)
        return found if is_known else names

    def _listed(self, task: _Task, fd: int) -> Iterator[list[str]]:
        """Yield the names that may arrive, in no order; all at once where they are not too many."""
        directories = self._pass.disk.directories
        if task.job.asked:
            yield self._asked(task, directories.listdir(fd))
        elif self._totals.arrivals[task.row] <= _AT_MOST:
            yield directories.listdir(fd)
        else:
            with directories.scandir(fd) as found:
                while names := [item.name for item in islice(found, AT_ONCE)]:
                    yield names

    def _asked(self, task: _Task, names: Sequence[str]) -> list[str]:
        """Return the names that are asked for, and those of directories that lead to what is."""
        assert task.job.asked
        inside, rows = task.job.asked.select(_prefix(task), lambda: names), self._rows(task.row)
        return [name for name in names if name in inside and (inside[name] is None or name in rows)]

    def _may_differ(self, task: _Task, names: Sequence[str]) -> bool:
        """Tell whether one of these names may be judged differently from its directory."""
        assert task.job.state
        rules = task.job.scope.rules_at(task.job.state.hits)
        return "\n" in task.job.path + "".join(names) or not rules.spares(names)

    def _arriving(self, task: _Task, names: Sequence[str], fd: int) -> Iterator[_Arrival]:
        """Yield those of the names that arrive."""
        scan_pass, totals, state, prefix = self._pass, self._totals, task.job.state, _prefix(task)
        assert state is not None
        tables, rows = task.job.scope.rules_at(state.hits).tables, self._rows(task.row)
        for name in names:
            own = state
            if tables.concerns(name) or "\n" in prefix + name:
                own = scan_pass.judge.child(prefix + name, name, tables, state)
            row = rows.get(name, -1)
            if row >= 0:
                if totals.arrives[row]:
                    yield _Arrival(name, own, row, totals.arrivals[row] + 1, totals.packets[row])
            elif own.eligible and prefix + name not in self._dropped:
                yield _Arrival(name, own, -1, 1, self._packets(task, name, fd, own))

    def _packets(self, task: _Task, name: str, fd: int, state: State) -> int:
        """Count the packets with contents of an arrival that is no directory."""
        scan_pass = self._pass
        item = scan_pass.disk.named(name, fd)
        try:
            info = item.stat(follow_symlinks=False)
        except OSError:
            return 0
        mode, size = info[0], info[6]
        if mode in scan_pass.plain_files and size < sizes.CHUNK and info[3] == 1 and not state.emptied:
            return 1 + (size > 0)
        scan_pass.learn(mode)
        entry = scan_pass.disk.measured(_prefix(task), item, fd)
        if entry is None or entry.path in self._later:
            return 0
        arriving = arriving_bytes(entry, state, self._specials)
        return 0 if arriving is None or arriving < 0 else sizes.data_packets(arriving)[1]

    def _rows(self, row: int) -> dict[str, int]:
        """Map the names of the directories in a directory to their rows."""
        names, parents = self._pass.columns.names, self._pass.columns.parent
        if not self._by_parent:
            self._by_parent = array("i", sorted(range(len(parents)), key=parents.__getitem__))
        rows: dict[str, int] = {}
        for at in range(bisect_left(self._by_parent, row, key=parents.__getitem__), len(parents)):
            child = self._by_parent[at]
            if parents[child] != row:
                break
            rows[names[child]] = child
        return rows


def _prefix(task: _Task) -> str:
    return task.job.path + "/" if task.row else ""
