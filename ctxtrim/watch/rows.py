"""What one directory adds to the figures of a context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ctxtrim.context.traverse import stops_though_excluded
from ctxtrim.matching.builders import Dialect
from ctxtrim.model.context import Entry
from ctxtrim.scan.weight import Tally, Weight, name_kind, weight_of
from ctxtrim.watch.lens import Place, Seen

_NOTHING = Weight(0, 0, 0)


class Row:
    """One directory that is entered.

    entry: itself, None for the root. place: see lens. below: the places of directories in it that are
    entered. tally: of entries that count and are no directories. kinds: the same by place in KINDS, as
    [files, bytes]. largest: the largest file.
    links: (inode, path) of those that arrive and have several names. weight: of the directory itself.
    """

    __slots__ = (
        "below",
        "emptied",
        "entry",
        "kinds",
        "largest",
        "links",
        "place",
        "tally",
        "troubles",
        "weight",
    )

    def __init__(self, entry: Entry | None, place: Place, seen: Iterable[Seen], dialect: Dialect) -> None:
        self.place = place
        self.entry: Entry | None = None
        self.weight = _NOTHING
        self.own(entry)
        self.tally = Tally(-1, place.kind)
        self.kinds: dict[int, list[int]] = {}
        self.largest = (0, "")
        self.below: dict[str, Place] = {}
        self.troubles: list[Entry] = []
        self.emptied: list[str] = []
        self.links: list[tuple[int, str]] = []
        for one in seen:
            if _is_told(one, dialect):
                self.troubles.append(one.entry)
            if one.below:
                self.below[one.entry.path] = one.below
            elif one.counts and one.entry.kind != "dir":
                self._count(one, dialect.specials)

    def own(self, entry: Entry | None) -> None:
        """What the directory itself is by now."""
        if entry != self.entry:
            self.entry = entry
            self.weight = weight_of(entry, -1) if entry else _NOTHING

    def _count(self, seen: Seen, specials: Mapping[str, str]) -> None:
        entry = seen.entry
        size = entry.size
        kind = self.place.kind
        sums = self.kinds.setdefault(kind if kind >= 0 else name_kind(entry.path.rpartition("/")[2]), [0, 0])
        sums[0] += 1
        sums[1] += size
        if size and (
            size > self.largest[0] or (size == self.largest[0] and comes_first(entry.path, self.largest[1]))
        ):
            self.largest = (size, entry.path)
        counted = self.tally.count(entry, seen.state, specials)
        if counted.is_emptied:
            self.emptied.append(entry.path)
        if entry.inode and counted.arrives:
            self.links.append((entry.inode, entry.path))


def _is_told(seen: Seen, dialect: Dialect) -> bool:
    """Return whether an entry does not arrive as it is, or stops the build."""
    entry = seen.entry
    if seen.counts:
        return entry.is_told(dialect.specials)
    return stops_though_excluded(entry, seen.below is not None, dialect.reads_excluded)


def comes_first(path: str, other: str) -> bool:
    """Return whether this one of two files of one size comes first, as in a scan: the longer one."""
    return _letters(path) < _letters(other)


def _letters(path: str) -> list[int]:
    return [*map(ord, path), 0x110000]
