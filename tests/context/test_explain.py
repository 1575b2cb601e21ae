"""Why a path is sent or not: the pattern, the directory it matches, and what is lost on the way."""

from __future__ import annotations

import pytest

from ctxtrim.context.explain import explain, takes
from ctxtrim.context.selection import Selection, select
from ctxtrim.matching.builders import by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry
from tests.entries import entry, lister


def said(ignore: str, path: str, what: int | str = 5, builder: str = "buildkit") -> tuple[str, str, str]:
    """(outcome, deciding pattern, directory that it matches)."""
    ruleset = Ruleset.read(ignore.encode(), by_name(builder))
    reason = explain(entry(path, what), ruleset, ".dockerignore")
    return reason.outcome, reason.by.removeprefix(".dockerignore:"), reason.through


@pytest.mark.parametrize(
    ("ignore", "path", "expected"),
    [
        pytest.param("", "a", ("eligible", "", ""), id="no rules"),
        pytest.param("b", "a", ("eligible", "", ""), id="no rule matches"),
        pytest.param("# note\n\na", "a", ("excluded", "3: a", ""), id="lines are those of the file"),
        pytest.param(
            "node_modules", "node_modules/x/y", ("excluded", "1: node_modules", "node_modules"), id="above"
        ),
        pytest.param("**/x", "a/x/b/x", ("excluded", "1: **/x", "a/x"), id="the topmost directory is named"),
        pytest.param("*\n!src", "src/a", ("eligible", "2: !src", "src"), id="an exception"),
        pytest.param("a\n!a\na", "a", ("excluded", "3: a", ""), id="the last that changes anything"),
        pytest.param("a\na", "a", ("excluded", "1: a", ""), id="a repetition changes nothing"),
    ],
)
def test_decided(ignore: str, path: str, expected: tuple[str, str, str]) -> None:
    assert said(ignore, path) == expected


@pytest.mark.parametrize(
    ("builder", "what", "expected"),
    [
        pytest.param("buildkit", "socket", "empty", id="a socket arrives as an empty file"),
        pytest.param("classic", "socket", "dropped", id="the classic builder leaves it out"),
        pytest.param("buildkit", "fifo", "eligible", id="a FIFO is sent as it is"),
        pytest.param("buildkit-20.10", "fifo", "dropped", id="not by an old BuildKit"),
    ],
)
def test_specials(builder: str, what: str, expected: str) -> None:
    assert said("", "x", what, builder)[0] == expected


@pytest.mark.parametrize(
    ("trouble", "kind", "builder", "expected"),
    [
        pytest.param("unreadable", "file", "buildkit", "emptied", id="an unreadable file loses its bytes"),
        pytest.param("unreadable", "file", "classic", "fails", id="or stops the build"),
        pytest.param("unreadable dir", "dir", "buildkit", "fails", id="an unreadable directory stops it"),
        pytest.param("too long", "file", "buildkit", "fails", id="so does a path too long to open"),
        pytest.param("too deep", "file", "buildkit", "fails", id="and one below it"),
    ],
)
def test_troubles(trouble: str, kind: str, builder: str, expected: str) -> None:
    odd = Entry("x", kind, 7, trouble=trouble)
    assert explain(odd, Ruleset((), by_name(builder)), "").outcome == expected


def test_a_file_that_only_its_directory_excludes_has_a_reason() -> None:
    ruleset = Ruleset.read(b"**/node_modules", by_name("classic-20.10"))
    reason = explain(entry("node_modules/x", 5), ruleset, ".dockerignore")
    assert (
        reason.remark == "no pattern matches it by itself, but this builder does not look into node_modules"
    )


def test_a_file_that_arrives_empty_names_both_lines() -> None:
    ruleset = Ruleset.read(b"nm\n!nm/keep\nnm", by_name("buildkit"))
    reason = explain(entry("nm/keep", 5), ruleset, ".dockerignore")
    assert (reason.outcome, reason.by) == ("emptied", ".dockerignore:2: !nm/keep")
    assert ".dockerignore:3: nm" in reason.remark


def test_an_exception_that_pruning_silences_is_told() -> None:
    ruleset = Ruleset.read(b"*\n!docs/**/*.md", by_name("classic"))
    reason = explain(entry("docs/a/b.md", 5), ruleset, ".dockerignore")
    assert reason.outcome == "excluded"
    assert reason.remark.startswith(".dockerignore:2: !docs/**/*.md would bring it back")


def test_an_excluded_directory_with_exceptions_below_says_so() -> None:
    ruleset = Ruleset.read(b"docs\n!docs/keep", by_name("buildkit"))
    assert "below it" in explain(entry("docs", "dir"), ruleset, "").remark
    assert explain(entry("docs/other", "dir"), ruleset, "").remark == ""


def test_a_pattern_that_cannot_be_compiled_is_an_outcome() -> None:
    ruleset = Ruleset.read(b"[z-a]", by_name("buildkit"))
    reason = explain(entry("x", 1), ruleset, ".dockerignore")
    assert reason.outcome == "rejected"
    assert ".dockerignore:1" in reason.by


@pytest.mark.parametrize(
    ("sources", "path", "expected"),
    [
        pytest.param(["src"], "src/a/b", True, id="below a directory"),
        pytest.param(["src"], "srcs/a", False, id="not beside it"),
        pytest.param(["src/a"], "src/b", False, id="not its sibling"),
        pytest.param(["*.py"], "a.py", True, id="a wildcard"),
        pytest.param(["*.py"], "d/a.py", False, id="which does not cross a slash"),
        pytest.param(["link"], "src/a/b", True, id="what a link leads to"),
        pytest.param(["src"], "", False, id="of the context itself only parts"),
    ],
)
def test_takes(sources: list[str], path: str, expected: bool) -> None:
    selection = select(sources, lister({"src/a/b": 1, "link": "-> src"}))
    assert isinstance(selection, Selection)
    assert takes(selection, path) is expected
