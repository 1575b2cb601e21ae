"""Many patterns at once answer as each of them does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern_index import PatternIndex


def one_by_one(globs: list[str], path: str) -> int:
    """The same answer, the plain way."""
    patterns = [new_pattern(glob, "test") for glob in globs]
    return sum(1 << n for n, pattern in enumerate(patterns) if pattern and pattern.hits(path))


@pytest.mark.parametrize(
    ("glob", "path", "hits"),
    [
        pytest.param("b", "a", False, id="another name"),
        pytest.param("a/b", "a/b", True, id="a literal path"),
        pytest.param("a/b", "x/a/b", False, id="from the root only"),
        pytest.param("**/a", "x/y/a", True, id="a name anywhere"),
        pytest.param("**/a", "a", True, id="at the root too"),
        pytest.param("**/*.py", "x/a.py", True, id="an extension anywhere"),
        pytest.param("**/*.py[co]", "x/a.pyc", True, id="a class of letters"),
        pytest.param("**/x[0-9]", "d/x7", True, id="a range of digits"),
        pytest.param("*.py", "a.py", True, id="one part, at the root"),
        pytest.param("*.py", "x/a.py", False, id="and nowhere else"),
        pytest.param("a/**", "a/b/c", True, id="all below a directory"),
        pytest.param("**/a/*", "x/a/b", True, id="two parts anywhere"),
        pytest.param("**/a[^b]c", "x/a/c", True, id="a negated class takes a slash"),
        pytest.param("a[^b]c", "a/c", True, id="at the root as well"),
        pytest.param("**/a[+-9]c", "x/a/c", True, id="a range can hold a slash"),
        pytest.param("**/a[[:^alpha:]]c", "x/a/c", True, id="a class with a name can"),
        pytest.param("**/a\\Dc", "x/a/c", True, id="an escape can"),
        pytest.param("**/ab|c*", "ab/x/y", True, id="a bar makes half an expression"),
        pytest.param("ab|c*", "abx/y", True, id="at the root as well"),
        pytest.param("**/*^a", "x/a", False, id="a caret is the start of the path, not of the name"),
        pytest.param("**/*.py", "x\ny/a.py", False, id="** does not cross a line end"),
        pytest.param("**/a", "x\ny/a", True, id="before a plain name it does"),
        pytest.param("a\udcff", "a\udcff", False, id="an undecodable pattern never matches"),
        pytest.param("**/\\*", "x/*", True, id="an escaped star"),
        pytest.param("", "a", False, id="no pattern at all"),
    ],
)
def test_a_pattern_among_many_hits(glob: str, path: str, hits: bool) -> None:
    index = PatternIndex.of(["zz", glob, "**/yy*"])
    for _ in "once", "and from memory":
        assert index.hits(path) == 2 * hits
    assert one_by_one(["zz", glob, "**/yy*"], path) == 2 * hits


def test_each_pattern_has_its_bit() -> None:
    index = PatternIndex.of(["a/b", "**/b", "**/*", "x", "a/b", "a/*"])
    assert index.hits("a/b") == 0b110111


GLOBS = st.lists(
    st.lists(
        st.sampled_from(["a", "b", "*", "**", "?", "/", "[ab]", "[^a]", "[a-c]", "\\", "|", "{1}", ".", "^"]),
        min_size=1,
        max_size=6,
    ).map("".join)
    | st.sampled_from(["a", "ab", "*a", "[ab]", "?"]).map("**/".__add__),
    max_size=5,
)
PATHS = st.lists(st.text("ab.\n|", min_size=1, max_size=4), min_size=1, max_size=4).map("/".join)


@given(GLOBS, PATHS)
def test_any_patterns_answer_as_one_by_one(globs: list[str], path: str) -> None:
    try:
        expected = one_by_one(globs, path)
    except CtxtrimError:
        return
    assert PatternIndex.of(globs).hits(path) == expected
