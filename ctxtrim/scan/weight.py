"""What one entry adds to the numbers of its directory.

Exactly what context/transfer_size says, split into what can be summed in any order: bytes on the wire without
the ids of packets, packets (their ids depend on the order of arrival, see packet_ids), bytes of the tar.
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
"""Files up to this size travel in one chunk; `small_file_bytes` tells their weight."""
EARLIEST, LATEST = (1 << 56) // 10**9 + 1, sizes.LARGEST_OCTAL
"""Seconds between which a time in nanoseconds takes nine bytes on the wire, and no record in a tar."""
LONG_NAME, LONG_FOLDER = 100, 155
"""Bytes of a name, and of its directory's path, from which on a path may not fit a tar's plain header."""
_MTIME = EARLIEST * 10**9
_KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}
_NAMES = {name: _KIND_NUMBER[kind] for name, kind in NAME_KINDS.items()}
_EXTENSIONS = {ext: _KIND_NUMBER[kind] for ext, kind in EXT_KINDS.items()}


class Weight(NamedTuple):
    """Bytes of an arrival's packets without their ids, packets with contents, and bytes of the tar."""

    transfer: int
    packets: int
    tar: int


def weight_of(entry: Entry, arriving: int) -> Weight:
    """Weigh an entry of which so many bytes arrive (-1: it arrives as no file)."""
    transfer = sizes.stat_packet(entry.path, entry.mode, entry.size, entry.mtime_ns, entry.link, entry.rdev)
    tar = sizes.tar_header_bytes(entry)
    if arriving < 0:
        return Weight(transfer, 0, tar)
    contents, packets = sizes.data_packets(arriving)
    return Weight(transfer + contents, packets, tar - (-arriving // 512) * 512)


def small_file_bytes(length: int) -> list[int]:
    """Return the bytes on the wire of a plain file with an ASCII path of this length, without its contents.

    One number for each bit length of a size up to SMALL.

    Plain: mode 0o200 to 0o777, one name, a time between EARLIEST and LATEST.
    """
    path = "x" * length
    empty = sizes.stat_packet(path, stat.S_IFREG | 0o644, 0, _MTIME)
    body = empty - 1 - (1 if empty < 130 else 2)
    sizes_by_bits = []
    for bits in range(SMALL.bit_length() + 1):
        number = sizes.varint((1 << bits) - 1)
        sized = body + (1 + number if bits else 0)
        sizes_by_bits.append(1 + sizes.varint(sized) + sized + 2 + (2 + 1 + number if bits else 0))
    return sizes_by_bits


class SmallFileBytes(dict[int, list[int]]):
    """`small_file_bytes` by length of path, computed once."""

    def __missing__(self, length: int) -> list[int]:
        self[length] = computed = small_file_bytes(length)
        return computed


def kind_tables() -> tuple[dict[str, int], dict[str, int], dict[str, int], int]:
    """Return the places in KINDS of names, of extensions and of directories, and of everything else."""
    directories = {name: _KIND_NUMBER[kind] for name, kind in DIR_KINDS.items()}
    return _NAMES, _EXTENSIONS, directories, _KIND_NUMBER[OTHER]


def plain_weight(length: int, mode: int) -> Weight:
    """Weigh a plain directory, whatever its time, with an ASCII path of this length."""
    return weight_of(Entry("x" * length, "dir", 0, mode, _MTIME), -1)._replace(tar=512)


def directory_kind(name: str, parent: int) -> int:
    """Return the place in KINDS that everything in a directory counts under, -1 if each file has its own."""
    return parent if parent >= 0 else _KIND_NUMBER.get(DIR_KINDS.get(name, ""), -1)


def name_kind(name: str) -> int:
    """Return the place in KINDS of a file whose directories say nothing."""
    number = _NAMES.get(name)
    return _EXTENSIONS.get(extension(name), _KIND_NUMBER[OTHER]) if number is None else number


class Counted(NamedTuple):
    """What became of an entry. arrives: the builder gets it. is_emptied: without its bytes."""

    arrives: bool
    is_emptied: bool


class Tally:
    """The numbers of one directory while it is read; see columns.Tallied. row: the one it will have."""

    __slots__ = ("arrivals", "bytes", "files", "kind", "packets", "row", "tar", "transfer")

    def __init__(self, row: int, kind: int) -> None:
        self.row, self.kind = row, kind
        self.files = self.bytes = self.arrivals = self.packets = self.transfer = self.tar = 0

    def count(self, entry: Entry, state: State, specials: Mapping[str, str]) -> Counted:
        """Add an eligible entry that is no directory. specials: of the dialect."""
        self.files += 1
        self.bytes += entry.size
        arriving = arriving_bytes(entry, state, specials)
        if arriving is None:
            return Counted(False, False)
        weight = weight_of(entry, arriving)
        self.arrivals += 1
        self.packets += weight.packets
        self.transfer += weight.transfer
        self.tar += weight.tar
        return Counted(True, entry.kind == "file" and (state.emptied or arriving != entry.size))

    def numbers(self) -> Tallied:
        """Return the numbers as Columns takes them."""
        return Tallied(self.files, self.bytes, self.arrivals, self.packets, self.transfer, self.tar)


class EntryCounter:
    """Counts entries one by one, and notes those that are to be named."""

    def __init__(self, specials: Mapping[str, str], ask: Ask, notes: Notes) -> None:
        self._specials, self._ask, self.notes = specials, ask, notes
        self.threshold = -1

    def put(self, tally: Tally, name: str, entry: Entry, state: State) -> None:
        """Add an eligible entry that is no directory to the tally of its directory."""
        notes = self.notes
        if tally.kind < 0:
            notes.count_kind(name_kind(name), 1, entry.size)
        self._note(name, entry)
        if entry.size > 0 and entry.size >= self.threshold:
            self.note_large(entry.size, entry.path)
        counted = tally.count(entry, state, self._specials)
        if counted.is_emptied:
            notes.emptied.append(entry.path)
        if entry.inode and counted.arrives:
            notes.links.add(entry.inode, tally.row, name)

    def enter(self, name: str, entry: Entry, state: State) -> Weight:
        """Note a directory that is entered, and weigh it."""
        if state.eligible:
            self._note(name, entry)
        else:
            self.notes.entered += 1
        return weight_of(entry, -1)

    def note_large(self, size: int, path: str) -> None:
        """Remember a file that may be among the largest, and the least size that others need."""
        largest, top = self.notes.largest, self._ask.top
        largest.append((size, path))
        if len(largest) >= 2 * top + 16:
            keep_largest(largest, top)
            self.threshold = largest[-1][0] if largest else 1 << 63

    def _note(self, name: str, entry: Entry) -> None:
        if name in self._ask.names:
            self.notes.found.append(entry.path)
        if entry.is_told(self._specials):
            self.notes.troubles.append(entry)


def arriving_bytes(entry: Entry, state: State, specials: Mapping[str, str]) -> int | None:
    """Return the bytes that arrive of an eligible entry (-1: as no file), None if it does not arrive."""
    if specials.get(entry.trouble or entry.kind) == "dropped":
        return None
    return arriving_as(entry, state.emptied, specials)


def arriving_as(entry: Entry, is_emptied: bool, specials: Mapping[str, str]) -> int:
    """Return the bytes that arrive of an entry that does arrive (-1: it arrives as no file)."""
    if specials.get(entry.trouble or entry.kind) == "empty":
        return 0
    if entry.kind != "file":
        return -1
    return 0 if is_emptied else entry.size


def keep_largest(largest: list[tuple[int, str]], top: int) -> None:
    """Sort by size and path as scan/reference does, and keep the first `top`."""
    largest.sort(key=lambda one: (-one[0], [*map(ord, one[1]), 0x110000]))
    del largest[top:]
