"""The patterns inside ${…}: what they match, in Go's way, and how long that takes."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.substitution import PatternError, replaced, without_prefix, without_suffix
from tests.steps import at_most


@pytest.mark.parametrize(
    ("value", "pattern", "shortest", "longest"),
    [
        ("abc", "x", "abc", "abc"),
        ("a.b.c", "*.", "b.c", "c"),
        ("a.b.c", "*", "a.b.c", ""),
        ("abcabc", "?b", "cabc", "cabc"),
        ("a*b", r"a\*", "b", "b"),
        ("a/b}", r"a\/b\}", "", ""),
        ("a\nb", "*b", "a\nb", "a\nb"),
        ("axbxbxc", "a*x*x", "bxc", "c"),
        ("axc", "a*b*c", "axc", "axc"),
        ("", "*", "", ""),
    ],
)
def test_a_prefix_goes(value: str, pattern: str, shortest: str, longest: str) -> None:
    assert without_prefix(value, pattern, False) == shortest
    assert without_prefix(value, pattern, True) == longest


@pytest.mark.parametrize(
    ("value", "pattern", "shortest", "longest"),
    [
        ("abc", "x", "abc", "abc"),
        ("a.b.c", ".*", "a.b", "a"),
        ("v1.2", ".?", "v1", "v1"),
        ("a**", r"\**", "a*", "a"),
        ("안녕하세요", "하*", "안녕", "안녕"),
    ],
)
def test_a_suffix_goes(value: str, pattern: str, shortest: str, longest: str) -> None:
    assert without_suffix(value, pattern, False) == shortest
    assert without_suffix(value, pattern, True) == longest


@pytest.mark.parametrize(
    ("value", "pattern", "replacement", "once", "everywhere"),
    [
        ("abc", "x", "y", "abc", "abc"),
        ("a.b.c", ".", "-", "a-b.c", "a-b-c"),
        ("abc", "*", "y", "y", "y"),
        ("abc", "", "y", "yabc", "yaybycy"),
        ("abab", "a*b", "y", "y", "y"),
        ("ab", "b", "$0$0", "a$0$0", "abb"),
        ("ab", "b", "$x${y}$$", "a$x${y}$$", "a$"),
        ("ab", "b", "$.", "a$.", "a$."),
    ],
)
def test_a_match_is_replaced(value: str, pattern: str, replacement: str, once: str, everywhere: str) -> None:
    assert replaced(value, pattern, replacement, False) == once
    assert replaced(value, pattern, replacement, True) == everywhere


@pytest.mark.parametrize("pattern", ["\\", "\\x", "\\\\\\"])
def test_an_escape_of_nothing_special_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        without_prefix("a", pattern, True)


def test_many_stars_take_no_long_time() -> None:
    with at_most(500_000):
        value, pattern = "a" * 3_000, "*a" * 500 + "*b"
        assert without_prefix(value, pattern, False) == value
        assert without_suffix(value, pattern[::-1], True) == value
