"""The numbers that Docker prints, against sums made by hand and against another writer of tars."""

from __future__ import annotations

import stat
import tarfile
from collections.abc import Iterable

import pytest

from ctxtrim.context import transfer_size as sizes
from ctxtrim.context.traverse import Arrival, arriving, traverse
from ctxtrim.matching.builders import by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry
from tests.entries import entry

# every entry of tests.entries has a time of 1 ns: 2 bytes; a file's mode takes 3, a directory's 6
FIN = 2


def arrivals(*entries: Entry, lines: str = "", builder: str = "buildkit") -> list[Arrival]:
    read = Ruleset.read(lines.encode(), by_name(builder))
    below: dict[str, list[Entry]] = {}
    for one in entries:
        below.setdefault(one.path.rpartition("/")[0], []).append(one)
    return list(arriving(traverse(lambda directory: below.get(directory, []), read), read))


def linked(path: str, size: int, inode: int) -> Entry:
    return entry(path, size)._replace(inode=inode)


DEVICE = Entry("n", "device", 0, stat.S_IFCHR | 0o644, 1, rdev=1 << 8 | 3)

TRANSFERS = [
    pytest.param((), FIN, id="nothing: only the end"),
    pytest.param((entry("a", 0),), 10 + FIN + 2, id="an empty file: its packet and an end"),
    pytest.param((entry("a", 1),), 12 + 5 + 2 + FIN, id="one byte: a chunk too"),
    pytest.param((entry("a", 127),), 12 + 131 + 2 + FIN, id="127 bytes: lengths of one byte"),
    pytest.param((entry("a", 128),), 13 + 133 + 2 + FIN, id="128 bytes: lengths of two"),
    pytest.param((entry("d", "dir"),), 13 + FIN, id="a directory"),
    pytest.param((entry("d", "dir"), entry("d/e", "dir")), 13 + 15 + FIN, id="two, one in the other"),
    pytest.param((entry("l", "-> b"),), 17 + FIN, id="a link, as long as its target's name"),
    pytest.param((entry("l", "-> é"),), 18 + FIN, id="a target of two bytes"),
    pytest.param((entry("p", "fifo"),), 12 + FIN, id="a FIFO has no contents"),
    pytest.param((entry("s", "socket"),), 10 + 2 + FIN, id="a socket is an empty file"),
    pytest.param((DEVICE,), 16 + FIN, id="a device brings its numbers"),
    pytest.param((DEVICE._replace(rdev=0x12345678),), 19 + FIN, id="large numbers"),
    pytest.param((entry("a", 0), entry("b", 0)), 12 + 14 + FIN, id="the first id is left out"),
    pytest.param(
        (linked("a", 5000, 7), linked("b", 5000, 7)), 13 + 5005 + 2 + 16 + FIN, id="the second name: a link"
    ),
    pytest.param(
        (linked("a", 5000, 7), linked("b", 5000, 8)),
        13 + 5005 + 2 + 13 + 5007 + 4 + FIN,
        id="two files that have other names elsewhere",
    ),
    pytest.param(
        (entry("p", "fifo")._replace(inode=7), entry("q", "fifo")._replace(inode=7)),
        12 + 15 + FIN,
        id="the second name of a FIFO too",
    ),
    pytest.param(
        (entry("l", "-> b")._replace(inode=7), entry("m", "-> b")._replace(inode=7)),
        17 + 17 + FIN,
        id="but not of a link",
    ),
    pytest.param(
        (entry("s", "socket")._replace(inode=7), entry("t", "socket")._replace(inode=7)),
        10 + 2 + 13 + FIN,
        id="the second name of a socket brings no contents",
    ),
    pytest.param((entry("é", 0),), 11 + 2 + FIN, id="names count in UTF-8"),
    pytest.param((entry("\udcff", 0),), 10 + 2 + FIN, id="an undecodable byte is one byte"),
    pytest.param((entry("x" * 128, 0),), 139 + 2 + FIN, id="a name of 128 bytes: its packet needs two"),
    pytest.param((entry("a", 0)._replace(mtime_ns=0),), 8 + 2 + FIN, id="no time at the epoch"),
    pytest.param((entry("a", 0)._replace(mtime_ns=-1),), 19 + 2 + FIN, id="before it ten bytes"),
    pytest.param((entry("a", 0)._replace(mode=stat.S_IFREG),), 7 + 2 + FIN, id="no mode at all"),
    pytest.param((entry("a", 0)._replace(mode=stat.S_IFREG | 0o4755),), 12 + 2 + FIN, id="a mode with suid"),
]


@pytest.mark.parametrize(("entries", "total"), TRANSFERS)
def test_buildkit_transfers(entries: tuple[Entry, ...], total: int) -> None:
    assert sizes.transfer_bytes(arrivals(*entries)) == total


@pytest.mark.parametrize(
    ("size", "total", "packets"),
    [
        (0, 2, 1),
        (1, 7, 2),
        (127, 133, 2),
        (128, 135, 2),
        (16_383, 16_390, 2),
        (16_384, 16_392, 2),
        (32_767, 32_775, 2),
        (32_768, 32_776, 2),
        (32_769, 32_781, 3),
        (65_535, 65_549, 3),
        (65_536, 65_550, 3),
        (65_537, 65_555, 4),
    ],
)
def test_contents_travel_in_chunks_of_32_kib(size: int, total: int, packets: int) -> None:
    assert sizes.data_packets(size) == (total, packets)


@pytest.mark.parametrize(
    ("count", "total"),
    [
        pytest.param(1, 14, id="number 0 costs nothing"),
        pytest.param(2, 2 * 14 + 2, id="number 1 costs two bytes"),
        pytest.param(128, 128 * 14 + 127 * 2, id="up to number 127"),
        pytest.param(129, 129 * 14 + 127 * 2 + 3, id="number 128 costs three"),
        pytest.param(16_385, 16_385 * 16 + 127 * 2 + 16_256 * 3 + 4, id="number 16,384 costs four"),
    ],
)
def test_ids_grow_with_the_number_of_entries(count: int, total: int) -> None:
    width = 3 if count < 1000 else 5
    files = [entry(f"{n:0{width}}", 0) for n in range(count)]
    assert sizes.transfer_bytes(arrivals(*files)) == total + FIN
    ids = sum(map(sizes.id_bytes, range(count)))
    assert sizes.id_bytes_of_all(count, count, lambda numbers: numbers) == ids


def test_every_packet_of_a_file_has_its_id() -> None:
    alone = sizes.transfer_bytes(arrivals(entry("b", 70_000)))
    assert sizes.transfer_bytes(arrivals(entry("a", 0), entry("b", 70_000))) == alone + 12 + 4 * 2


def test_directories_and_links_take_numbers_too() -> None:
    before = [entry(f"{n:03}", "dir") for n in range(128)]
    with_id = sizes.transfer_bytes(arrivals(*before, entry("x", 0)))
    assert with_id == sizes.transfer_bytes(arrivals(*before)) + 12 + 3


def test_an_emptied_file_is_announced_at_full_size() -> None:
    entries = (entry("nm", "dir"), entry("nm/k", 900))
    whole = sizes.transfer_bytes(arrivals(*entries))
    emptied = sizes.transfer_bytes(arrivals(*entries, lines="nm\n!nm/k\nnm"))
    assert whole - emptied == 900 + 2 + 1 + 2 + 2
    named = arrivals(entries[0], linked("nm/k", 900, 7), lines="nm\n!nm/k\nnm")
    assert sizes.transfer_bytes(named) == emptied


def test_where_the_first_name_is_excluded_the_second_brings_the_contents() -> None:
    both = (linked("a", 900, 7), linked("b", 900, 7), linked("c", 900, 7))
    assert sizes.transfer_bytes(arrivals(*both, lines="a")) == sizes.transfer_bytes(
        arrivals(linked("b", 900, 7), linked("c", 900, 7))
    )


def at(path: str, mtime_ns: int) -> Entry:
    return entry(path, 0)._replace(mtime_ns=mtime_ns)


TARS = [
    pytest.param((), 1024, id="nothing: two blocks of zeros"),
    pytest.param((entry("a", 0),), 1024 + 512, id="an empty file"),
    pytest.param((entry("a", 1),), 1024 + 1024, id="one byte fills a block"),
    pytest.param((entry("a", 512),), 1024 + 1024, id="so do 512"),
    pytest.param((entry("a", 513),), 1024 + 1536, id="one more does not fit"),
    pytest.param((entry("d", "dir"),), 1024 + 512, id="a directory"),
    pytest.param((entry("l", "-> b"),), 1024 + 512, id="a link"),
    pytest.param((entry("p", "fifo"),), 1024 + 512, id="a FIFO"),
    pytest.param((entry("s", "socket"),), 1024, id="a socket is dropped"),
    pytest.param((DEVICE,), 1024 + 512, id="a device"),
    pytest.param((linked("a", 600, 7), linked("b", 600, 7)), 1024 + 1536 + 512, id="a second name"),
    pytest.param((linked("a", 600, 7), linked("b", 600, 8)), 1024 + 2 * 1536, id="names of other files"),
    pytest.param((entry("x" * 100, 0),), 1024 + 512, id="a name of 100 bytes"),
    pytest.param((entry("x" * 101, 0),), 1024 + 1536, id="a longer one needs a record"),
    pytest.param((entry("x" * 502, 0),), 1024 + 1536, id="a record of 512 bytes"),
    pytest.param((entry("x" * 503, 0),), 1024 + 2048, id="a record of more"),
    pytest.param((entry("x" * 99, "dir"),), 1024 + 512, id="a directory's name has a slash more"),
    pytest.param((entry("x" * 100, "dir"),), 1024 + 1536, id="which can be too much"),
    pytest.param((entry("é", 0),), 1024 + 1536, id="a name beyond ASCII needs a record"),
    pytest.param((entry("l", "-> " + "x" * 101),), 1024 + 1536, id="so does a long target"),
    pytest.param((entry("x" * 250, "-> " + "x" * 250),), 1024 + 2048, id="both need one of two blocks"),
    pytest.param((entry("x" * 101, "-> é"),), 1024 + 1536, id="two records share a block"),
    pytest.param(
        (entry("x" * 990, "-> é" + "x" * 9),),
        1024 + 512 + 2048,
        id="a record counts the digits of its length",
    ),
    pytest.param(
        (linked("a" * 101, 600, 7), linked("b", 600, 7)),
        1024 + 1536 + 1024 + 1536,
        id="a link to a long name",
    ),
    pytest.param((entry("a", 8**11 - 1),), 1024 + 512 + 8**11, id="eleven octal digits hold a size"),
    pytest.param((entry("a", 8**11),), 1024 + 1536 + 8**11, id="a larger one needs a record"),
    pytest.param(
        (linked("a", 8**11, 7), linked("b", 8**11, 7)), 1024 + 1536 + 8**11 + 512, id="not at a second name"
    ),
    pytest.param((at("a", 8**11 * 10**9 - 1),), 1024 + 512, id="the last second of eleven octal digits"),
    pytest.param((at("a", 8**11 * 10**9),), 1024 + 1536, id="a later one needs a record"),
    pytest.param((at("a", -1),), 1024 + 1536, id="so does one before 1970"),
    pytest.param((at("x" * 101, -1),), 1024 + 1536, id="it shares a block with a name's"),
    pytest.param((at("x" * 489, -1),), 1024 + 1536, id="two records of 511 bytes"),
    pytest.param((at("x" * 490, -(10**9)),), 1024 + 1536, id="of 512"),
    pytest.param((at("x" * 490, -(10**10)),), 1024 + 2048, id="a second of more digits: 513"),
    pytest.param(
        (entry("l", "-> " + "x" * 101)._replace(inode=7), entry("m", "-> " + "x" * 101)._replace(inode=7)),
        1024 + 1536 + 512,
        id="a link's second name is a link to its first",
    ),
]


@pytest.mark.parametrize(("entries", "total"), TARS)
def test_the_classic_builder_sends_a_tar_of(entries: tuple[Entry, ...], total: int) -> None:
    assert sizes.classic_tar_bytes(arrivals(*entries, builder="classic")) == total


TYPES = {"file": tarfile.REGTYPE, "dir": tarfile.DIRTYPE, "link": tarfile.SYMTYPE, "fifo": tarfile.FIFOTYPE}


def tar_of(entries: Iterable[Entry]) -> int:
    """The bytes that Python's tarfile writes: a plain header where the name fits one, else PAX records."""
    total = 1024
    for one in entries:
        info = tarfile.TarInfo(one.path + "/" * (one.kind == "dir"))
        info.type, info.linkname, info.size = TYPES[one.kind], one.link, one.size
        try:
            header = info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")
        except (ValueError, UnicodeEncodeError):
            header = info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
        total += len(header) + -(-one.size // 512) * 512
    return total


@pytest.mark.parametrize("seed", [1, 99, 100, 101, 102, 250, 501, 502, 503, 800])
def test_the_tar_is_as_long_as_another_program_writes_it(seed: int) -> None:
    name = "d" * 60 + "/"
    long = (name * 20)[:seed].rstrip("/")
    entries = [
        *(entry(long[:-1] + char, size) for char, size in zip("abc", (0, 512, seed), strict=True)),
        entry(long[:-1] + "d", "dir"),
        entry("é" * (seed // 2 or 1), seed),
        entry("l", "-> " + long),
        entry(long[:-1] + "m", "-> é" + long),
        entry(long[:-1] + "p", "fifo"),
        entry("x" * 990, "-> é" + "x" * 9),
    ]
    sent = [Arrival(one, one.kind, False, one.size) for one in entries]
    assert sizes.classic_tar_bytes(sent) == tar_of(entries)


@pytest.mark.parametrize(
    ("value", "count"),
    [(0, 1), (1, 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3), (2**63 - 1, 9), (-1, 10), (-(2**63), 10)],
)
def test_a_varint_has_bytes(value: int, count: int) -> None:
    assert sizes.varint(value) == count


@pytest.mark.parametrize(
    ("mode", "go"),
    [
        pytest.param(stat.S_IFREG | 0o644, 0o644, id="a file"),
        pytest.param(stat.S_IFDIR | 0o755, 1 << 31 | 0o755, id="a directory"),
        pytest.param(stat.S_IFLNK | 0o777, 1 << 27 | 0o777, id="a link"),
        pytest.param(stat.S_IFIFO | 0o600, 1 << 25 | 0o600, id="a FIFO"),
        pytest.param(stat.S_IFBLK | 0o600, 1 << 26 | 0o600, id="a block device"),
        pytest.param(stat.S_IFCHR | 0o600, 1 << 26 | 1 << 21 | 0o600, id="a character device"),
        pytest.param(stat.S_IFSOCK | 0o755, 0o755, id="a socket: its bit is cleared"),
        pytest.param(stat.S_IFREG | 0o4755, 1 << 23 | 0o755, id="suid"),
        pytest.param(stat.S_IFREG | 0o2755, 1 << 22 | 0o755, id="sgid"),
        pytest.param(stat.S_IFDIR | 0o1777, 1 << 31 | 1 << 20 | 0o777, id="sticky"),
    ],
)
def test_a_mode_is_what_go_makes_of_it(mode: int, go: int) -> None:
    assert sizes.go_mode(mode) == go


@pytest.mark.parametrize(
    ("size", "docker", "buildkit"),
    [
        (0, "0B", "0B"),
        (2, "2B", "2B"),
        (999, "999B", "999B"),
        (1000, "1kB", "1.00kB"),
        (1024, "1.024kB", "1.02kB"),
        (6_940, "6.94kB", "6.94kB"),
        (154_234_567, "154.2MB", "154.23MB"),
        (999_960_000, "1000MB", "999.96MB"),
        (10**9, "1GB", "1.00GB"),
        (3_141_592_653_589, "3.142TB", "3.14TB"),
        (10**27, "1000YB", "1000.00YB"),
    ],
)
def test_a_size_prints_as_docker_and_as_buildkit_print_it(size: int, docker: str, buildkit: str) -> None:
    assert (sizes.human(size), sizes.buildkit_human(size)) == (docker, buildkit)
