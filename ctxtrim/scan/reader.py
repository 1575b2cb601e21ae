"""In which order are the directories of a context read, and what is handed down from one to the next?"""

from __future__ import annotations

import os
import stat
from collections import deque
from itertools import islice
from typing import NamedTuple, cast

from ctxtrim.model.context import Entry
from ctxtrim.model.scan import Ask
from ctxtrim.scan.columns import Columns, Notes
from ctxtrim.scan.directory import Directory
from ctxtrim.scan.scope import Scope
from ctxtrim.scan.states import Judge, State
from ctxtrim.scan.way import Way
from ctxtrim.scan.weight import Scales, Tally, Weight, plain_weight
from ctxtrim.walk import PATH_MAX, Disk, open_below

_LONGEST_NAME = 1024  # bytes; more than any file system has
_AT_ONCE = 4096
"""Entries of one directory that are held at a time."""


class Job(NamedTuple):
    """A directory still to read. parent: its parent's row. kind: as in Columns. weight: its own.

    state: None below a directory that is excluded and not entered; there everything is only counted,
    without a row, and nothing else of the job is set. way: of a directory on the way to what is asked for,
    of which nothing else counts.
    """

    path: str
    parent: int
    state: State | None
    scope: Scope
    kind: int = -1
    weight: Weight = Weight(0, 0, 0)
    way: Way | None = None


class Item(NamedTuple):
    """What os.scandir would give for a name in an open directory."""

    name: str
    fd: int

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """The entry as it is now."""
        return os.stat(self.name, dir_fd=self.fd, follow_symlinks=follow_symlinks)

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Is it a directory?"""
        try:
            return stat.S_ISDIR(self.stat(follow_symlinks=follow_symlinks).st_mode)
        except OSError:
            return False

    def as_listed(self) -> os.DirEntry[str]:
        """For those who take what os.scandir gives, and use no more of it than this."""
        return cast("os.DirEntry[str]", self)


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

    def named(self, name: str, fd: int) -> os.DirEntry[str]:
        """What a listing would give for a name in an open directory."""
        return Item(name, fd).as_listed()

    def is_plain(self, mode: int) -> bool:
        """A file or directory whose permissions raise no question: readable, nothing but 0o200 to 0o777."""
        permissions, needed = stat.S_IMODE(mode), 0o555 if stat.S_ISDIR(mode) else 0o444
        readable = not self._checks_access or permissions & needed == needed
        return (
            stat.S_IFMT(mode) in (stat.S_IFREG, stat.S_IFDIR) and 0o200 <= permissions <= 0o777 and readable
        )

    @property
    def root(self) -> int:
        """The context's descriptor."""
        return self._root

    @property
    def checks(self) -> bool:
        """Can permissions keep us from reading?"""
        return self._checks_access

    @property
    def room(self) -> int:
        """How many bytes a directory's path may have so that nothing in it nears the system's limit."""
        return PATH_MAX - self._prefix - _LONGEST_NAME


class Reader:
    """Reads directories; the sums are in `columns` and `notes`, what is still to read in `pending`."""

    def __init__(self, disk: ScanDisk, judge: Judge, ask: Ask, way: Way | None = None) -> None:
        self.disk, self.judge, self.ask, self.way = disk, judge, ask, way
        self.columns, self.notes = Columns(), Notes()
        self.scales = Scales(judge.ruleset.dialect.specials, ask, self.notes)
        self.scope = Scope(judge.rules, ask.names)
        self.nothing = Scope((), frozenset())
        self.plain_files: set[int] = set()
        self.plain_directories: set[int] = set()
        self.rows: dict[int, list[int]] = {}
        self.pending: deque[Job] = deque()
        self._weights: dict[tuple[int, int], Weight] = {}

    def start(self) -> None:
        """Begin at the root."""
        self.pending.append(self.first())

    def first(self) -> Job:
        """The root, still to read."""
        return Job("", -1, self.judge.root, self.scope, way=self.way)

    def run(self, enough: int = 0) -> None:
        """Read all that is pending; with `enough`, breadth first until so many directories are pending."""
        pending = self.pending
        take = pending.popleft if enough else pending.pop
        while pending and not (enough and len(pending) >= enough):
            self.read(take())

    def learn(self, mode: int) -> None:
        """Remember what a mode is, if it is plain."""
        if self.disk.is_plain(mode):
            (self.plain_directories if stat.S_ISDIR(mode) else self.plain_files).add(mode)

    def directory_weight(self, length: int, mode: int) -> Weight:
        """The weight of a plain directory whose ASCII path has this length."""
        weight = self._weights.get((length, mode))
        if weight is None:
            weight = self._weights[length, mode] = plain_weight(length, mode)
        return weight

    def read(self, job: Job) -> None:
        """Read one directory."""
        state = job.state
        directory = None
        try:
            fd = self.disk.opened(job.path)
        except OSError:
            fd = -1
        try:
            if state is not None:
                directory = Directory(self, job, state, fd)
            if fd >= 0 and directory and job.way:
                directory.follow(job.way)
            elif fd >= 0:
                self._list(job, directory, fd)
        except OSError:
            pass  # it vanished, or may be opened but not listed: what was read counts
        finally:
            if fd >= 0:
                os.close(fd)
        if directory:
            self._close(job, directory.tally)

    def _list(self, job: Job, directory: Directory | None, fd: int) -> None:
        with os.scandir(fd) as found:
            items = list(islice(found, _AT_ONCE))
            while items:
                if directory:
                    directory.read(items)
                else:
                    self._count(job, items)
                items = list(islice(found, _AT_ONCE)) if len(items) == _AT_ONCE else []

    def _close(self, job: Job, tally: Tally) -> None:
        """Write the row of a directory that was read."""
        assert job.state is not None
        columns = self.columns
        columns.parent.append(job.parent)
        columns.names.append(job.path.rpartition("/")[2])
        columns.flags.append(job.state.eligible and (job.way is None or not job.path))
        columns.kind.append(job.kind)
        columns.numbers.extend((*tally.numbers(), job.weight.transfer, job.weight.tar))

    def _count(self, job: Job, items: list[os.DirEntry[str]]) -> None:
        """Everything in here is excluded for good: sizes only."""
        files = size = 0
        for item in items:
            try:
                info = item.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(info.st_mode):
                self.pending.append(Job(f"{job.path}/{item.name}", -1, None, self.nothing))
                continue
            files += 1
            if stat.S_ISREG(info.st_mode):
                size += info.st_size
        self.notes.exclude(files, size)
