"""In which order are the directories of a context read, and what is handed down from one to the next?"""

from __future__ import annotations

import os
import stat
from collections import deque
from itertools import islice
from typing import NamedTuple

from ctxtrim.model import Ask, Entry
from ctxtrim.scan.columns import Columns, Notes
from ctxtrim.scan.states import Judge, State
from ctxtrim.scan.tables import Rule, Tables, tables_of
from ctxtrim.scan.weight import Scales, Weight
from ctxtrim.walk import PATH_MAX, Disk, open_below

_LONGEST_NAME = 1024  # bytes; more than any file system has
_AT_ONCE = 4096
"""Entries of one directory that are held at a time."""


class Job(NamedTuple):
    """A directory still to read. parent: its parent's row. depth: of the root 0. kind: as in Columns.

    rules: that may bear here or below. weight: the directory's own. state: None below a directory that is
    excluded and not entered; there everything is only counted, without a row.
    """

    path: str
    parent: int
    state: State | None
    depth: int = 0
    rules: tuple[Rule, ...] = ()
    kind: int = -1
    weight: Weight = Weight(0, 0, 0)


class ScanDisk(Disk):
    """The disk, with what a scan needs of it entry by entry."""

    def opened(self, directory: str) -> int:
        """A descriptor for listing. Raises OSError."""
        return open_below(self._root, directory)

    def measured(self, prefix: str, item: os.DirEntry[str], fd: int) -> Entry | None:
        """An entry as `Disk.children` gives it; None if it vanished."""
        return self._entry(prefix, item, fd)

    def at(self, path: str) -> Entry | None:
        """The entry at a path; None if it vanished."""
        parent, _, name = path.rpartition("/")
        prefix = parent + "/" if parent else ""
        try:
            fd = self.opened(parent)
        except OSError:
            return None
        try:
            with os.scandir(fd) as found:
                return next((self._entry(prefix, item, fd) for item in found if item.name == name), None)
        finally:
            os.close(fd)

    def is_plain(self, mode: int) -> bool:
        """Is it a regular file whose permissions raise no question: readable, nothing but 0o200 to 0o777?"""
        permissions = stat.S_IMODE(mode)
        readable = not self._checks_access or permissions & 0o444 == 0o444
        return stat.S_ISREG(mode) and 0o200 <= permissions <= 0o777 and readable

    @property
    def room(self) -> int:
        """How many bytes a directory's path may have so that nothing in it nears the system's limit."""
        return PATH_MAX - self._prefix - _LONGEST_NAME


class Here(NamedTuple):
    """What bears on the names in a directory. watched: whole names that need a look for any reason."""

    tables: Tables
    watched: frozenset[str]


class Reader:
    """Reads directories; the sums are in `columns` and `notes`, what is still to read in `pending`."""

    def __init__(self, disk: ScanDisk, judge: Judge, ask: Ask) -> None:
        self.disk, self.judge, self.ask = disk, judge, ask
        self.columns, self.notes = Columns(), Notes()
        self.scales = Scales(judge.ruleset.dialect.specials, ask, self.columns, self.notes)
        self.plain_modes: set[int] = set()
        self.rows: dict[int, list[int]] = {}
        self.pending: deque[Job] = deque()
        self._here: dict[tuple[Rule, ...], Here] = {}

    def start(self) -> None:
        """Begin at the root."""
        self.pending.append(Job("", -1, self.judge.root, 0, self.judge.rules))

    def run(self, enough: int = 0) -> None:
        """Read all that is pending; with `enough`, breadth first until so many directories are pending."""
        pending = self.pending
        take = pending.popleft if enough else pending.pop
        while pending and not (enough and len(pending) >= enough):
            self._read(take())

    def here(self, job: Job, state: State) -> Here:
        """What bears on the names in a job's directory."""
        depth, hits = job.depth, state.hits
        rules = tuple(rule for rule in job.rules if not rule.bit & hits and rule.bears_at(depth))
        found = self._here.get(rules)
        if found is None:
            tables = tables_of(rules)
            found = self._here[rules] = Here(tables, self.ask.names | tables.names.keys())
        return found

    def _read(self, job: Job) -> None:
        from ctxtrim.scan.directory import Directory

        row, state = -1, job.state
        if state is not None:
            row = self.columns.add(job.parent, job.path.rpartition("/")[2], state.eligible, job.kind)
            self.columns.own_transfer[row], self.columns.own_tar[row] = job.weight.transfer, job.weight.tar
        try:
            fd = self.disk.opened(job.path)
        except OSError:
            return
        try:
            with os.scandir(fd) as found:
                directory = Directory(self, job, row, state, fd) if state else None
                while items := list(islice(found, _AT_ONCE)):
                    if directory:
                        directory.read(items)
                    else:
                        self._count(job, items)
        except OSError:
            return
        finally:
            os.close(fd)

    def _count(self, job: Job, items: list[os.DirEntry[str]]) -> None:
        """Everything in here is excluded for good: sizes only."""
        files = size = 0
        for item in items:
            try:
                info = item.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(info.st_mode):
                self.pending.append(Job(f"{job.path}/{item.name}", -1, None))
                continue
            files += 1
            if stat.S_ISREG(info.st_mode):
                size += info.st_size
        self.notes.exclude(files, size)
