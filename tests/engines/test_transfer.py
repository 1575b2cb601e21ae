"""The sizes that builders print: BuildKit's transfer to the byte, the classic builder's tar, rounded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.builds.of_request import rules_for
from ctxtrim.builds.sent_by_build import with_readded
from ctxtrim.context.transfer_size import buildkit_human, classic_tar_bytes, human, transfer_bytes
from ctxtrim.context.traverse import arriving
from ctxtrim.disk import walk
from ctxtrim.model.context import Request
from tests.engines.conftest import Engines, Plants
from tests.engines.contexts import grow
from tests.engines.expected import expected

pytestmark = pytest.mark.engine

Row = tuple[str, list[str], bytes | None]
TREES: list[Row] = [
    ("one file", ["a"], None),
    ("an empty file has no size", ["a:0", "b:1"], None),
    ("a chunk and its neighbours", ["a:32767", "b:32768", "c:32769", "d:65536"], None),
    ("a large file in many chunks", ["a:3000000", "b:70000"], None),
    ("empty directories", ["a/b/c/", "d/"], None),
    ("links of all lengths", ["a@ b", "c@ " + "x/" * 90, "d@ é"], None),
    ("a name of 255 bytes, and of three alphabets", ["x" * 255, "é", "日本", "файл"], None),
    ("200 entries, so that their numbers grow", [f"{n:03}" for n in range(200)], None),
    ("paths long enough for another byte of length", ["d/" * 60 + "e", "y" * 120], None),
    (
        "paths around the limits of a tar",
        [f"{'p' * n}/{'q' * 60}/r" for n in (37, 38, 93, 94, 95, 160)],
        None,
    ),
    ("modes: suid, sgid, sticky, none", ["a 04755", "b 02755", "c/ 01777", "d 0644", "e 0000"], None),
    ("two names of one file", ["a:5000", "h& a", "z& a"], None),
    ("two names, the first excluded", ["a:5000", "h& a", "z& a"], b"a\n"),
    ("two names of a link", ["a@ " + "x" * 150, "h& a", "i@ " + "x" * 101], None),
    ("two names of a socket", ["s=", "t& s"], None),
    ("a socket", ["s="], None),
    ("directories sent for an exception", ["d/e/f:900", "d/g:900"], b"d\n!d/e/f\n"),
    ("emptied files are announced at full size", ["nm/keep:900", "nm/x"], b"nm\n!nm/keep\nnm\n"),
    ("nothing at all", ["a"], b"**\n"),
]
SPECIALS: list[Row] = [("a FIFO", ["p|"], None), ("two names of a FIFO", ["p|", "q& p"], None)]
if os.geteuid() == 0:
    SPECIALS.append(("a device", ["n%"], None))
TIMES = [
    ("at the epoch", 0),
    ("before it", -1_000_000_001),
    ("long before it", -10_000_000_000),
    ("far ahead", 4_000_000_000_000_000_000),
    ("in the last second of a tar", 8_589_934_591_999_999_999),
    ("after that", 8_589_934_592_000_000_000),
]
IDS = [row[0] for row in TREES]


@pytest.mark.parametrize(
    ("claim", "things", "ignore"), TREES + SPECIALS, ids=[row[0] for row in TREES + SPECIALS]
)
def test_a_transfer_is_foretold_to_the_byte(
    claim: str, things: list[str], ignore: bytes | None, engines: Engines, planted: Plants
) -> None:
    context = planted(things, ignore)
    assert engines("buildkit").arrives(context).transfer_bytes == _transfer(context)


def from_then(context: Path, when: int) -> Path:
    for path in context.rglob("*"):
        os.utime(path, ns=(when, when), follow_symlinks=False)
    return context


@pytest.mark.parametrize(("claim", "when"), TIMES, ids=[row[0] for row in TIMES])
def test_a_transfer_of_files_from_another_time_too(
    claim: str, when: int, engines: Engines, planted: Plants
) -> None:
    context = from_then(planted(["a", "d/b", "l@ a"]), when)
    assert engines("buildkit").arrives(context).transfer_bytes == _transfer(context)


@pytest.mark.parametrize("seed", range(1000, 1020))
def test_a_transfer_of_a_random_context_too(seed: int, engines: Engines, planted: Plants) -> None:
    context = planted(*grow(seed))
    if expected(context, "buildkit").ok:
        assert engines("buildkit").arrives(context).transfer_bytes == _transfer(context)
    else:
        assert not engines("buildkit").arrives(context).ok


@pytest.mark.parametrize(("claim", "things", "ignore"), TREES, ids=IDS)
def test_docker_20_prints_the_transfer_rounded(
    claim: str, things: list[str], ignore: bytes | None, engines: Engines, planted: Plants
) -> None:
    context = planted(things, ignore)
    printed = buildkit_human(transfer_bytes(expected(context, "buildkit-20.10").arrivals))
    assert engines("buildkit-20.10").arrives(context).printed == printed


@pytest.mark.parametrize("builder", ["classic", "classic-20.10"])
@pytest.mark.parametrize(("claim", "things", "ignore"), TREES, ids=IDS)
def test_the_classic_builder_prints_the_size_of_its_tar(
    claim: str, things: list[str], ignore: bytes | None, builder: str, engines: Engines, planted: Plants
) -> None:
    context = planted(things, ignore)
    assert engines(builder).arrives(context).printed == _tar(context, builder)


@pytest.mark.parametrize("builder", ["classic", "classic-20.10"])
@pytest.mark.parametrize(("claim", "when"), TIMES, ids=[row[0] for row in TIMES])
def test_the_tar_of_files_from_another_time_too(
    claim: str, when: int, builder: str, engines: Engines, planted: Plants
) -> None:
    context = from_then(planted(["a", "d/b", "l@ a", "n" * 60 + "/" + "o" * 60]), when)
    assert engines(builder).arrives(context).printed == _tar(context, builder)


def _tar(context: Path, builder: str) -> str:
    rules = rules_for(Request(str(context), builder=builder), str(context / "Dockerfile")).ruleset
    rules = with_readded(rules, "Dockerfile")
    return human(classic_tar_bytes(arriving(walk(str(context), rules), rules)))


def _transfer(context: Path) -> int:
    return transfer_bytes(expected(context, "buildkit").arrivals)
