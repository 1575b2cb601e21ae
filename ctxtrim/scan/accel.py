"""The larger part of a context, read in C.

Python reads the directories on which anchored patterns bear, or into which a literal exception leads. From
there down one set of tables decides everywhere, and _accel.c reads on with threads: the same columns, and by
name whatever is out of the ordinary, which is weighed here. CTXTRIM_PURE=1 leaves it out.
"""

from __future__ import annotations

from array import array
from itertools import groupby
from types import ModuleType

from ctxtrim.matching.verdict import Verdict
from ctxtrim.scan.directory_exact import Directory
from ctxtrim.scan.job import Job
from ctxtrim.scan.native import Keyed, Noted, records
from ctxtrim.scan.native_states import FLAG_BITS, answers, is_text, number_of, rules_for
from ctxtrim.scan.reader import Reader
from ctxtrim.scan.scope import Scope
from ctxtrim.scan.weight import kind_tables

_LOW = (1 << 32) - 1


class Accelerated:
    """Reads what a reader has pending, in C where one set of tables decides."""

    def __init__(self, reader: Reader, accel: ModuleType, threads: int) -> None:
        self._reader, self._accel, self._threads = reader, accel, threads
        self._ruleset = reader.judge.ruleset
        self._always = self._ruleset.enters("\0", Verdict(False))

    def run(self) -> None:
        """Read all that is pending."""
        pending = self._reader.pending
        while pending:
            handed: dict[Scope, list[Job]] = {}
            while pending:
                job = pending.pop()
                if self._takes(job):
                    handed.setdefault(job.scope, []).append(job)
                else:
                    self._reader.read(job)
            for scope, jobs in handed.items():
                self._read(scope, jobs)

    def _takes(self, job: Job) -> bool:
        """Tell whether one set of tables decides for everything below, and C can take the path."""
        path = job.path
        if job.asked or not is_text(path) or len(path.encode()) > self._reader.disk.room:
            return False
        if job.state is None:
            return True
        if "\n" in path or not self._reader.judge.by_tables or not job.scope.is_settled:
            return False
        if job.scope.rules_at(0).tables.everything:
            return False
        return self._always or not self._ruleset.enters(path, Verdict(False))

    def _read(self, scope: Scope, jobs: list[Job]) -> None:
        reader, ask = self._reader, self._reader.ask
        disk, judge, tables = reader.disk, reader.judge, scope.rules_at(0).tables
        names, ends, directories, other = kind_tables()

        segments, noted = self._accel.read(
            disk.root,
            rules_for(tables, ask.names),
            (_encoded(names), _encoded(ends), _encoded(directories)),
            [(job.path.encode(), -2 - job.parent, number_of(job.state), job.kind) for job in jobs],
            answers(judge, tables),
            checks=disk.checks,
            wary=disk.checks and self._ruleset.dialect.reads_excluded,
            measures=ask.excluded,
            always=self._always,
            top=ask.top,
            room=disk.room,
            threads=self._threads,
            other=other,
        )
        offset = reader.columns.take(segments)
        for of_thread in noted:
            self._note(of_thread, scope, jobs, offset)

    def _note(self, noted: Noted, scope: Scope, jobs: list[Job], offset: int) -> None:
        """Take over what one thread noted."""
        reader, notes = self._reader, self._reader.notes
        notes.largest += noted["large"]
        notes.entered += noted["entered"]
        reader.columns.count(noted["transfer"], noted["tar"])
        for row, sizes, _ in records(noted["own"], offset):
            reader.columns.entered.append((row, sizes >> 32, sizes & _LOW))
        notes.exclude(noted["files"], noted["bytes"])
        numbers = array("q", noted["kinds"])
        for kind in range(0, len(numbers), 2):
            if numbers[kind]:
                notes.count_kind(kind // 2, numbers[kind], numbers[kind + 1])
        for row, inode, name in records(noted["links"], offset):
            notes.links.add(inode, row, name)
        notes.found += [reader.columns.join(row, name) for row, _, name in records(noted["found"], offset)]
        reader.uneven.append((noted["uneven"], offset))
        for row, several in groupby(records(noted["odd"], offset), key=lambda one: one[0]):
            self._weigh(row, list(several), scope)
        for _, _, path in records(noted["lost"], offset):
            reader.pending.append(Job(path, -1, None, reader.nothing))
        for at in array("i", noted["failed"]):
            reader.read(jobs[at])

    def _weigh(self, row: int, odd: list[tuple[int, int, str]], scope: Scope) -> None:
        """Weigh entries of one directory one by one."""
        reader, columns = self._reader, self._reader.columns
        path, state = columns.path(row), reader.judge.states[odd[0][1] >> FLAG_BITS]
        try:
            fd = reader.disk.opened(path)
        except OSError:
            return
        try:
            directory = Directory(reader, Job(path, -1, state, scope, columns.kind[row]), state, fd)
            directory.tally.row = row
            for _, _, name in odd:
                directory.single(reader.disk.named(name, fd))
            columns.put(row, directory.tally.numbers())
        finally:
            reader.disk.directories.close(fd)


def _encoded(table: dict[str, int]) -> Keyed:
    return [(key.encode(), value) for key, value in table.items()]
