"""A path as a pattern matches that path for every builder; what cannot be written so matches at least it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.catalogue.record_files import load_records
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.portable import reads_alike
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.proposal.escape import as_comment, as_pattern
from ctxtrim.proposal.verify_on_all_builders import verified_dialects

EXACT = [
    "src",
    "src/main.py",
    "a b/c d",
    "#notes",
    "!important",
    "src/#x",
    "a*b",
    "what?",
    "[id]",
    "pages/[...slug].tsx",
    "back\\slash",
    "c++",
    "a+b/(auth)/page.tsx",
    "q{1}",
    "x|y",
    "^caret",
    "a^b",
    "$RECYCLE.BIN",
    "ünï/é",
    "…",
    "-dash",
    "a.b.c",
    "~tilde~",
    "%41",
    "!!twice",
    "\\#escaped",
    "]",
    "{",
]
OTHERS = [
    "srcs",
    "sr",
    "a",
    "b",
    "aab",
    "cc",
    "c",
    "xx",
    "x",
    "y",
    "i",
    "auth",
    "q",
    "aXb",
    "back",
    "slash",
    "41",
    "src/mainXpy",
]
ROUGH = [
    "new\nline",
    "tab\there",
    " lead",
    "trail ",
    "\u3000wide",
    "\ufeffbom",
    "b\udcffd",
    "\x85",
    "a\x1cb",
    "\r",
]


def hits(pattern: str, paths: list[str]) -> dict[str, list[str]]:
    """Which of the paths each builder keeps out for a file of this one pattern."""
    data = (pattern + "\n").encode("utf-8", "surrogateescape")
    found = {}
    for dialect in verified_dialects():
        rules = Ruleset.read(data, dialect)
        found[dialect.name] = [path for path in paths if not rules.judge_path(path).eligible]
    return found


@pytest.mark.parametrize("path", EXACT)
def test_a_path_that_can_be_written_is_matched_alone_by_every_builder(path: str) -> None:
    others = [other for other in (*EXACT, *OTHERS) if other != path and not other.startswith(path + "/")]
    found = hits(as_pattern(path), [path, path + "/below", *others])
    assert found == {name: [path, path + "/below"] for name in found}


@pytest.mark.parametrize("path", ROUGH, ids=ascii)
def test_a_path_that_cannot_be_written_is_matched_all_the_same(path: str) -> None:
    found = hits(as_pattern(path), [path])
    assert found["buildkit"] == [path]


@given(
    st.text(st.characters(exclude_characters="/\x00"), min_size=1).filter(
        lambda name: name not in (".", "..")
    )
)
def test_any_name_is_one_line_that_buildkit_can_send_and_match(name: str) -> None:
    pattern = as_pattern(name)
    assert len(IgnoreFile.parse(pattern.encode("utf-8", "surrogateescape")).lines) == 1
    assert not any(char < " " or "\x7f" <= char < "\xa0" for char in pattern)
    assert hits(pattern, [name])["buildkit"] == [name]


@pytest.mark.parametrize("path", EXACT)
def test_what_is_escaped_is_read_alike(path: str) -> None:
    assert reads_alike(as_pattern(path))


@pytest.mark.parametrize(
    "pattern", ["c++", "(auth)", "q{1}", "x|y", "^a", "[^a]", "**a", "a**", "[z-a", "a\tb", "\\d"]
)
def test_what_some_builder_takes_for_more_is_not_read_alike(pattern: str) -> None:
    assert not reads_alike(pattern)


@pytest.mark.parametrize("record", [r for r in load_records() if r.pattern != "**"], ids=lambda r: r.name)
def test_the_patterns_of_the_catalogue_are_read_alike(record) -> None:  # type: ignore[no-untyped-def]
    assert reads_alike(record.pattern)


def test_a_comment_stays_on_its_line() -> None:
    assert as_comment("a\n*\r\x85b\udcff") == "a?*??b?"
