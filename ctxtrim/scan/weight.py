"""What does one entry add to the numbers of its directory?

Exactly what sizes.py says, sorted by what can be summed in any order: bytes on the wire without the ids of
packets, packets (their ids depend on the order of arrival, see order.py), bytes of the tar.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from typing import NamedTuple

from ctxtrim.catalogue.kinds import DIR_KINDS, EXT_KINDS, KINDS, NAME_KINDS, OTHER, extension
from ctxtrim.context import transfer_size as sizes
from ctxtrim.model.context import Entry
from ctxtrim.model.scan import Ask
from ctxtrim.scan.columns import Notes, Tallied
from ctxtrim.scan.verdict_states import State

SMALL = 32 * 1024 - 1
"""Files up to this size travel in one chunk; `small_rows` covers them."""
EARLIEST, LATEST = (1 << 56) // 10**9 + 1, sizes.LARGEST_OCTAL
"""Seconds between which a time in nanoseconds takes nine bytes on the wire, and no record in a tar."""
LONG_NAME, LONG_FOLDER = 100, 155
"""Bytes of a name, and of its directory's path, from which on a path may not fit a tar's plain header."""
_MTIME = EARLIEST * 10**9
_KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}
_NAMES = {name: _KIND_NUMBER[kind] for name, kind in NAME_KINDS.items()}
_EXTENSIONS = {ext: _KIND_NUMBER[kind] for ext, kind in EXT_KINDS.items()}


class Weight(NamedTuple):
    """Of an arrival: bytes of packets without their ids, packets with contents, bytes of the tar."""

    transfer: int
    packets: int
    tar: int


def weight_of(entry: Entry, arriving: int) -> Weight:
    """The weight of an entry of which so many bytes arrive (-1: it arrives as no file)."""
    transfer = sizes.stat_packet(entry.path, entry.mode, entry.size, entry.mtime_ns, entry.link, entry.rdev)
    tar = sizes.tar_header_bytes(entry)
    if arriving < 0:
        return Weight(transfer, 0, tar)
    contents, packets = sizes.data_packets(arriving)
    return Weight(transfer + contents, packets, tar - (-arriving // 512) * 512)


def small_rows(length: int) -> list[int]:
    """Bytes on the wire of a plain file with an ASCII path of this length, by the bit length of its size, up
    to SMALL; without the size itself.

    Plain: mode 0o200 to 0o777, one name, a time between EARLIEST and LATEST.
    """
    path = "x" * length
    empty = sizes.stat_packet(path, stat.S_IFREG | 0o644, 0, _MTIME)
    body = empty - 1 - (1 if empty < 130 else 2)
    rows = []
    for bits in range(SMALL.bit_length() + 1):
        number = sizes.varint((1 << bits) - 1)
        sized = body + (1 + number if bits else 0)
        rows.append(1 + sizes.varint(sized) + sized + 2 + (2 + 1 + number if bits else 0))
    return rows


class SmallRows(dict[int, list[int]]):
    """`small_rows` of each length that was asked for."""

    def __missing__(self, length: int) -> list[int]:
        self[length] = rows = small_rows(length)
        return rows


def kind_tables() -> tuple[dict[str, int], dict[str, int], dict[str, int], int]:
    """Names, extensions and directories to places in KINDS, and the place of what none of them knows."""
    directories = {name: _KIND_NUMBER[kind] for name, kind in DIR_KINDS.items()}
    return _NAMES, _EXTENSIONS, directories, _KIND_NUMBER[OTHER]


def plain_weight(length: int, mode: int) -> Weight:
    """The weight of a plain directory, whatever its time, with an ASCII path of this length."""
    return weight_of(Entry("x" * length, "dir", 0, mode, _MTIME), -1)._replace(tar=512)


def directory_kind(name: str, parent: int) -> int:
    """The place in KINDS that everything in a directory counts under, -1 if each file has its own."""
    return parent if parent >= 0 else _KIND_NUMBER.get(DIR_KINDS.get(name, ""), -1)


def name_kind(name: str) -> int:
    """The place in KINDS of a file whose directories say nothing."""
    number = _NAMES.get(name)
    return _EXTENSIONS.get(extension(name), _KIND_NUMBER[OTHER]) if number is None else number


class Tally:
    """The sums of one directory while it is read; see columns.FILES and Columns. row: its own to be."""

    __slots__ = ("arrivals", "bytes", "files", "kind", "packets", "row", "tar", "transfer")

    def __init__(self, row: int, kind: int) -> None:
        self.row, self.kind = row, kind
        self.files = self.bytes = self.arrivals = self.packets = self.transfer = self.tar = 0

    def numbers(self) -> Tallied:
        """In the order that Columns takes."""
        return self.files, self.bytes, self.arrivals, self.packets, self.transfer, self.tar


class Scales:
    """Weighs the entries that are out of the ordinary, one by one, and notes what is to be named."""

    def __init__(self, specials: Mapping[str, str], ask: Ask, notes: Notes) -> None:
        self._specials, self._ask, self.notes = specials, ask, notes
        self.threshold = -1

    def put(self, tally: Tally, name: str, entry: Entry, state: State) -> None:
        """Count an eligible entry that is no directory to its directory."""
        notes = self.notes
        tally.files += 1
        tally.bytes += entry.size
        if tally.kind < 0:
            notes.count_kind(name_kind(name), 1, entry.size)
        self._note(name, entry)
        if entry.size > 0 and entry.size >= self.threshold:
            self.note_large(entry.size, entry.path)
        arriving = arriving_bytes(entry, state, self._specials)
        if arriving is None:
            return
        if entry.kind == "file" and (state.emptied or arriving != entry.size):
            notes.emptied.append(entry.path)
        if entry.inode:
            notes.links.add(entry.inode, tally.row, name)
        weight = weight_of(entry, arriving)
        tally.arrivals += 1
        tally.transfer += weight.transfer
        tally.packets += weight.packets
        tally.tar += weight.tar

    def enter(self, name: str, entry: Entry, state: State) -> Weight:
        """Note a directory that is entered; return what it weighs itself."""
        if state.eligible:
            self._note(name, entry)
        else:
            self.notes.entered += 1
        return weight_of(entry, -1)

    def note_large(self, size: int, path: str) -> None:
        """Remember a file that may be among the largest, and from what size on the next ones may be."""
        largest, top = self.notes.largest, self._ask.top
        largest.append((size, path))
        if len(largest) >= 2 * top + 16:
            keep_largest(largest, top)
            self.threshold = largest[-1][0] if largest else 1 << 63

    def _note(self, name: str, entry: Entry) -> None:
        if name in self._ask.names:
            self.notes.found.append(entry.path)
        if entry.trouble or entry.kind in self._specials:
            self.notes.troubles.append(entry)


def arriving_bytes(entry: Entry, state: State, specials: Mapping[str, str]) -> int | None:
    """The bytes that arrive of an eligible entry (-1: it arrives as no file), None if it does not arrive."""
    if specials.get(entry.trouble or entry.kind) == "dropped":
        return None
    return arriving_as(entry, state.emptied, specials)


def arriving_as(entry: Entry, is_emptied: bool, specials: Mapping[str, str]) -> int:
    """The same for an entry that arrives."""
    if specials.get(entry.trouble or entry.kind) == "empty":
        return 0
    if entry.kind != "file":
        return -1
    return 0 if is_emptied else entry.size


def keep_largest(largest: list[tuple[int, str]], top: int) -> None:
    """Sort by size and path as plainscan does, and keep the first."""
    largest.sort(key=lambda one: (-one[0], [*map(ord, one[1]), 0x110000]))
    del largest[top:]
