"""One pattern against one path, quirks of Docker's matcher included."""

from __future__ import annotations

import pathspec
import pytest

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.pattern import DockerPattern, old_regexp, storage_regexp, typed, typed_as_sent

A255 = "a" * 255


@pytest.mark.parametrize(
    ("glob", "path", "hits"),
    [
        ("foo", "foo", True),
        ("foo", "a/foo", False),
        ("foo", "Foo", False),
        ("a+b", "a+b", True),
        ("ab|cd", "ab|cd", True),
        ("x{1}", "x{1}", True),
        ("a/**", "a", False),
        ("a/**", "a/b/c", True),
        ("foo**", "food/x", True),
        ("**", "anything/at/all", True),
        ("**/foo", "foo", True),
        ("**/foo", "a/b/foo", True),
        ("**/foo", "a/xfoo", False),
        ("**foo", "xfoo", True),
        ("*.py", "a.py", True),
        ("*.py", "d/a.py", False),
        ("a?c", "a/c", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a**b", "axb", False),
        ("a**b", "a/xb", False),
        ("a**b", "ab", True),
        ("***", "x/y", True),
        ("**/*", "x/y", True),
        ("d[^x]foo", "d/foo", True),
        ("[!a]", "!", True),
        ("[!a]", "b", False),
        ("foo\\d", "foo1", True),
        ("\\foo", "\foo", True),
        ("[[:alpha:]]", "q", True),
        ("ab|c*", "abXY", True),
        ("ab|c*", "Dockerfilec", True),
        ("a^*", "a^x", False),
        ("x{2}*", "xxy", True),
        ("?", "\udcff", True),
        ("**/a?c", "x\ny/abc", False),
        ("x?y", "x\ny", True),
        ("\\*", "*", True),
        ("*a*a*a*a*a*a*a*a*b", A255, False),
        ("**/a/**/a/**/a/**/b", "a/" * 200 + "a", False),
    ],
)
def test_a_pattern_hits_as_in_patternmatcher(glob: str, path: str, hits: bool) -> None:
    assert typed(glob)(path) is hits


@pytest.mark.parametrize(
    ("glob", "path", "hits"),
    [
        ("a+b", "a+b", False),
        ("a+b", "aab", True),
        ("**foo", "xfoo", False),
        ("**foo", "x/foo", True),
        ("ab|cd", "abX", True),
        ("a.b", "axb", False),
    ],
)
def test_docker_20_10_always_takes_an_expression(glob: str, path: str, hits: bool) -> None:
    assert old_regexp(glob)(path) is hits


def test_buildah_includes_what_is_below() -> None:
    assert storage_regexp("foo")("foo/bar/baz")
    assert not storage_regexp("foo")("foobar")


def test_a_byte_that_is_no_utf8_never_matches_literally_in_buildkit() -> None:
    assert typed("a\udcff")("a\udcff")
    assert not typed_as_sent("a\udcff")("a\udcff")


@pytest.mark.parametrize("glob", ["[z-a]", "f\\oo", "[[:x:]]", "*{2}"])
def test_what_go_cannot_compile_stops_when_it_is_first_used(glob: str) -> None:
    pattern = DockerPattern(glob, False, 7, ".dockerignore", typed)
    with pytest.raises(CtxtrimError, match=r"^\.dockerignore:7: docker rejects .*syntax error in pattern"):
        pattern.hits("x")


def test_a_pathspec_can_hold_our_patterns() -> None:
    patterns = [
        DockerPattern("**/node_modules", False, 1, "f", typed),
        DockerPattern("docs/keep", True, 2, "f", typed),
    ]
    spec = pathspec.PathSpec(patterns, backend="simple")
    assert spec.check_file("a/node_modules").include is True
    assert spec.check_file("docs/keep").index == 1
    assert spec.check_file("src").include is None


def test_the_text_is_what_an_ignore_file_would_hold() -> None:
    assert DockerPattern("a", True, 1, "f", typed).text == "!a"
    assert DockerPattern("a", False, 1, "f", typed).text == "a"
