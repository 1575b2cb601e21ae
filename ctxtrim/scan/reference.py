"""One pass over a context, summed in the plainest way.

The reference for the fast scan: an object for every entry, and nothing clever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nlargest
from typing import NamedTuple

from ctxtrim.catalogue.kinds import KINDS, kind_of
from ctxtrim.context.transfer_size import classic_tar_bytes, transfer_bytes
from ctxtrim.context.traverse import arriving, stops_though_excluded
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.scan import Ask, Folder, Scan

Visit = tuple[Entry, Verdict]


def sum_up(visits: Iterable[Visit], ruleset: Ruleset, ask: Ask) -> Scan:
    """The sums of a walk; `Scan.excluded` stays None.

    eligible, kinds, largest and folders count every eligible entry that is no directory, with its bytes on
    the disk, whether emptied or dropped on the way or not; a name of a hard link counts like any file.
    folders hold every directory that was entered. troubles: eligible entries whose path, kind or permissions
    keep them from arriving as they are, directories too, and excluded directories that stop the build.
    """
    seen = list(visits)
    arrivals = list(arriving(seen, ruleset))
    eligible = [entry for entry, verdict in seen if verdict.eligible]
    files = [entry for entry in eligible if entry.kind != "dir"]
    return Scan(
        folders=_folders(seen, ruleset),
        eligible=_sum(files),
        transfer_bytes=transfer_bytes(arrivals),
        classic_tar_bytes=classic_tar_bytes(arrivals),
        largest=_largest(files, ask.top),
        kinds=_kinds(files),
        found=tuple(e.path for e in eligible if e.path.rpartition("/")[2] in ask.names),
        troubles=tuple(_troubles(seen, ruleset)),
        emptied=tuple(arrival.entry.path for arrival in arrivals if arrival.emptied),
        entered=sum(e.kind == "dir" and not v.eligible and ruleset.enters(e.path, v) for e, v in seen),
    )


def _troubles(seen: Iterable[Visit], ruleset: Ruleset) -> Iterator[Entry]:
    dialect = ruleset.dialect
    for entry, verdict in seen:
        if verdict.eligible:
            if entry.is_told(dialect.specials):
                yield entry
        elif entry.trouble:
            is_entered = ruleset.enters(entry.path, verdict)
            if stops_though_excluded(entry, is_entered, dialect.reads_excluded):
                yield entry


def _sum(files: Iterable[Entry]) -> Sum:
    sizes = [entry.size for entry in files]
    return Sum(len(sizes), sum(sizes))


def _largest(files: list[Entry], top: int) -> tuple[tuple[int, str], ...]:
    """By size, then by path, so that the answer is the same on every disk."""
    heaviest = nlargest(top, files, key=lambda entry: (entry.size, [-ord(c) for c in entry.path]))
    return tuple((entry.size, entry.path) for entry in heaviest if entry.size)


def _kinds(files: Iterable[Entry]) -> dict[str, Sum]:
    """In the order of KINDS, without those that nothing is of."""
    sums: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for entry in files:
        sums[kind_of(entry.path)].append(entry)
    return {kind: _sum(entries) for kind, entries in sums.items() if entries}


class _Open(NamedTuple):
    """A directory while it is summed up."""

    path: str
    parent: int
    eligible: bool
    files: list[int]


class _Folders:
    """The directories that are entered: whatever something was seen in, and empty ones."""

    def __init__(self) -> None:
        self.opened = [_Open("", -1, True, [])]
        self._index = {"": 0}
        self._eligible: dict[str, bool] = {}

    def seen(self, path: str, eligible: bool) -> None:
        self._eligible[path] = eligible

    def opened_at(self, path: str) -> int:
        """The index of a directory, entered by now."""
        if path not in self._index:
            parent = self.opened_at(path.rpartition("/")[0])
            self._index[path] = len(self.opened)
            self.opened.append(_Open(path, parent, self._eligible[path], []))
        return self._index[path]


def _folders(seen: Iterable[Visit], ruleset: Ruleset) -> tuple[Folder, ...]:
    folders = _Folders()
    for entry, verdict in seen:
        parent = folders.opened_at(entry.path.rpartition("/")[0])
        if entry.kind == "dir":
            folders.seen(entry.path, verdict.eligible)
            if ruleset.enters(entry.path, verdict):
                folders.opened_at(entry.path)
        elif verdict.eligible:
            folders.opened[parent].files.append(entry.size)
    return tuple(_summed(folders.opened))


def _summed(opened: list[_Open]) -> Iterator[Folder]:
    totals = [[len(folder.files), sum(folder.files)] for folder in opened]
    for number in range(len(opened) - 1, 0, -1):
        above = totals[opened[number].parent]
        above[0] += totals[number][0]
        above[1] += totals[number][1]
    for folder, total in zip(opened, totals, strict=True):
        yield Folder(folder.path, folder.parent, Sum(*total), folder.eligible)
