"""The reference for the fast scan: one pass over a context on the disk, with an object for every entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ctxtrim.context.traverse import Lister, traverse
from ctxtrim.disk import Disk
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.scan import Ask, Scan
from ctxtrim.scan.reference import Visit, sum_up


def scan_plainly(context: str, ruleset: Ruleset, ask: Ask) -> Scan:
    """One pass over a context on the disk; see `sum_up`. Raises CtxtrimError as `walk.walk` does."""
    with Disk(context) as disk:
        found = sum_up(traverse(disk.children, ruleset), ruleset, ask)
        if not ask.excluded:
            return found
        visits = traverse(disk.children, ruleset)
        return found._replace(excluded=_excluded(visits, disk.children, ruleset))


def _excluded(visits: Iterable[Visit], children: Lister, ruleset: Ruleset) -> Sum:
    sizes = [entry.size for entry in _kept_out(visits, children, ruleset.enters)]
    return Sum(len(sizes), sum(sizes))


def _kept_out(
    visits: Iterable[Visit], children: Lister, enters: Callable[[str, Verdict], bool]
) -> Iterator[Entry]:
    """Everything excluded that is no directory, also below what the builder does not enter."""
    for entry, verdict in visits:
        if verdict.eligible:
            continue
        if entry.kind != "dir":
            yield entry
        elif not enters(entry.path, verdict):
            yield from _below(entry.path, children)


def _below(directory: str, children: Lister) -> Iterator[Entry]:
    waiting = [directory]
    while waiting:
        for entry in children(waiting.pop()):
            if entry.kind == "dir":
                waiting.append(entry.path)
            else:
                yield entry
