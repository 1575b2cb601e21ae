"""Where the families of matchers agree on a list of patterns, and where they part."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from ctxtrim.go.path import parents
from ctxtrim.matching import judge as judging
from ctxtrim.matching.ignore_file import MOBY, STORAGE, IgnoreFile, Reading
from ctxtrim.matching.pattern import DockerPattern, RejectedPattern, Syntax, old_regexp, storage_regexp, typed
from ctxtrim.matching.verdict import Verdict

Judge = Callable[[Sequence[DockerPattern], str, Verdict], Verdict]

FAMILIES: dict[str, tuple[Judge, Reading, Syntax]] = {
    "today": (judging.using_parent_results, MOBY, typed),
    "20.10": (judging.with_one_parent, MOBY, old_regexp),
    "buildah": (judging.last_hit, STORAGE, storage_regexp),
    "kaniko": (judging.with_one_parent_skipping, MOBY, typed),
}


def patterns(lines: str, reading: Reading = MOBY, syntax: Syntax = typed) -> Sequence[DockerPattern]:
    return IgnoreFile.parse("\n".join(lines.split()).encode()).patterns(reading, syntax)


def walked(family: str, lines: str, path: str) -> Verdict:
    """The verdict on a path, folded from the root, entering everything."""
    judge, reading, syntax = FAMILIES[family]
    verdict = Verdict(True)
    for step in [*parents(path), path]:
        verdict = judge(patterns(lines, reading, syntax), step, verdict)
    return verdict


EVERY, NONE = frozenset(FAMILIES), frozenset[str]()

KEPT = [
    pytest.param("", "a", EVERY, id="no pattern excludes nothing"),
    pytest.param("b", "a", EVERY, id="a pattern for something else changes nothing"),
    pytest.param("a", "a", NONE, id="a pattern excludes"),
    pytest.param("a", "a/b/c", NONE, id="and all that is below"),
    pytest.param("!a", "a", EVERY, id="an exception alone changes nothing"),
    pytest.param("a !a", "a", EVERY, id="an exception brings back"),
    pytest.param("a !a a", "a", NONE, id="the last one counts"),
    pytest.param("!a a", "a", NONE, id="an exception before its pattern is too early"),
    pytest.param("a !a/b", "a/b", EVERY, id="an exception reaches below what is excluded"),
    pytest.param("a !a/b", "a/c", NONE, id="its siblings stay excluded"),
    pytest.param("a !a/b a/b/c", "a/b/c", NONE, id="a pattern after an exception excludes below it again"),
    pytest.param("**/*.md !docs", "docs/x.md", {"20.10", "buildah", "kaniko"}, id="(A) idle exception"),
    pytest.param("**/*.md !docs !docs/**", "docs/x.md", EVERY, id="(A) written as d and d/**"),
    pytest.param("**/*.md !docs/**", "docs/x.md", EVERY, id="(A) written as d/** alone"),
    pytest.param("D !D/c D", "D/c", {"today"}, id="(B) the directory again"),
    pytest.param("D !D/c D", "D/x", NONE, id="(B) its siblings"),
    pytest.param("**/nm !nm/c nm", "nm/c", {"today"}, id="(B) the directory under another name"),
    pytest.param("**/nm nm !nm/c", "nm/c", EVERY, id="(B) written with the exception last"),
    pytest.param("**/c !a/b/c/keep", "a/b/c/other", {"20.10", "kaniko"}, id="only one parent is asked"),
    pytest.param("**/c !a/b/c/keep", "a/b/c/keep", EVERY, id="what is brought back is kept by all"),
]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("lines", "path", "keeping"), KEPT)
def test_a_list_of_patterns_is_folded_as_by(lines: str, path: str, keeping: set[str], family: str) -> None:
    assert walked(family, lines, path).eligible is (family in keeping)


@pytest.mark.parametrize(
    ("path", "eligible"),
    [
        pytest.param("a/node_modules/x", False, id="one level down it is excluded"),
        pytest.param("node_modules", False, id="so is the directory itself"),
        pytest.param("node_modules/x", True, id="but not what is in it at the root"),
        pytest.param("a/b/node_modules/x", True, id="nor two levels down"),
    ],
)
def test_kaniko_excludes_below_a_wildcard_at_one_depth_only(path: str, eligible: bool) -> None:
    assert walked("kaniko", "**/node_modules", path).eligible is eligible


def test_kaniko_excludes_everywhere_below_a_pattern_that_says_so() -> None:
    for path in ("node_modules/x", "a/node_modules/x", "a/b/node_modules/x/y"):
        assert not walked("kaniko", "**/node_modules/**", path).eligible


@pytest.mark.parametrize(
    ("family", "tries"),
    [("today", False), ("kaniko", False), ("20.10", True), ("buildah", True)],
)
def test_a_pattern_that_cannot_change_the_outcome_is_not_tried(family: str, tries: bool) -> None:
    if tries:
        with pytest.raises(RejectedPattern):
            walked(family, "a [z-a]", "a")
    else:
        assert not walked(family, "a [z-a]", "a").eligible


@pytest.mark.parametrize(
    ("lines", "path", "excluded"),
    [
        pytest.param("", "a", False, id="no pattern excludes nothing"),
        pytest.param("a", "a/b/c", True, id="a parent excludes"),
        pytest.param("**/*.md !docs", "docs/x.md", False, id="(A) the path alone is brought back"),
        pytest.param("D !D/c D", "D/c", True, id="(B) the path alone is excluded: it arrives empty"),
        pytest.param("**/nm !nm/c nm", "nm/c", True, id="(B) under another name"),
        pytest.param("D !D/c", "D/c", False, id="an exception that stands last is safe"),
    ],
)
def test_files_are_opened_by_their_path_and_every_parent(lines: str, path: str, excluded: bool) -> None:
    assert judging.or_parent(patterns(lines), path) is excluded


@pytest.mark.parametrize(
    ("family", "lines", "path", "text", "line"),
    [
        pytest.param("today", "a !a/b", "a/c", "a", 1, id="the pattern of a parent"),
        pytest.param("today", "x a !a/b", "a/b", "!a/b", 3, id="the exception that brought it back"),
        pytest.param("today", "a a/b", "a/b", "a", 1, id="the first of two that exclude"),
        pytest.param("today", "a !a a", "a", "a", 3, id="the last change of three"),
        pytest.param("20.10", "a a/b", "a/b", "a", 1, id="20.10: the one that changed it"),
        pytest.param("20.10", "a !a a", "a", "a", 3, id="20.10: the last change of three"),
        pytest.param("buildah", "a !a/b a/b/c", "a/b/c", "a/b/c", 3, id="buildah: the last change"),
        pytest.param("buildah", "a a/b", "a/b", "a", 1, id="buildah: the one that changed it"),
        pytest.param("kaniko", "a !a/b", "a/b", "!a/b", 2, id="kaniko: the exception"),
    ],
)
def test_the_verdict_names_the_pattern_that_changed_it(
    family: str, lines: str, path: str, text: str, line: int
) -> None:
    by = walked(family, lines, path).by
    assert by is not None
    assert (by.text, by.line) == (text, line)


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_named_where_nothing_changed(family: str) -> None:
    assert walked(family, "b !c", "a").by is None


def test_a_bit_is_set_only_where_the_pattern_could_change_something() -> None:
    both = patterns("**/*.md !docs")
    directory = judging.using_parent_results(both, "docs", Verdict(True))
    assert directory == Verdict(True, None, 0)
    file = judging.using_parent_results(both, "docs/x.md", directory)
    assert (file.eligible, file.hits) == (False, 0b01)


def test_an_inherited_bit_counts_where_the_pattern_would_be_skipped() -> None:
    again = patterns("D !D/c D")
    directory = judging.using_parent_results(again, "D", Verdict(True))
    assert directory.hits == 0b001
    kept = judging.using_parent_results(again, "D/c", directory)
    assert (kept.eligible, kept.hits) == (True, 0b011)


def test_an_inherited_bit_of_what_is_excluded_already_changes_nothing() -> None:
    two = patterns("**/f d")
    directory = judging.using_parent_results(two, "d", Verdict(True))
    file = judging.using_parent_results(two, "d/f", directory)
    assert (file.by, file.hits) == (two[0], 0b11)
