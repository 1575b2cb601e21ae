"""The directories of a scan, with the sums of all below each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload

from ctxtrim.model.context import Sum
from ctxtrim.model.scan import Folder, Outline
from ctxtrim.scan.columns import ARRIVALS, BYTES, FILES, PACKETS, Columns


class Totals(NamedTuple):
    """Sums of each directory and all below it. arrivals: entries below that arrive; arrives: itself too."""

    files: array[int]
    bytes: array[int]
    arrivals: array[int]
    packets: array[int]
    arrives: bytearray


def totals_of(columns: Columns, sends_entered: bool) -> Totals:
    """Sum up from the leaves, and release the numbers of the rows.

    An excluded directory arrives with what arrives below it, or if entered.
    """
    files, size, arrivals, packets = map(columns.column, (FILES, BYTES, ARRIVALS, PACKETS))
    columns.finish()
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
    """The directories of a scan, made when they are looked at."""

    def __init__(self, columns: Columns, totals: Totals) -> None:
        self._columns, self._files, self._bytes = columns, totals.files, totals.bytes

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
        columns = self._columns
        return Folder(
            columns.path(row),
            columns.parent[row],
            Sum(self._files[row], self._bytes[row]),
            bool(columns.flags[row]),
        )

    def __iter__(self) -> Iterator[Folder]:
        return map(self.__getitem__, range(len(self)))

    def outline(self) -> Outline:
        """Implement model.scan.Outlined."""
        return Outline(self._columns.parent, self._bytes, self._columns.names, self._files)
