"""Sizes as Docker counts and prints them: bytes of a transfer, and of the classic builder's tar."""

from __future__ import annotations

import stat as _stat
from collections.abc import Callable, Iterable, Sequence

from ctxtrim.context.traverse import Arrival
from ctxtrim.model.context import Entry

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
CHUNK = 32 * 1024
LARGEST_OCTAL = 0o77777777777
"""The largest size, and the last second, of a tar's plain header."""
_BLOCK = 512
_FIN = 2
_ID_STEPS = (0, 1, 1 << 7, 1 << 14, 1 << 21, 1 << 28)
"""Numbers of arrival at which ids of packets change their length."""
PacketsBefore = Callable[[Sequence[int]], Sequence[int]]
"""Numbers of arrival, ascending -> how many packets with contents the arrivals before each bring."""
# os.FileMode bits of Go (io/fs, ModeDir …), by the type in st_mode
_GO_TYPE = {
    _stat.S_IFDIR: 1 << 31,
    _stat.S_IFLNK: 1 << 27,
    _stat.S_IFBLK: 1 << 26,
    _stat.S_IFCHR: 1 << 26 | 1 << 21,
    _stat.S_IFIFO: 1 << 25,
    _stat.S_IFSOCK: 0,  # cleared by fsutil's mkstat
}


def human(size: float) -> str:
    """Bytes as docker prints them: 154.2MB (go-units HumanSize, four digits, SI)."""
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.4g}{_UNITS[unit]}"


def buildkit_human(size: float) -> str:
    """Bytes as BuildKit's progress prints them: 154.20MB (tonistiigi/units, %.2f; plain below 1 kB)."""
    if size < 1000:
        return f"{int(size)}B"
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.2f}{_UNITS[unit]}"


def varint(value: int) -> int:
    """Bytes of a protobuf varint; a negative int64 takes ten."""
    return 10 if value < 0 else max(1, (value.bit_length() + 6) // 7)


def go_mode(mode: int) -> int:
    """An st_mode as Go's os.FileMode, the way fsutil sends it (stat.go: without the socket bit)."""
    bits = mode & 0o777 | _GO_TYPE.get(_stat.S_IFMT(mode), 0)
    if mode & _stat.S_ISUID:
        bits |= 1 << 23
    if mode & _stat.S_ISGID:
        bits |= 1 << 22
    if mode & _stat.S_ISVTX:
        bits |= 1 << 20
    return bits


def stat_packet(path: str, mode: int, size: int, mtime_ns: int, link: str = "", rdev: int = 0) -> int:
    """Bytes of fsutil's PACKET_STAT for one entry (types/wire.proto, types/stat.proto at 6d9dc2e).

    uid and gid are zeroed by the client, fields that are 0 are left out; xattrs are not counted. A symbolic
    link has the size of its target's name, as lstat says.
    """
    if _stat.S_ISLNK(mode):
        size = wire_length(link)
    length = wire_length(path)
    body = 1 + varint(length) + length
    bits = go_mode(mode)
    body += 1 + varint(bits) if bits else 0
    body += 1 + varint(size) if size else 0
    body += 1 + varint(mtime_ns) if mtime_ns else 0
    if link:
        length = wire_length(link)
        body += 1 + varint(length) + length
    for number in ((rdev >> 8) & 0xFFF, (rdev & 0xFF) | ((rdev >> 12) & 0xFFF00)):
        body += 1 + varint(number) if number else 0
    return 1 + varint(body) + body


def data_packets(size: int) -> tuple[int, int]:
    """(bytes, packets) of a file's contents: chunks of 32 KiB and an end, without the packets' ids."""
    whole, rest = divmod(size, CHUNK)
    total = whole * (2 + 1 + varint(CHUNK) + CHUNK) + 2
    if rest:
        total += 2 + 1 + varint(rest) + rest
    return total, whole + bool(rest) + 1


def id_bytes(number: int) -> int:
    """Bytes that a packet spends on the id of the entry with this number (0 is left out)."""
    return 1 + varint(number) if number else 0


def id_bytes_of_all(arrivals: int, packets: int, packets_before: PacketsBefore) -> int:
    """Return the bytes that all packets with contents spend on ids, of so many arrivals and packets."""
    numbers = [number for number in _ID_STEPS if number < arrivals]
    total = spent = 0
    for number, before in zip(numbers, packets_before(numbers), strict=True):
        each = id_bytes(number)
        total += (each - spent) * (packets - before)
        spent = each
    return total


def wire_length(text: str) -> int:
    """Bytes of a name on the wire."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def transfer_bytes(arrivals: Iterable[Arrival]) -> int:
    """What BuildKit prints as "transferring context" for a first transfer of these arrivals, to the byte.

    The receiver counts every packet it gets (fsutil receive.go): one per entry, the contents of every
    regular file, and a closing one. Nothing at all is transferred where nothing is asked for.
    """
    total, first_names = _FIN, dict[int, str]()
    for number, arrival in enumerate(arrivals):
        entry = arrival.entry
        first = first_names.setdefault(entry.inode, entry.path) if entry.inode else entry.path
        if first != entry.path:
            total += later_name(entry, first)[0]
            continue
        total += stat_packet(entry.path, entry.mode, entry.size, entry.mtime_ns, entry.link, entry.rdev)
        if arrival.kind == "file":
            contents, packets = data_packets(arrival.size)
            total += contents + packets * id_bytes(number)
    return total


def classic_tar_bytes(arrivals: Iterable[Arrival]) -> int:
    """What the classic builder prints as "Sending build context", to the byte: the plain tar's size."""
    total, first_names = 2 * _BLOCK, dict[int, str]()
    for arrival in arrivals:
        if arrival.implied:
            continue
        entry = arrival.entry
        first = first_names.setdefault(entry.inode, entry.path) if entry.inode else entry.path
        if first != entry.path:
            total += later_name(entry, first)[1]
            continue
        total += tar_header_bytes(entry)
        if arrival.kind == "file":
            total += -(-arrival.size // _BLOCK) * _BLOCK
    return total


def later_name(entry: Entry, first: str) -> tuple[int, int]:
    """Bytes of a file's second, third … name: (on the wire, in the classic tar). first: the name before.

    On the wire it keeps the size that no contents follow (fsutil stat.go: mkstat sets it last), in the tar
    it has none (go-archive archive.go, addTarFile). A symbolic link with several names is a link to its first
    one in the tar only.
    """
    link = entry.link or first
    return (
        stat_packet(entry.path, entry.mode, entry.size, entry.mtime_ns, link, entry.rdev),
        tar_header_bytes(entry._replace(link=first, size=0)),
    )


def tar_header_bytes(entry: Entry) -> int:
    """512 bytes, and two blocks or more of PAX records for what a plain header cannot hold.

    go-archive asks for FormatPAX, so every name over 100 bytes or beyond ASCII becomes a record, and every
    time before 1970 or after 2242 (archive/tar common.go, allowedFormats).
    """
    path, link, records = entry.path + "/" * (entry.kind == "dir"), entry.link, 0
    seconds = entry.mtime_ns // 10**9
    if not 0 <= seconds <= LARGEST_OCTAL:
        records += _pax_record("mtime", len(str(seconds)))
    if not link.isascii() or len(link) > 100:
        records += _pax_record("linkpath", wire_length(link))
    if entry.size > LARGEST_OCTAL:
        records += _pax_record("size", len(str(entry.size)))
    if not path.isascii() or (len(path) > 100 and (records or not _splits(path))):
        records += _pax_record("path", wire_length(path))
    return _BLOCK + (_BLOCK - (-records // _BLOCK) * _BLOCK if records else 0)


def _splits(path: str) -> bool:
    """Return whether a longer name fits the two fields of a plain header (archive/tar, splitUSTARPath)."""
    end = 156 if len(path) > 156 else len(path.removesuffix("/"))
    cut = path.rfind("/", 0, end)
    return cut > 0 and 0 < len(path) - cut - 1 <= 100


def _pax_record(key: str, length: int) -> int:
    """Bytes of "<size> key=value\\n"; the size counts itself."""
    body = len(key) + 3 + length
    return body + len(str(body + len(str(body))))
