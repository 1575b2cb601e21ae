"""Walk a context in the order of the builder, and yield what arrives. The disk is a function that lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry

Lister = Callable[[str], Iterable[Entry]]


class Arrival(NamedTuple):
    """An entry as it arrives at the builder.

    kind: as it arrives (a socket may arrive as a file). emptied: a file whose bytes are lost on the way.
    size: bytes that arrive. implied: an excluded directory that is there for what is below it; the classic
    builder's tar does not hold it.
    """

    entry: Entry
    kind: str
    emptied: bool
    size: int
    implied: bool = False


def traverse(children: Lister, ruleset: Ruleset) -> Iterator[tuple[Entry, Verdict]]:
    """Every entry that the builder looks at, parents first, each directory in byte order (filepath.WalkDir).

    children: a directory's entries in byte order. Excluded directories that are not entered appear once.
    """
    judge, enters = ruleset.judge, ruleset.enters
    stack = [(iter(children("")), ruleset.root)]
    while stack:
        entries, parent = stack[-1]
        for entry in entries:
            verdict = judge(entry.path, parent)
            yield entry, verdict
            if entry.kind == "dir" and enters(entry.path, verdict):
                stack.append((iter(children(entry.path)), verdict))
                break
        else:
            stack.pop()


def arriving(visits: Iterable[tuple[Entry, Verdict]], ruleset: Ruleset) -> Iterator[Arrival]:
    """What of a walk reaches the builder, in its order: eligible entries, and the parents they need.

    A kept entry brings its excluded parents along as directories. Specials follow the dialect's row. A file's
    other names are links to the first that arrives: they lose their bytes if that one does (fsutil send.go).
    """
    dialect = ruleset.dialect
    waiting: list[Entry] = []
    lost = dict[int, bool]()
    for entry, verdict in visits:
        while waiting and not entry.path.startswith(waiting[-1].path + "/"):
            waiting.pop()
        if not verdict.eligible:
            if entry.kind == "dir":
                if dialect.sends_entered and ruleset.enters(entry.path, verdict):
                    yield from map(_implied, waiting)
                    waiting.clear()
                    yield Arrival(entry, "dir", False, 0)
                else:
                    waiting.append(entry)
            continue
        arrival = _arrival(entry, ruleset)
        if arrival is not None:
            if entry.inode and entry.kind == "file":
                arrival = _fated(arrival, lost.setdefault(entry.inode, arrival.emptied))
            yield from map(_implied, waiting)
            waiting.clear()
            yield arrival


def _implied(entry: Entry) -> Arrival:
    return Arrival(entry, "dir", False, 0, implied=True)


def _fated(arrival: Arrival, lost: bool) -> Arrival:
    return arrival._replace(emptied=lost, size=0 if lost else arrival.entry.size)


def _arrival(entry: Entry, ruleset: Ruleset) -> Arrival | None:
    fate = ruleset.dialect.specials.get(entry.trouble or entry.kind, "")
    if fate == "dropped":
        return None
    if fate == "empty":
        return Arrival(entry, "file", entry.kind == "file" and entry.size > 0, 0)
    if entry.kind == "file":
        emptied = ruleset.empties(entry.path)
        return Arrival(entry, "file", emptied, 0 if emptied else entry.size)
    return Arrival(entry, entry.kind, False, 0)


def stops_though_excluded(entry: Entry, is_entered: bool, reads_excluded: bool) -> bool:
    """Return whether an excluded entry stops the build: an unreadable directory does, where it is entered."""
    return entry.trouble == "unreadable dir" and (is_entered or reads_excluded)
