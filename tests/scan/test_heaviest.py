"""Heavy paths are disjoint, and named where the weight lies."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.context.traverse import traverse
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.scan import Ask, Scan
from ctxtrim.scan.heaviest import heaviest
from ctxtrim.scan.reference import sum_up
from tests.entries import lister

EVERYTHING = Ruleset((), DEFAULT)


def scanned(contents: Mapping[str, int | str], top: int = 50) -> Scan:
    return sum_up(traverse(lister(contents), EVERYTHING), EVERYTHING, Ask(top=top))


def named(contents: Mapping[str, int | str], top: int = 12) -> list[str]:
    return [heavy.path for heavy in heaviest(scanned(contents), top)]


MANY = {f"images/{n}.png": 10 for n in range(100)}
VENV = {".venv/lib/python3/site-packages/big.so": 900, ".venv/pyvenv.cfg": 1}


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        pytest.param({}, [], id="nothing is heavy in nothing"),
        pytest.param({"empty": 0}, [], id="a file of no bytes is not"),
        pytest.param({"a": 1, "b": 3, "c": 2}, ["b", "c", "a"], id="heaviest first"),
        pytest.param({"b": 1, "a": 1}, ["a", "b"], id="equal ones by name"),
        pytest.param({"a/b/c/big": 99, "x": 1}, ["a/b/c/big", "x"], id="a chain leads to what is big"),
        pytest.param({**MANY, "x": 20}, ["images", "x"], id="many small things are their directory"),
        pytest.param({**VENV, "x": 9}, [".venv", "x"], id="a name that says what it is stays closed"),
        pytest.param(
            {"d/a": 50, "d/b": 40, "d/c": 1}, ["d/a", "d/b", "d/c"], id="few that hold most stand for it"
        ),
        pytest.param(
            {"d/a/x": 5, "d/a/y": 4, "d/b/z": 3}, ["d/a/x", "d/a/y", "d/b/z"], id="in both branches"
        ),
    ],
)
def test_named(contents: Mapping[str, int | str], expected: list[str]) -> None:
    assert named(contents) == expected


def test_no_more_than_asked_for() -> None:
    assert named({str(n): n for n in range(1, 100)}, top=3) == ["99", "98", "97"]


def test_a_directory_says_how_many_files_it_holds() -> None:
    images = heaviest(scanned(MANY), 1)[0]
    assert (images.kind, images.bytes, images.files) == ("dir", 1000, 100)


PATHS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5).map("/".join)


@given(st.dictionaries(PATHS, st.integers(0, 1000), max_size=30), st.integers(1, 10), st.integers(1, 20))
def test_no_byte_is_named_twice(files: dict[str, int], remembered: int, top: int) -> None:
    contents: dict[str, int | str] = {
        path: size for path, size in files.items() if not any(p.startswith(path + "/") for p in files)
    }
    found = heaviest(scanned(contents, remembered), top)
    paths = [heavy.path for heavy in found]
    assert not any(other.startswith(path + "/") for path in paths for other in paths)
    assert len(set(paths)) == len(paths) <= top
    for heavy in found:
        below = [s for p, s in contents.items() if p == heavy.path or p.startswith(heavy.path + "/")]
        assert heavy.bytes == sum(map(int, below))
