"""One directory read exactly: each entry is judged and weighed by itself.

For whatever is out of the ordinary; directory_fast reads the rest.
"""

from __future__ import annotations

from itertools import islice
from os import DirEntry

from ctxtrim.context.traverse import stops_though_excluded
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry
from ctxtrim.scan.asked_paths import AskedPaths
from ctxtrim.scan.job import Job
from ctxtrim.scan.scan_pass import ScanPass
from ctxtrim.scan.scope import DirectoryRules
from ctxtrim.scan.verdict_states import State
from ctxtrim.scan.weight import LONG_NAME, Tally, directory_kind, weight_of

Items = list[DirEntry[str]]
AT_ONCE = 4096
"""Entries of one directory that are held at a time."""


class Directory:
    """One directory while it is read. state: what its entries start from. fd: it, open."""

    __slots__ = ("_fd", "_is_exact", "_job", "_pass", "_prefix", "_rules", "_state", "tally")

    def __init__(self, scan_pass: ScanPass, job: Job, state: State, fd: int) -> None:
        path = job.path
        self._pass, self._job, self._state, self._fd = scan_pass, job, state, fd
        self._prefix = path + "/" if path else ""
        self._rules = job.scope.rules_at(state.hits)
        self._is_exact = self._rules.tables.everything or "\n" in path
        self.tally = Tally(len(scan_pass.columns), job.kind)

    def read(self) -> None:
        """Tally everything in the directory, and make those in it pending that are entered.

        If it vanishes, or may be opened but not listed, what was read counts.
        """
        try:
            if self._fd >= 0 and self._job.asked:
                self._read_asked(self._job.asked)
            elif self._fd >= 0:
                with self._pass.disk.directories.scandir(self._fd) as listing:
                    while items := list(islice(listing, AT_ONCE)):
                        for item in self._wanted(items):
                            self.single(item)
        except OSError:
            pass

    def _wanted(self, items: Items) -> Items:
        """Return what may count: in an excluded directory, directories and what a rule may hit."""
        if self._is_exact or self._state.eligible or self._pass.ask.excluded:
            return items
        to_judge = names_to_judge(self._rules, items)
        known = set(to_judge)
        return to_judge + [item for item in items if item not in known and item.is_dir(follow_symlinks=False)]

    def _read_asked(self, asked: AskedPaths) -> None:
        """Tally only what is asked for in the directory, and make pending what leads there."""
        for name, below in asked.select(self._prefix, self._names).items():
            item = self._pass.disk.named(name, self._fd)
            if below is None:
                self.single(item)
            else:
                self._add_leading(item, below)

    def _names(self) -> list[str]:
        return self._pass.disk.directories.listdir(self._fd)

    def _add_leading(self, item: DirEntry[str], asked: AskedPaths) -> None:
        """Make a directory pending that only leads to what is asked for."""
        scan_pass, job, path = self._pass, self._job, self._prefix + item.name
        entry = scan_pass.disk.measured(self._prefix, item, self._fd)
        if entry is None or entry.kind != "dir":
            return
        state = scan_pass.judge.child(path, item.name, self._rules.tables, self._state)
        ruleset = scan_pass.judge.ruleset
        if stops_though_excluded(entry, ruleset.enters(path, Verdict(False)), ruleset.dialect.reads_excluded):
            scan_pass.notes.troubles.append(entry)
        if scan_pass.judge.enters(path, state):
            scope, kind = job.scope.below(item.name), directory_kind(item.name, job.kind)
            below = Job(path, self.tally.row, state, scope, kind, weight_of(entry, -1), asked)
            scan_pass.pending.append(below)

    def single(self, item: DirEntry[str]) -> None:
        """Judge and weigh one entry."""
        scan_pass, state, name = self._pass, self._state, item.name
        path = self._prefix + name
        if self._rules.tables.concerns(name) or "\n" in path:
            state = scan_pass.judge.child(path, name, self._rules.tables, state)
        is_wanted = state.eligible or scan_pass.ask.excluded
        if not is_wanted and not item.is_dir(follow_symlinks=False):
            return
        entry = scan_pass.disk.measured(self._prefix, item, self._fd)
        if entry is None:
            return
        if entry.kind == "dir":
            self._enter(name, entry, state)
        elif state.eligible:
            scan_pass.counter.put(self.tally, name, entry, state)
        elif is_wanted:
            scan_pass.notes.exclude(1, entry.size)

    def _enter(self, name: str, entry: Entry, state: State) -> None:
        scan_pass, job = self._pass, self._job
        is_entered = scan_pass.judge.enters(entry.path, state)
        reads = scan_pass.judge.ruleset.dialect.reads_excluded
        if not state.eligible and stops_though_excluded(entry, is_entered, reads):
            scan_pass.notes.troubles.append(entry)
        if is_entered:
            kind = directory_kind(name, job.kind)
            weight = scan_pass.counter.enter(name, entry, state)
            below = Job(entry.path, self.tally.row, state, job.scope.below(name), kind, weight)
            scan_pass.pending.append(below)
        elif scan_pass.ask.excluded:
            scan_pass.pending.append(Job(entry.path, -1, None, scan_pass.nothing))


def names_to_judge(rules: DirectoryRules, items: Items) -> Items:
    """Return the items whose names a rule or the caller asks about, or that are not short and ASCII."""
    names = [item.name for item in items]
    joined = "".join(names)
    is_short = len(joined) < LONG_NAME or max(map(len, names)) < LONG_NAME
    if is_short and joined.isascii() and "\n" not in joined:
        if rules.spares(names):
            return []
        return [item for item in items if not rules.spares((item.name,))]
    return [item for item in items if not (_is_short(item.name) and rules.spares((item.name,)))]


def _is_short(name: str) -> bool:
    return name.isascii() and "\n" not in name and len(name) < LONG_NAME
