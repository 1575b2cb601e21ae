"""An ignore file under a dialect: judged down a path, pruned, and asked which files arrive empty."""

from __future__ import annotations

import pytest

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DIALECTS, by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict

BUILDERS = [dialect.name for dialect in DIALECTS]


def rules(lines: str, builder: str = "buildkit") -> Ruleset:
    return Ruleset.read(lines.encode("utf-8", "surrogateescape"), by_name(builder))


@pytest.mark.parametrize("builder", BUILDERS)
def test_an_empty_file_excludes_nothing(builder: str) -> None:
    empty = rules("", builder)
    assert empty.judge_path("a/b") == Verdict(True)
    assert empty.root.eligible
    assert not empty.has_exceptions
    assert not empty.may_empty


@pytest.mark.parametrize(
    ("lines", "path", "keeping"),
    [
        pytest.param("a", "a/b/c", "", id="below an excluded directory nothing is kept"),
        pytest.param("**/d", "d/f", "kaniko", id="kaniko looks into it, and asks for a/d alone"),
        pytest.param("**/d", "a/d/f", "", id="which it finds here"),
        pytest.param("**/d", "a/b/d/f", "kaniko", id="and not here"),
        pytest.param("d\n!d/x/f", "d/x/f", "all", id="an exception is reached through its parents"),
        pytest.param("*\n!**/*.md", "a/b.md", "buildkit kaniko", id="a wildcard exception: BuildKit alone"),
        pytest.param("*\n!docs/**/*.md", "docs/b.md", "all", id="as far as its letters go, all"),
        pytest.param("*\n!docs/**/*.md", "docs/s/b.md", "buildkit kaniko", id="further down BuildKit alone"),
        pytest.param("d\n!d/*/**", "d/x/f", "kaniko", id="d/*/** is lost in every builder that prunes"),
        pytest.param("d\n!d/**", "d/x/f", "all", id="d/** is found by all"),
        pytest.param("d\n!d/*/*", "d/x/f", "buildkit kaniko", id="d/*/* by BuildKit"),
        pytest.param("*\n!*/\n!*.md", "a.txt", "all", id="git's idiom excludes nothing"),
        pytest.param("*\n!*/\n!*.md", "a/b.txt", "all", id="nor anything below"),
        pytest.param("build/", "build", "", id="a trailing slash is not only for directories"),
        pytest.param("*\n/!n", "n", "all-buildah", id="a slash hides an exception"),
        pytest.param("*\n\\!n", "n", "", id="a backslash makes a name of it"),
        pytest.param("\\!n", "!n", "", id="which excludes that name"),
        pytest.param("a\udcff", "a\udcff", "buildkit", id="an undecodable name gets lost on BuildKit's wire"),
        pytest.param("**/*.md\n!docs", "docs/x.md", "buildah buildkit-20.10 classic-20.10 kaniko", id="(A)"),
    ],
)
def test_a_path_is_eligible_for(lines: str, path: str, keeping: str) -> None:
    got = {name for name in BUILDERS if rules(lines, name).judge_path(path).eligible}
    want = {"all": set(BUILDERS), "all-buildah": set(BUILDERS)}.get(keeping, set(keeping.split()))
    assert got == want


@pytest.mark.parametrize(
    ("lines", "directory", "enters"),
    [
        pytest.param("x", "d", True, id="what is eligible is entered"),
        pytest.param("d", "d", False, id="what is excluded is not"),
        pytest.param("d\n!e/f", "d", False, id="an exception elsewhere changes nothing"),
        pytest.param("node_modules\n!**/keep", "node_modules", True, id="one wildcard exception opens all"),
        pytest.param("node_modules\n!src/*.md", "node_modules", True, id="so does a wildcard in a name"),
        pytest.param("node_modules\n!s\\rc", "node_modules", True, id="and a backslash"),
        pytest.param("node_modules\n!src", "node_modules", False, id="a plain exception does not"),
        pytest.param("node_modules\n!src/**", "node_modules", False, id="nor src/**"),
        pytest.param("node_modules\n!src/*", "node_modules", False, id="nor src/*"),
        pytest.param("node_modules\n!dir/file", "node_modules", False, id="nor a file's path"),
        pytest.param("d/**", "d", True, id="d/** excludes what is in d, not d"),
    ],
)
def test_a_directory_is_entered(lines: str, directory: str, enters: bool) -> None:
    read = rules(lines)
    assert read.enters(directory, read.judge(directory, read.root)) is enters


@pytest.mark.parametrize(
    ("lines", "path", "empties"),
    [
        pytest.param("nm\n!nm/keep\nnm", "nm/keep", True, id="a directory excluded again"),
        pytest.param("**/nm\n!nm/c\nnm", "nm/c", True, id="under another name"),
        pytest.param("nm\n!nm/keep", "nm/keep", False, id="an exception that stands last is safe"),
        pytest.param("nm\n!nm/keep\nother", "nm/keep", False, id="a later pattern for something else"),
        pytest.param("nm", "a", False, id="without exceptions never"),
    ],
)
def test_a_kept_file_arrives_empty(lines: str, path: str, empties: bool) -> None:
    read = rules(lines)
    assert read.judge_path(path).eligible
    assert read.empties(path) is empties


@pytest.mark.parametrize("builder", [name for name in BUILDERS if name != "buildkit"])
def test_in_no_other_builder_a_file_arrives_empty_by_its_rules(builder: str) -> None:
    assert not rules("nm\n!nm/keep\nnm", builder).empties("nm/keep")


def test_a_pattern_after_an_exception_is_what_it_takes() -> None:
    assert not rules("a\n!b").may_empty
    assert rules("a\n!b\nc").may_empty


@pytest.mark.parametrize("builder", [name for name in BUILDERS if name != "kaniko"])
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param("a\n[\n", ".dockerignore:2: docker rejects '['", id="an open class"),
        pytest.param("a\n!\n", ".dockerignore:2: docker rejects a lone '!'", id="a lone exception mark"),
        pytest.param("!a\\\n", ".dockerignore:1: docker rejects '!a\\\\'", id="a trailing backslash"),
    ],
)
def test_a_bad_pattern_stops_the_reading(lines: str, said: str, builder: str) -> None:
    with pytest.raises(CtxtrimError) as raised:
        rules(lines, builder)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize("builder", [name for name in BUILDERS if name != "kaniko"])
def test_what_cannot_be_compiled_stops_where_it_is_tried(builder: str) -> None:
    read = rules("[z-a]", builder)
    with pytest.raises(CtxtrimError, match="syntax error in pattern"):
        read.judge("a", read.root)


@pytest.mark.parametrize(
    ("lines", "eligible"),
    [
        pytest.param("[z-a]", True, id="what a bad pattern is tried on is kept"),
        pytest.param("*\n[z-a]", False, id="it is not tried on what is excluded already"),
        pytest.param("*\n[", True, id="one that is seen at once takes all rules with it"),
        pytest.param("*\n!", True, id="so does a lone mark"),
    ],
)
def test_kaniko_goes_on_past_a_bad_pattern(lines: str, eligible: bool) -> None:
    assert rules(lines, "kaniko").judge_path("b").eligible is eligible


def test_kaniko_too_stops_at_a_line_that_cannot_be_read() -> None:
    with pytest.raises(CtxtrimError, match="token too long"):
        rules("x" * 65_536, "kaniko")


@pytest.mark.parametrize(
    ("builder", "limit"), [(name, 0 if name == "buildah" else 65_536) for name in BUILDERS]
)
def test_a_line_may_have_this_many_bytes(builder: str, limit: int) -> None:
    rules("x" * 65_535, builder)
    if limit:
        with pytest.raises(CtxtrimError, match="65536 bytes or more"):
            rules("x" * limit, builder)
    else:
        rules("x" * 200_000, builder)


def test_a_verdict_by_itself_is_that_of_a_walk() -> None:
    read = rules("d\n!d/e/f\n**/*.md")
    for path, eligible in [("d/e/f", True), ("d/e/g", False), ("d/e", False), ("d/x.md/f", False)]:
        assert read.judge_path(path).eligible is eligible, path


def test_what_lies_below_a_pruned_directory_has_its_verdict() -> None:
    verdict = rules("d\n!x/y").judge_path("d/e/f")
    assert verdict.by is not None
    assert (verdict.eligible, verdict.by.text) == (False, "d")
