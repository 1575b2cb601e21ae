"""In which order are the directories of a context read, and what is handed down from one to the next?"""

from __future__ import annotations

import os
import stat
from collections import deque
from typing import NamedTuple, cast

from ctxtrim.disk import PATH_MAX, Disk, open_below
from ctxtrim.model.context import Entry
from ctxtrim.model.scan import Ask
from ctxtrim.scan.asked_paths import Way
from ctxtrim.scan.columns import Columns, Notes, Tallied
from ctxtrim.scan.directory_exact import Directory
from ctxtrim.scan.directory_fast import is_ordinary, read_ordinary
from ctxtrim.scan.scope import Scope
from ctxtrim.scan.verdict_states import Judge, State
from ctxtrim.scan.weight import LONG_FOLDER, Scales, SmallRows, Weight, directory_kind, plain_weight

_LONGEST_NAME = 1024  # bytes; more than any file system has


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
    """Reads directories; the sums are in `columns` and `notes`, what is still to read in `pending`.

    uneven: what the accelerator noted of wide directories, see `order`: records, and where rows begin.
    """

    def __init__(self, disk: ScanDisk, judge: Judge, ask: Ask, way: Way | None = None) -> None:
        self.disk, self.judge, self.ask, self.way = disk, judge, ask, way
        self.columns, self.notes = Columns(), Notes()
        self.scales = Scales(judge.ruleset.dialect.specials, ask, self.notes)
        self.scope = Scope(judge.rules, ask.names)
        self.nothing = Scope((), frozenset())
        self.plain_files: set[int] = set()
        self.plain_directories: set[int] = set()
        self.rows = SmallRows()
        self.uneven: list[tuple[bytes, int]] = []
        self.longest = min(disk.room, LONG_FOLDER)
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

    def run_some(self, most: int) -> None:
        """Read so many directories of those that are pending, and of what they bring."""
        pending = self.pending
        while pending and most:
            self.read(pending.pop())
            most -= 1

    def learn(self, mode: int) -> None:
        """Remember what a mode is, if it is plain."""
        if self.disk.is_plain(mode):
            (self.plain_directories if stat.S_ISDIR(mode) else self.plain_files).add(mode)

    def enter_plain(self, job: Job, state: State, path: str, name: str, row: int, mode: int) -> None:
        """Put a plain directory that no pattern hits, in the one of a job, to the pending ones."""
        weight = self._weights.get((len(path), mode))
        if weight is None:
            weight = self._weights[len(path), mode] = plain_weight(len(path), mode)
        kind = directory_kind(name, job.kind)
        self.pending.append(Job(path, row, state, job.scope.below(name), kind, weight))

    def read(self, job: Job) -> None:
        """Read one directory."""
        state, fd = job.state, -1
        try:
            fd = self.disk.opened(job.path)
        except OSError:
            pass
        try:
            if state is None:
                self._count(job, fd)
            elif fd >= 0 and is_ordinary(self, job, start := self.judge.below(state)):
                self._close(job, state, read_ordinary(self, job, start, fd))
            else:
                directory = Directory(self, job, self.judge.below(state), fd)
                directory.read()
                self._close(job, state, directory.tally.numbers())
        finally:
            if fd >= 0:
                os.close(fd)

    def _close(self, job: Job, state: State, tally: Tallied) -> None:
        """Write the row of a directory that was read."""
        columns, path, weight = self.columns, job.path, job.weight
        flag = state.eligible and (job.way is None or not path)
        if flag:
            columns.count(weight.transfer, weight.tar)
        else:
            columns.entered.append((len(columns), weight.transfer, weight.tar))
        columns.append(job.parent, path[path.rfind("/") + 1 :], flag, job.kind, tally)

    def _count(self, job: Job, fd: int) -> None:
        """Everything in here is excluded for good: sizes only."""
        if fd < 0:
            return
        files = size = 0
        try:
            with os.scandir(fd) as found:
                for item in found:
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
        except OSError:
            pass
        self.notes.exclude(files, size)
