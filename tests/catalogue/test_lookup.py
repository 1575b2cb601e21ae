"""The lookup finds exactly the records that trying each of them would find."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxtrim.catalogue.lookup import Lookup, pattern_of
from tests.catalogue.build_inputs import BUILD_INPUTS
from tests.catalogue.record_rows import ROWS, Row
from tests.effort import examples

NAMED = [row for row in ROWS if row.record.pattern != "**"]
LOOKUP = Lookup(row.record for row in ROWS)


def by_trying(path: str) -> set[str]:
    return {row.record.name for row in NAMED if pattern_of(row.record.pattern).hits(path)}


def found(path: str) -> set[str]:
    return {record.name for record in LOOKUP.hits(path)}


def test_nothing_is_found_for_an_ordinary_path() -> None:
    assert found("src/app.py") == set()


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.record.name)
def test_what_a_record_hits_leads_to_it(row: Row) -> None:
    for path in row.hits:
        steps = [path[: m.start()] for m in re.finditer("/", path)] + [path]
        assert any(row.record.name in found(step) for step in steps)


@pytest.mark.parametrize("path", BUILD_INPUTS)
def test_inputs_of_builds_are_looked_up_as_by_trying(path: str) -> None:
    assert found(path) == by_trying(path)


PIECES = sorted({piece for r in NAMED for hit in r.hits + r.misses for piece in re.split(r"([/.\-_])", hit)})


@settings(max_examples=examples(400))
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join))
def test_any_path_is_looked_up_as_by_trying(path: str) -> None:
    path = "/".join(part for part in path.split("/") if part) or "a"
    assert found(path) == by_trying(path)


@pytest.mark.parametrize("path", ["a\nb.log", "\udcff.pyc", "x/\udcff/node_modules", "a\n~"])
def test_names_of_any_bytes(path: str) -> None:
    assert found(path) == by_trying(path)


def test_no_records_find_nothing() -> None:
    assert Lookup(()).hits("node_modules") == ()


@pytest.mark.parametrize(
    "path", [".log", "a/.sw", "A.LOG", "a.", ".", "..py", "X.TEST.TS", ".env.test", "=a", "*"]
)
def test_names_that_are_all_ending_or_in_capitals(path: str) -> None:
    assert found(path) == by_trying(path)


def test_a_long_list_of_paths_is_looked_up_without_trying_all() -> None:
    tried = Counter(record.name for i in range(2000) for record in LOOKUP._candidates(f"src/m{i}/file{i}.rs"))
    assert len(tried) < 20
