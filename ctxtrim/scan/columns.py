"""What a scan remembers: numbers by directory, and the few entries that are named.

One row a directory in parallel arrays, so that a million files leave some dozen bytes for each directory.
Parents stand before their children. Rows of another process or of the accelerator are appended as they are.
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import Any, NamedTuple

from ctxtrim.model.context import Entry

NUMBERS = 4
FILES, BYTES, ARRIVALS, PACKETS = range(NUMBERS)
"""Numbers of a directory. files, bytes: eligible entries directly inside that are no directories. arrivals:
how many of them arrive. packets: those of their arrival that carry contents."""


class Tallied(NamedTuple):
    """The numbers of one directory (see FILES), and what it adds to the sums of Columns."""

    files: int
    bytes: int
    arrivals: int
    packets: int
    transfer: int
    tar: int


class Columns:
    """Rows of directories, and sums. flags: 1 eligible. numbers: NUMBERS each.

    kind: place in KINDS that all files inside count under, -1 if each has its own. transfer, tar: of all that
    arrives: bytes of stat packets and contents without the packets' ids, bytes of the tar. entered: (row,
    transfer, tar) of directories that are not eligible; not in the sums, for they arrive only with what is
    below.
    """

    def __init__(self) -> None:
        self.parent = array("i")
        self.names: list[str] = []
        self._known: dict[str, str] = {}
        self.flags = bytearray()
        self.kind = array("b")
        self.numbers = array("q")
        self.transfer = self.tar = 0
        self.entered: list[tuple[int, int, int]] = []

    def __len__(self) -> int:
        return len(self.names)

    def column(self, number: int) -> array[int]:
        """One of the numbers, for every row."""
        return self.numbers[number::NUMBERS]

    def append(self, parent: int, name: str, flag: bool, kind: int, tally: Tallied) -> None:
        """A new row; `tally` without the directory itself."""
        self.parent.append(parent)
        self.names.append(name)
        self.flags.append(flag)
        self.kind.append(kind)
        self.numbers.extend(tally[:NUMBERS])
        self.count(tally[4], tally[5])

    def put(self, row: int, tally: Tallied) -> None:
        """Add to a row."""
        for at, number in enumerate(tally[:NUMBERS], row * NUMBERS):
            self.numbers[at] += number
        self.count(tally[4], tally[5])

    def finish(self) -> None:
        """Let go what only serves to add rows, and their numbers."""
        self.numbers, self._known = array("q"), {}

    def count(self, transfer: int, tar: int) -> None:
        """Add to the sums."""
        self.transfer += transfer
        self.tar += tar

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
