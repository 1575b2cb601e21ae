"""A bit for each rule, on each path that it or a parent's match keeps out."""

from __future__ import annotations

from ctxtrim.model.context import Sum
from ctxtrim.proposal.matched_by import Matches
from tests.proposal.contexts import World

WORLD = World({"a/x.log": 5, "a/b/y.log": 7, "a/b/z.txt": 11, "c.log": 13, "empty/": 0})
MARKS = Matches(["**/*.log", "a/b", "nothing"], WORLD.entries)
LOGS, FOLDER, NOTHING = 1, 2, 4


def test_a_rule_marks_what_it_matches_and_all_below() -> None:
    assert set(MARKS.files(LOGS)) == {"a/x.log", "a/b/y.log", "c.log"}
    assert set(MARKS.files(FOLDER)) == {"a/b/y.log", "a/b/z.txt"}
    assert not list(MARKS.files(NOTHING))


def test_sums() -> None:
    assert MARKS.sum(LOGS) == Sum(3, 25)
    assert MARKS.sum(FOLDER) == Sum(2, 18)
    assert MARKS.sum(NOTHING) == Sum()


def test_paths_that_are_not_there_are_marked_as_if_they_were() -> None:
    assert MARKS.of("a/b/new/deep.log") == LOGS | FOLDER
    assert MARKS.of("a/b") == FOLDER
    assert MARKS.of("gone/x.log/y") == LOGS
    assert MARKS.of("src/main.py") == 0
