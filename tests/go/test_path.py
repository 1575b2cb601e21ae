"""The functions of Go's filepath, by their answers."""

from __future__ import annotations

import pytest

from ctxtrim.go import path as gopath


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [
        ("", "."),
        ("a", "a"),
        ("a/b", "a/b"),
        ("a//b", "a/b"),
        ("a/./b/", "a/b"),
        ("a/../b", "b"),
        ("../a", "../a"),
        ("a/../..", ".."),
        ("/..", "/"),
        ("/../a", "/a"),
        ("//a//", "/a"),
        ("!./a", "!./a"),
    ],
)
def test_clean_gives_the_shortest_path(path: str, cleaned: str) -> None:
    assert gopath.clean(path) == cleaned


@pytest.mark.parametrize(
    ("source", "inside"),
    [("a.txt", "a.txt"), (".", ""), ("/", ""), ("../a.txt", "a.txt"), ("a/./**/*.go", "a/**/*.go")],
)
def test_a_source_never_leaves_the_context(source: str, inside: str) -> None:
    assert gopath.join_context(source) == inside


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("", "", True),
        ("*", "a/b", False),
        ("*", "ab", True),
        ("a*b", "a/b", False),
        ("[\\]]", "]", True),
        ("a*b", "aXXb", True),
        ("a*b*c", "a1b2c", True),
        ("a*b*c", "a1b2", False),
        ("?", "é", True),
        ("?", "/", False),
        ("[a-c]", "b", True),
        ("[^a-c]", "b", False),
        ("[^a]", "/", True),
        ("\\*", "*", True),
        ("a*[", "b", False),
        ("[é]", "é", True),
    ],
)
def test_match_answers_as_go(pattern: str, name: str, matches: bool) -> None:
    assert gopath.match(pattern, name) is matches


@pytest.mark.parametrize("pattern", ["[", "foo[", "[]a]", "[a-]", "[-a]", "a\\", "[\\", "[a", "[\udcff]"])
def test_a_broken_pattern_is_an_error_at_once(pattern: str) -> None:
    with pytest.raises(gopath.BadPattern, match="syntax error in pattern"):
        gopath.match(pattern, ".")


@pytest.mark.parametrize(
    ("name", "wild"),
    [("a", False), ("a*", True), ("\\*", False), ("[a]", True), ("\\\\?", True), ("a\\", False)],
)
def test_an_escaped_wildcard_is_none(name: str, wild: bool) -> None:
    assert gopath.has_wildcard(name) is wild


def test_parents_come_outermost_first() -> None:
    assert gopath.parents("a/b/c") == ["a", "a/b"]
    assert gopath.parents("a") == []
