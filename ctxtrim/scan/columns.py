"""What does a scan remember: numbers by directory, and the few entries that are named.

One row a directory in parallel arrays, so that a million files leave some dozen bytes for each directory.
Parents stand before their children. Rows of another process or of the accelerator are appended as they are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, overload

from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.scan import Folder, Outline

NUMBERS = 8
FILES, BYTES, ARRIVALS, PACKETS, TRANSFER, TAR, OWN_TRANSFER, OWN_TAR = range(NUMBERS)
"""Numbers of a directory. files, bytes: eligible entries directly inside that are no directories. arrivals:
how many of them arrive; packets, transfer, tar: of their arrival: packets that carry contents, bytes of stat
packets and contents without the packets' ids, bytes of the tar. own_transfer, own_tar: of itself."""


class Columns:
    """Rows of directories. flags: 1 eligible. numbers: NUMBERS each.

    kind: place in KINDS that all files inside count under, -1 if each has its own.
    """

    def __init__(self) -> None:
        self.parent = array("i")
        self.names: list[str] = []
        self._known: dict[str, str] = {}
        self.flags = bytearray()
        self.kind = array("b")
        self.numbers = array("q")

    def __len__(self) -> int:
        return len(self.names)

    def column(self, number: int) -> array[int]:
        """One of the numbers, for every row."""
        return self.numbers[number::NUMBERS]

    def put(self, row: int, tally: Iterable[int]) -> None:
        """Add to the first numbers of a row."""
        for at, number in enumerate(tally, row * NUMBERS):
            self.numbers[at] += number

    def path(self, row: int) -> str:
        """The directory's path, "" for the root."""
        parts = []
        while row > 0:
            parts.append(self.names[row])
            row = self.parent[row]
        return "/".join(reversed(parts))

    def join(self, row: int, name: str) -> str:
        """The path of a name in a directory."""
        return self.path(row) + "/" + name if row else name

    def export(self) -> tuple[Any, ...]:
        """Plain values, for marshal."""
        names = "/".join(self.names)
        return self.parent.tobytes(), names, bytes(self.flags), self.kind.tobytes(), self.numbers.tobytes()

    def extend(self, exported: tuple[Any, ...], offset: int) -> None:
        """Append rows of `export`; a parent counts from `offset`, below -1 it is row -2 - parent of ours."""
        parent, names, flags, kind, numbers = exported
        self.parent.extend(row + offset if row >= 0 else -2 - row for row in array("i", parent))
        if flags:
            known = self._known.setdefault
            self.names += [known(name, name) for name in names.split("/")]
        self.flags += flags
        self.kind.frombytes(kind)
        self.numbers.frombytes(numbers)

    def take(self, segments: list[tuple[Any, ...]]) -> int:
        """Append rows in several parts, which are let go one after the other; return where they begin."""
        offset = len(self)
        segments.reverse()
        while segments:
            parent, names, *rest = segments.pop()
            self.extend((parent, names.decode(), *rest), offset)
        return offset


class Totals(NamedTuple):
    """Sums of each directory and all below it. arrivals: entries below that arrive; arrives: itself too."""

    files: array[int]
    bytes: array[int]
    arrivals: array[int]
    packets: array[int]
    arrives: bytearray


def fold(columns: Columns, sends_entered: bool) -> Totals:
    """Sum up from the leaves. An excluded directory arrives with what arrives below it, or if entered."""
    files, size, arrivals, packets = map(columns.column, (FILES, BYTES, ARRIVALS, PACKETS))
    parent, flags, arrives = columns.parent, columns.flags, bytearray(len(columns))
    for row in range(len(columns) - 1, 0, -1):
        up = parent[row]
        if files[row]:
            files[up] += files[row]
            size[up] += size[row]
            packets[up] += packets[row]
        if flags[row] or sends_entered or arrivals[row]:
            arrives[row] = 1
            arrivals[up] += arrivals[row] + 1
    return Totals(files, size, arrivals, packets, arrives)


class Folders(Sequence[Folder]):
    """The directories of a scan, made when they are looked at. All other numbers are let go."""

    def __init__(self, columns: Columns, totals: Totals) -> None:
        self._columns, self._totals = columns, totals
        self._files, self._bytes = columns.column(FILES), columns.column(BYTES)
        columns.numbers = array("q")

    def __len__(self) -> int:
        return len(self._columns)

    @overload
    def __getitem__(self, row: int) -> Folder: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Folder]: ...
    def __getitem__(self, row: int | slice) -> Folder | Sequence[Folder]:
        if isinstance(row, slice):
            return [self[at] for at in range(*row.indices(len(self)))]
        row = range(len(self))[row]
        columns, totals = self._columns, self._totals
        return Folder(
            columns.path(row),
            columns.parent[row],
            Sum(self._files[row], self._bytes[row]),
            Sum(totals.files[row], totals.bytes[row]),
            bool(columns.flags[row]),
        )

    def __iter__(self) -> Iterator[Folder]:
        return map(self.__getitem__, range(len(self)))

    def outline(self) -> Outline:
        """See model.scan.Outlined."""
        return Outline(self._columns.parent, self._totals.bytes, self._columns.names)


class Links:
    """Eligible files that arrive and have several names: inode, directory, name; in bytes, not objects."""

    def __init__(self) -> None:
        self.inodes, self.rows, self.names = array("Q"), array("i"), bytearray()

    def add(self, inode: int, row: int, name: str) -> None:
        """Remember one."""
        self.inodes.append(inode)
        self.rows.append(row)
        self.names += name.encode("utf-8", "surrogateescape") + b"\0"

    def export(self) -> tuple[bytes, bytes, bytes]:
        """Plain values, for marshal."""
        return self.inodes.tobytes(), self.rows.tobytes(), bytes(self.names)

    def extend(self, exported: tuple[bytes, bytes, bytes], offset: int) -> None:
        """Add those of another reader, whose rows now begin at `offset`."""
        inodes, rows, names = exported
        self.inodes.frombytes(inodes)
        self.rows.extend(row + offset for row in array("i", rows))
        self.names += names

    def repeated(self) -> list[tuple[int, int, str]]:
        """(inode, row, name) of those whose inode was seen more than once."""
        ordered = sorted(self.inodes)
        several = {one for one, other in pairwise(ordered) if one == other}
        if not several:
            return []
        names = bytes(self.names).split(b"\0")
        return [
            (inode, self.rows[at], names[at].decode("utf-8", "surrogateescape"))
            for at, inode in enumerate(self.inodes)
            if inode in several
        ]


class Notes:
    """The entries of a scan that are named, and sums that belong to no directory.

    kinds: place in KINDS -> [files, bytes] of files that no directory decides for.
    """

    def __init__(self) -> None:
        self.largest: list[tuple[int, str]] = []
        self.found: list[str] = []
        self.troubles: list[Entry] = []
        self.emptied: list[str] = []
        self.links = Links()
        self.kinds: dict[int, list[int]] = {}
        self.excluded = [0, 0]
        self.entered = 0

    def export(self) -> tuple[Any, ...]:
        """Plain values, for marshal; `links` by itself."""
        troubles = [tuple(entry) for entry in self.troubles]
        return self.largest, self.found, troubles, self.emptied, self.kinds, self.excluded, self.entered

    def extend(self, exported: tuple[Any, ...]) -> None:
        """Add what another reader noted."""
        largest, found, troubles, emptied, kinds, excluded, entered = exported
        self.largest += largest
        self.found += found
        self.troubles += [Entry(*values) for values in troubles]
        self.emptied += emptied
        self.entered += entered
        self.exclude(*excluded)
        for kind, (files, size) in kinds.items():
            self.count_kind(kind, files, size)

    def exclude(self, files: int, size: int) -> None:
        """Count what is kept out."""
        self.excluded[0] += files
        self.excluded[1] += size

    def count_kind(self, kind: int, files: int, size: int) -> None:
        """Add files to the sum of a kind."""
        entry = self.kinds.setdefault(kind, [0, 0])
        entry[0] += files
        entry[1] += size
