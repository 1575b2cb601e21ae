"""The order of a walk, what of it arrives, and how special files do, builder by builder."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctxtrim.context.traverse import Arrival, Lister, arriving, traverse
from ctxtrim.matching.builders import DIALECTS, by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry
from tests.entries import entry, lister

BUILDERS = [dialect.name for dialect in DIALECTS]
Contents = Mapping[str, int | str]


def rules(lines: str, builder: str = "buildkit") -> Ruleset:
    return Ruleset.read(lines.encode(), by_name(builder))


def arrived(lines: str, contents: Contents, builder: str = "buildkit") -> dict[str, Arrival]:
    read = rules(lines, builder)
    found = list(arriving(traverse(lister(contents), read), read))
    by_path = {arrival.entry.path: arrival for arrival in found}
    assert len(by_path) == len(found), "nothing arrives twice"
    return by_path


def visited(lines: str, contents: Contents, builder: str = "buildkit") -> list[str]:
    return [found.path for found, _ in traverse(lister(contents), rules(lines, builder))]


@pytest.mark.parametrize(
    ("contents", "order"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"b": 1, "a": 1, "B": 1}, ["B", "a", "b"], id="bytes, not letters"),
        pytest.param({"a.txt": 1, "a/b": 1, "a-": 1}, ["a", "a/b", "a-", "a.txt"], id="parents come first"),
        pytest.param({"é": 1, "z": 1, "\udcff": 1}, ["z", "é", "\udcff"], id="undecodable bytes last"),
        pytest.param({"\uffff": 1, "\U0001f600": 1}, ["\uffff", "\U0001f600"], id="UTF-8, not UTF-16"),
        pytest.param({"a/b/c": 1, "a/d": 1}, ["a", "a/b", "a/b/c", "a/d"], id="down before on"),
    ],
)
def test_a_walk_takes_each_directory_in_byte_order(contents: Contents, order: list[str]) -> None:
    assert visited("", contents) == order


def test_an_excluded_directory_is_seen_and_not_entered() -> None:
    assert visited("d", {"d/e/f": 1, "g": 1}) == ["d", "g"]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        pytest.param("node_modules", 2, id="a plain pattern"),
        pytest.param("node_modules\n!src", 2, id="a plain exception keeps doors closed"),
        pytest.param("node_modules\n!**/x", 202, id="a wildcard exception opens them all"),
        pytest.param("node_modules/**", 102, id="dir/** looks into dir, but not into what it excludes there"),
    ],
)
def test_pruning_saves_visits(lines: str, count: int) -> None:
    contents = {f"node_modules/p{n}/f": 1 for n in range(100)} | {"src": 1}
    assert len(visited(lines, contents)) == count


def test_a_link_is_never_entered() -> None:
    called: list[str] = []
    children = lister({"d/f": 1, "l": "-> d"})

    def listing(directory: str) -> list[Entry]:
        called.append(directory)
        return list(children(directory))

    read = rules("")
    assert [e.path for e, _ in traverse(listing, read)] == ["d", "d/f", "l"]
    assert called == ["", "d"]


def test_a_tree_deeper_than_the_recursion_limit_is_walked() -> None:
    path = "/".join(["d"] * 5_000)
    assert len(arrived("x", {path: 1})) == 5_000


@pytest.mark.parametrize(
    ("lines", "contents", "arriving"),
    [
        pytest.param("", {"a": 1, "d/b": 1}, ["a", "d", "d/b"], id="without rules everything"),
        pytest.param("a", {"a": 1, "b": 1}, ["b"], id="what is excluded does not"),
        pytest.param("", {"d/e": "dir"}, ["d", "d/e"], id="empty directories do"),
        pytest.param("d/**", {"d/e": 1}, ["d"], id="d/** leaves an empty directory"),
        pytest.param("d\n!d/e/f", {"d/e/f": 1, "d/e/g": 1, "d/h": 1}, ["d", "d/e", "d/e/f"], id="parents"),
        pytest.param("d\n!d/e", {"d/a/b": 1, "d/e": 1}, ["d", "d/e"], id="but not those left again"),
        pytest.param("*\n!c/d", {"a/b": 1, "c/d": 1, "e/f": 1}, ["c", "c/d"], id="nor those on the side"),
        pytest.param("d\n!d/a\n!d/c", {"d/a": 1, "d/b": 1, "d/c": 1}, ["d", "d/a", "d/c"], id="only once"),
        pytest.param("*\n!a/x\n!ab/f", {"a/b": 1, "ab/f": 1}, ["ab", "ab/f"], id="nor a namesake's start"),
        pytest.param("d\n!d/nothing", {"d/a": 1}, [], id="a directory entered in vain stays out"),
    ],
)
def test_entries_arrive_in_buildkit(lines: str, contents: Contents, arriving: list[str]) -> None:
    assert list(arrived(lines, contents)) == arriving


def test_20_10_sends_every_directory_that_it_enters() -> None:
    contents = {"d/a": 1, "d/e/f": 1}
    assert list(arrived("d\n!d/nothing", contents, "buildkit-20.10")) == ["d"]
    assert list(arrived("d\n!d/e/x", contents, "buildkit-20.10")) == ["d", "d/e"]


def test_emptied_files_arrive_without_bytes() -> None:
    found = arrived("nm\n!nm/keep\nnm", {"nm/keep": 900, "nm/x": 1})
    assert [(a.entry.path, a.kind, a.emptied, a.size) for a in found.values()] == [
        ("nm", "dir", False, 0),
        ("nm/keep", "file", True, 0),
    ]


@pytest.mark.parametrize("builder", [name for name in BUILDERS if name != "buildkit"])
def test_no_other_builder_empties_a_file_by_its_rules(builder: str) -> None:
    found = arrived("nm\n!nm/keep\nnm", {"nm/keep": 900}, builder)
    assert not any(a.emptied for a in found.values())


def one(what: Entry) -> Lister:
    return lambda directory: [] if directory else [what]


THINGS = {
    "link": entry("x", "-> /nowhere"),
    "fifo": entry("x", "fifo"),
    "socket": entry("x", "socket"),
    "device": Entry("x", "device", 0, 0o20644, 1, rdev=0x103),
    "unreadable": entry("x", 5)._replace(trouble="unreadable"),
    "unreadable and empty": entry("x", 0)._replace(trouble="unreadable"),
    "unreadable dir": entry("x", "dir")._replace(trouble="unreadable dir"),
    "empty dir": entry("x", "dir"),
}
ALL_LINKS = dict.fromkeys(BUILDERS, "link")
ARRIVING = [
    ("link", ALL_LINKS),
    ("fifo", dict.fromkeys(BUILDERS, "fifo") | {"buildkit-20.10": "absent"}),
    (
        "socket",
        {
            "buildkit": "file",
            "buildkit-20.10": "file",
            "classic": "absent",
            "classic-20.10": "absent",
            "buildah": "absent",
            "kaniko": "socket",
        },
    ),
    ("device", dict.fromkeys(BUILDERS, "device") | {"buildkit-20.10": "file"}),
    ("empty dir", dict.fromkeys(BUILDERS, "dir")),
]


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(("thing", "arrivals"), ARRIVING, ids=[row[0] for row in ARRIVING])
def test_a_special_file_arrives_as(thing: str, arrivals: dict[str, str], builder: str) -> None:
    read = rules("", builder)
    found = [(a.kind, a.emptied, a.size) for a in arriving(traverse(one(THINGS[thing]), read), read)]
    kind = arrivals[builder]
    assert found == ([] if kind == "absent" else [(kind, False, 0)])


@pytest.mark.parametrize("builder", ["buildkit", "buildkit-20.10"])
@pytest.mark.parametrize(("thing", "emptied"), [("unreadable", True), ("unreadable and empty", False)])
def test_an_unreadable_file_arrives_empty_in_buildkit(thing: str, emptied: bool, builder: str) -> None:
    read = rules("", builder)
    (arrival,) = arriving(traverse(one(THINGS[thing]), read), read)
    assert (arrival.kind, arrival.emptied, arrival.size) == ("file", emptied, 0)


@pytest.mark.parametrize("thing", ["unreadable", "unreadable dir"])
@pytest.mark.parametrize("builder", BUILDERS)
def test_what_stops_a_build_is_listed_as_it_is(thing: str, builder: str) -> None:
    read = rules("", builder)
    if read.dialect.specials[thing] == "fails":
        (arrival,) = arriving(traverse(one(THINGS[thing]), read), read)
        assert (arrival.entry, arrival.emptied) == (THINGS[thing], False)
    else:
        assert (builder.startswith("buildkit"), thing) == (True, "unreadable")


def test_a_dropped_file_brings_no_parents() -> None:
    assert list(arrived("d\n!d/s", {"d/s": "socket"}, "classic")) == []
    assert list(arrived("d\n!d/s", {"d/s": "socket"})) == ["d", "d/s"]


def test_an_excluded_special_file_does_not_arrive() -> None:
    for thing in THINGS.values():
        read = rules("x")
        assert not list(arriving(traverse(one(thing), read), read))
