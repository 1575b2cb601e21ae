"""Lists: a name a line, JSON that can be read as it comes, and what ncdu opens."""

from __future__ import annotations

import json

import pytest

from ctxtrim.context.traverse import Arrival, arriving, traverse
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.render.listing import Look, as_json, names, ncdu, plain
from tests.entries import lister

CONTENTS = {"a\nb": 5, "d/x": 1500, "d/link": "-> x", "d/pipe": "fifo", "s": "socket", "\udcff": 0}
RULES = Ruleset((), DEFAULT)


@pytest.fixture
def arrivals() -> list[Arrival]:
    return list(arriving(traverse(lister(CONTENTS), RULES), RULES))


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        pytest.param(Look(), b"$'a\\nb'\nd/link\nd/pipe\nd/x\ns\n\xff\n", id="plain"),
        pytest.param(Look(dirs=True), b"$'a\\nb'\nd/\nd/link\nd/pipe\nd/x\ns\n\xff\n", id="directories"),
        pytest.param(Look(null=True), b"a\nb\0d/link\0d/pipe\0d/x\0s\0\xff\0", id="NUL: the very names"),
    ],
)
def test_plain(arrivals: list[Arrival], look: Look, expected: bytes) -> None:
    assert b"".join(plain(arrivals, look)) == expected


def test_long_says_size_and_kind_as_they_arrive(arrivals: list[Arrival]) -> None:
    rows = [line.split() for line in b"".join(plain(arrivals, Look(long=True))).splitlines()]
    assert [row[:2] for row in rows[:5]] == [
        [b"5B", b"file"],
        [b"-", b"link"],
        [b"-", b"fifo"],
        [b"1.5kB", b"file"],
        [b"0B", b"file"],
    ]


def test_long_says_what_arrives_empty(arrivals: list[Arrival]) -> None:
    lost = [arrivals[0]._replace(emptied=True, size=0)]
    assert b"".join(plain(lost, Look(long=True))).split()[:2] == [b"0B", b"emptied"]


@pytest.mark.parametrize("null", [True, False])
@pytest.mark.parametrize(
    "runs",
    [
        pytest.param([[]], id="none"),
        pytest.param([["a", "d/b"], ["c"]], id="plain ones"),
        pytest.param([["a\nb", "é"], ["\udcff", "x\x1b"]], id="odd ones"),
    ],
)
def test_names_in_runs_look_as_one_by_one(runs: list[list[str]], null: bool) -> None:
    entries = [arrival for run in runs for arrival in map(_file, run)]
    assert b"".join(names(runs, null)) == b"".join(plain(entries, Look(null=null)))


def _file(path: str) -> Arrival:
    from tests.entries import entry

    return Arrival(entry(path, 1), "file", False, 1)


def test_json_keeps_every_name(arrivals: list[Arrival]) -> None:
    found = json.loads(b"".join(as_json(arrivals, Look(), {"schema": "x/1"})))
    assert found["schema"] == "x/1"
    assert [row["path"] for row in found["entries"]] == ["a\nb", "d/link", "d/pipe", "d/x", "s", "\udcff"]
    assert found["entries"][3] == {"path": "d/x", "kind": "file", "bytes": 1500}


def test_json_of_nothing_is_json() -> None:
    assert json.loads(b"".join(as_json([], Look(), {"schema": "x/1"})))["entries"] == []


def test_ncdu_nests_directories(arrivals: list[Arrival]) -> None:
    data = b"".join(ncdu(arrivals, "/ctx"))
    major, minor, about, tree = json.loads(data.decode("utf-8", "surrogateescape"))
    assert (major, minor, about["progname"]) == (1, 2, "ctxtrim")
    root, first, directory, *rest = tree
    assert (root, first) == ({"name": "/ctx"}, {"name": "a\nb", "asize": 5, "dsize": 5})
    assert [row["name"] for row in directory] == ["d", "link", "pipe", "x"]
    assert directory[2] == {"name": "pipe", "notreg": True}
    assert [row["name"] for row in rest] == ["s", "\udcff"]


def test_ncdu_closes_directories_whose_names_begin_alike() -> None:
    contents = {"a/b/x": 1, "a/bc/y": 2, "a-": 3}
    found = arriving(traverse(lister(contents), RULES), RULES)
    tree = json.loads(b"".join(ncdu(found, "/")))[3]
    folder, file = tree[1:]
    assert (folder[0]["name"], file["name"]) == ("a", "a-")
    assert [row[0]["name"] for row in folder[1:]] == ["b", "bc"]
