"""The state of one pass over a context: what was counted, and which directories are still to read."""

from __future__ import annotations

import stat
from collections import deque

from ctxtrim.model.scan import Ask
from ctxtrim.scan.asked_paths import AskedPaths
from ctxtrim.scan.columns import Columns, Notes
from ctxtrim.scan.job import Job
from ctxtrim.scan.scan_disk import ScanDisk
from ctxtrim.scan.scope import Scope
from ctxtrim.scan.verdict_states import Judge, State
from ctxtrim.scan.weight import (
    LONG_FOLDER,
    EntryCounter,
    SmallFileBytes,
    Weight,
    directory_kind,
    plain_weight,
)


class ScanPass:
    """What one pass has counted, in `columns` and `notes`, and what it still has to read, in `pending`.

    uneven: what the accelerator noted of wide directories, see packet_ids: records, and where rows begin.
    """

    def __init__(self, disk: ScanDisk, judge: Judge, ask: Ask, asked: AskedPaths | None = None) -> None:
        self.disk, self.judge, self.ask, self.asked = disk, judge, ask, asked
        self.columns, self.notes = Columns(), Notes()
        self.counter = EntryCounter(judge.ruleset.dialect.specials, ask, self.notes)
        self.scope = Scope(judge.rules, ask.names)
        self.nothing = Scope((), frozenset())
        self.plain_files: set[int] = set()
        self.plain_directories: set[int] = set()
        self.small_file_bytes = SmallFileBytes()
        self.uneven: list[tuple[bytes, int]] = []
        self.longest = min(disk.room, LONG_FOLDER)
        self.pending: deque[Job] = deque()
        self._weights: dict[tuple[int, int], Weight] = {}

    def start(self) -> None:
        """Make the root pending."""
        self.pending.append(self.first())

    def first(self) -> Job:
        """Return the job of the root."""
        return Job("", -1, self.judge.root, self.scope, asked=self.asked)

    def learn(self, mode: int) -> None:
        """Remember a mode, if it is plain."""
        if self.disk.is_plain(mode):
            (self.plain_directories if stat.S_ISDIR(mode) else self.plain_files).add(mode)

    def enter_plain(self, job: Job, state: State, path: str, name: str, row: int, mode: int) -> None:
        """Make a plain directory pending that no pattern hits; job, row: of the directory it is in."""
        weight = self._weights.get((len(path), mode))
        if weight is None:
            weight = self._weights[len(path), mode] = plain_weight(len(path), mode)
        kind = directory_kind(name, job.kind)
        self.pending.append(Job(path, row, state, job.scope.below(name), kind, weight))
