"""Excluded directories that are entered all the same, as each builder decides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from ctxtrim.matching import prune as pruning
from ctxtrim.matching.ignore_file import MOBY, IgnoreFile
from ctxtrim.matching.pattern import DockerPattern, typed

WAYS: dict[str, Callable[[Sequence[DockerPattern]], pruning.Enters]] = {
    "prefix": pruning.by_prefix,
    "letters": pruning.literally,
    "loose": pruning.loosely,
    "kaniko": pruning.never_skipped,
}
EVERY = frozenset(WAYS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("exceptions", "directory", "entering"),
    [
        pytest.param("", "d", {"kaniko"}, id="without exceptions nothing is entered"),
        pytest.param("!e/f", "d", {"kaniko"}, id="an exception elsewhere opens nothing"),
        pytest.param("!d", "d", EVERY, id="its own exception opens a directory"),
        pytest.param("!d/f", "d", EVERY, id="so does one for a file in it"),
        pytest.param("!d/e/f", "d", EVERY, id="and for one further down"),
        pytest.param("!d/e/f", "d/e", EVERY, id="every directory on the way"),
        pytest.param("!d/e/f", "d/g", {"kaniko"}, id="but no other one"),
        pytest.param("!d", "d/e", {"kaniko"}, id="nothing below the exception, which is eligible anyway"),
        pytest.param("!d/**", "d", EVERY, id="d/** opens d"),
        pytest.param("!d/*", "d", EVERY, id="d/* opens d"),
        pytest.param("!d/**", "e", {"kaniko"}, id="d/** closes the rest"),
        pytest.param("!d/*/**", "d", EVERY, id="d/*/** opens d"),
        pytest.param("!d/*/**", "d/x", {"kaniko"}, id="d/*/** loses both globs: d/x stays closed"),
        pytest.param("!d/*/*", "d/x", {"prefix", "kaniko"}, id="d/*/* loses one: a wildcard, all is open"),
        pytest.param("!**/*.md", "d", {"prefix", "kaniko"}, id="a wildcard opens everything in BuildKit"),
        pytest.param("!docs/**/*.md", "docs", EVERY, id="up to the wildcard letters are enough"),
        pytest.param("!docs/**/*.md", "docs/s", {"prefix", "kaniko"}, id="below it only BuildKit looks"),
        pytest.param("!docs/**/*.md", "src", {"prefix", "kaniko"}, id="and it looks everywhere"),
        pytest.param("!s?c/x", "node_modules", {"prefix", "kaniko"}, id="? is a wildcard"),
        pytest.param("!s[r]c/x", "node_modules", {"prefix", "kaniko"}, id="[ is a wildcard"),
        pytest.param("!a]", "node_modules", {"prefix", "kaniko"}, id="] counts as a wildcard"),
        pytest.param("!a^", "node_modules", {"prefix", "kaniko"}, id="^ counts as a wildcard"),
        pytest.param("!s\\rc", "node_modules", {"prefix", "kaniko"}, id="a backslash counts as a wildcard"),
        pytest.param("!a|b", "node_modules", {"kaniko"}, id="a bar does not, though it is one"),
        pytest.param("!a{1}b", "node_modules", {"kaniko"}, id="nor do braces"),
        pytest.param("!ab/c", "a", {"loose", "kaniko"}, id="buildah compares without a slash"),
        pytest.param("!ab/c", "abc", {"kaniko"}, id="but not beyond the exception"),
        pytest.param("d/*", "d", {"kaniko"}, id="wildcards of plain patterns open nothing"),
        pytest.param("!é/x", "é", EVERY, id="names beyond ASCII"),
    ],
)
def test_an_excluded_directory_is_entered(
    exceptions: str, directory: str, entering: set[str], way: str
) -> None:
    patterns = IgnoreFile.parse(exceptions.encode()).patterns(MOBY, typed)
    assert WAYS[way](patterns)(directory) is (way in entering)


def test_one_wildcard_among_many_exceptions_opens_everything() -> None:
    patterns = IgnoreFile.parse(b"**\n!src\n!**/keep\n").patterns(MOBY, typed)
    assert pruning.by_prefix(patterns)("node_modules")


@pytest.mark.parametrize(
    ("glob", "stem"),
    [
        pytest.param("a/b", "a/b", id="nothing to take"),
        pytest.param("a/**", "a", id="/**"),
        pytest.param("a/*", "a", id="/*"),
        pytest.param("a/*/**", "a", id="/** and then /*"),
        pytest.param("a/**/*", "a/**", id="but not /* and then /**"),
        pytest.param("a**", "a**", id="only whole parts"),
        pytest.param("**", "**", id="never the whole pattern"),
    ],
)
def test_a_trailing_glob_is_taken_off(glob: str, stem: str) -> None:
    assert pruning.without_trailing_glob(glob) == stem
