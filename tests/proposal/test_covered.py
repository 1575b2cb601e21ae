"""Rules that exclude nothing beyond what others exclude are not written."""

from __future__ import annotations

import pytest

from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.covered import without_covered
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.write_lines import Choice
from tests.proposal.contexts import World


def left(
    patterns: list[str],
    paths: list[str],
    lasting: tuple[str, ...] = (),
    kept: dict[str, str] | None = None,
    excluded: tuple[str, ...] = (),
) -> list[str]:
    """The patterns that stay. kept: pattern -> a path that it spares."""
    matches = Matches(patterns, World(dict.fromkeys(paths, 1)).entries)
    choices = [
        Choice(
            Candidate(pattern, "safe", "why", "record", "heading"),
            1 << number,
            matches.sum(1 << number),
            kept=frozenset({kept[pattern]}) if kept and pattern in kept else frozenset(),
        )
        for number, pattern in enumerate(patterns)
    ]
    found = without_covered(choices, matches, lasting, excluded.__contains__)
    return [choice.candidate.pattern for choice in found]


@pytest.mark.parametrize(
    ("patterns", "paths", "expected"),
    [
        (["a", "**/b"], ["a/b", "a/c", "b"], ["a", "**/b"]),
        (["a", "**/b"], ["a/b", "a/c"], ["a"]),
        (["**/b", "a"], ["a/b", "a/c"], ["a"]),
        (["a", "**/a"], ["a/x"], ["a"]),
        (["a", "b", "c"], ["a/x"], ["a"]),
        (["a/*", "*/x", "*/y"], ["a/x", "a/y", "b/x", "b/y"], ["*/x", "*/y"]),
    ],
)
def test_what_others_exclude_needs_no_rule(
    patterns: list[str], paths: list[str], expected: list[str]
) -> None:
    assert left(patterns, paths) == expected


def test_what_another_rule_spares_is_not_covered_by_it() -> None:
    assert left(["a", "**/b"], ["a/b", "a/c"], kept={"a": "a/b"}) == ["a", "**/b"]


def test_a_rule_for_what_will_come_stays_until_that_is_covered_too() -> None:
    assert left(["a", "**/b"], ["a/b", "a/c"], lasting=("**/b",)) == ["a", "**/b"]
    assert left(["**/.*_cache", "**/.x_cache"], [], lasting=("**/.*_cache", "**/.x_cache")) == ["**/.*_cache"]
    assert left(["**/b"], [], lasting=("**/b",), excluded=("b", "q/b")) == []
    assert left(["**/b"], [], lasting=("**/b",), excluded=("b",)) == ["**/b"]
