"""The plain scan: sums that can be checked by hand, for the fast one to be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctxtrim.dialect import DEFAULT
from ctxtrim.model import Ask, Folder, Sum
from ctxtrim.plainscan import scan_plainly, sum_up
from ctxtrim.ruleset import Ruleset
from ctxtrim.sent import Selection, select, traverse_selected
from ctxtrim.traverse import traverse
from tests.commandline import planted
from tests.entries import lister

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
        Folder("", -1, Sum(2, 10), Sum(5, 150), True),
        Folder("d", 0, Sum(1, 20), Sum(2, 60), True),
        Folder("d/e", 1, Sum(1, 40), Sum(1, 40), True),
        Folder("d/empty", 1, Sum(), Sum(), True),
        Folder("x", 0, Sum(), Sum(1, 80), False),
        Folder("x/y", 4, Sum(1, 80), Sum(1, 80), False),
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
