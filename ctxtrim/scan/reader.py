"""The order in which the directories of a context are read, one after the other."""

from __future__ import annotations

import stat

from ctxtrim.scan.columns import Tallied
from ctxtrim.scan.directory_exact import Directory
from ctxtrim.scan.directory_fast import is_fast_readable, read_fast
from ctxtrim.scan.job import Job
from ctxtrim.scan.scan_pass import ScanPass
from ctxtrim.scan.verdict_states import State


class Reader(ScanPass):
    """Reads the directories that are pending."""

    def run(self, enough: int = 0) -> None:
        """Read all that is pending; with `enough`, breadth first until so many directories are pending."""
        pending = self.pending
        take = pending.popleft if enough else pending.pop
        while pending and not (enough and len(pending) >= enough):
            self.read(take())

    def run_some(self, most: int) -> None:
        """Read so many of the directories that are pending, those that they add included."""
        pending = self.pending
        while pending and most:
            self.read(pending.pop())
            most -= 1

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
            elif fd >= 0 and is_fast_readable(self, job, start := self.judge.below(state)):
                self._close(job, state, read_fast(self, job, start, fd))
            else:
                directory = Directory(self, job, self.judge.below(state), fd)
                directory.read()
                self._close(job, state, directory.tally.numbers())
        finally:
            if fd >= 0:
                self.disk.directories.close(fd)

    def _close(self, job: Job, state: State, tally: Tallied) -> None:
        """Add the row of a directory that was read."""
        columns, path, weight = self.columns, job.path, job.weight
        flag = state.eligible and (job.asked is None or not path)
        if flag:
            columns.count(weight.transfer, weight.tar)
        else:
            columns.entered.append((len(columns), weight.transfer, weight.tar))
        columns.append(job.parent, path[path.rfind("/") + 1 :], flag, job.kind, tally)

    def _count(self, job: Job, fd: int) -> None:
        """Count what is in a directory that is excluded and not entered: sizes only."""
        if fd < 0:
            return
        files = size = 0
        try:
            with self.disk.directories.scandir(fd) as found:
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
