"""The plain scan: sums that can be checked by hand, for the fast one to be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ctxtrim.context.selection import Selection, select, traverse_selected
from ctxtrim.context.traverse import traverse
from ctxtrim.matching.builders import DEFAULT, by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Sum
from ctxtrim.model.scan import Ask, Folder
from ctxtrim.scan.reference import sum_up
from tests.commandline import planted
from tests.entries import entry, lister
from tests.scan.plain_scan import scan_plainly

TREE: Mapping[str, int | str] = {
    "a.py": 10,
    "d/b.py": 20,
    "d/e/c.csv": 40,
    "d/empty": "dir",
    "x/y/keep": 80,
    "x/y/z": 160,
    "s": "socket",
}
RULES = Ruleset.read(b"x\n!x/y/keep\n", DEFAULT)


def test_sums() -> None:
    scan = sum_up(traverse(lister(TREE), RULES), RULES, Ask(top=2, names=frozenset({"keep", "e", "z"})))
    assert scan.eligible == Sum(5, 150)
    assert scan.largest == ((80, "x/y/keep"), (40, "d/e/c.csv"))
    assert scan.found == ("d/e", "x/y/keep")
    assert scan.kinds == {"spreadsheets and data": (1, 40), "source": (2, 30), "other": (2, 80)}
    assert [entry.path for entry in scan.troubles] == ["s"]
    assert (scan.excluded, scan.entered) == (None, 2)


def test_folders_are_summed_up_to_the_root() -> None:
    scan = sum_up(traverse(lister(TREE), RULES), RULES, Ask())
    assert scan.folders == (
        Folder("", -1, Sum(5, 150), True),
        Folder("d", 0, Sum(2, 60), True),
        Folder("d/e", 1, Sum(1, 40), True),
        Folder("d/empty", 1, Sum(), True),
        Folder("x", 0, Sum(1, 80), False),
        Folder("x/y", 4, Sum(1, 80), False),
    )


def test_folders_of_a_selection_are_those_on_the_way() -> None:
    children = lister(TREE)
    selection = select(("d/e",), children)
    assert isinstance(selection, Selection)
    scan = sum_up(traverse_selected(children, RULES, selection), RULES, Ask())
    assert [(f.path, f.total) for f in scan.folders] == [("", (1, 40)), ("d", (1, 40)), ("d/e", (1, 40))]


def test_what_is_excluded_is_measured_on_request(tmp_path: Path) -> None:
    planted(tmp_path, {"a": 1, "out/b": 2, "out/deep/c": 4, "x.pyc": 8})
    ruleset = Ruleset.read(b"out\n*.pyc\n", DEFAULT)
    assert scan_plainly(str(tmp_path), ruleset, Ask()).excluded is None
    assert scan_plainly(str(tmp_path), ruleset, Ask(excluded=True)).excluded == Sum(3, 14)


def test_what_lies_below_excluded_directories_that_are_entered_is_measured_too(tmp_path: Path) -> None:
    planted(tmp_path, {"out/b": 2, "out/keep/c": 4, "out/deep/d": 8})
    ruleset = Ruleset.read(b"out\n!out/keep\n", DEFAULT)
    scan = scan_plainly(str(tmp_path), ruleset, Ask(excluded=True))
    assert (scan.eligible, scan.excluded, scan.entered) == (Sum(1, 4), Sum(2, 10), 1)


def test_the_largest_are_by_size_and_then_by_path() -> None:
    tree: Mapping[str, int | str] = {"b": 5, "a": 5, "ab": 5, "c": 9, "none": 0}
    everything = Ruleset.read(b"", DEFAULT)
    scan = sum_up(traverse(lister(tree), everything), everything, Ask(top=9))
    assert scan.largest == ((9, "c"), (5, "ab"), (5, "a"), (5, "b"))


def test_emptied_files_count_with_what_they_are_on_the_disk() -> None:
    again = Ruleset.read(b"nm\n!nm/keep\nnm\n", DEFAULT)
    scan = sum_up(traverse(lister({"nm/keep": 900, "nm/x": 1}), again), again, Ask())
    assert (scan.eligible, scan.emptied) == (Sum(1, 900), ("nm/keep",))


CLOSED = {"d": entry("d", "dir")._replace(trouble="unreadable dir"), "f": entry("f", 3)}


@pytest.mark.parametrize(
    ("lines", "builder", "told"),
    [
        pytest.param("", "buildkit", ["d"], id="eligible: it stops"),
        pytest.param("d", "buildkit", [], id="excluded and pruned: BuildKit does not look"),
        pytest.param("d", "classic", ["d"], id="excluded: the classic builder looks all the same"),
        pytest.param("d\n!d/x", "buildkit", ["d"], id="excluded and entered for an exception"),
        pytest.param("d/**", "buildkit", ["d"], id="d/** leaves d eligible"),
    ],
)
def test_a_directory_that_may_not_be_read_is_told_where_it_stops_a_build(
    lines: str, builder: str, told: list[str]
) -> None:
    rules = Ruleset.read(lines.encode(), by_name(builder))
    visits = traverse(lambda directory: [] if directory else list(CLOSED.values()), rules)
    assert [trouble.path for trouble in sum_up(visits, rules, Ask()).troubles] == told
