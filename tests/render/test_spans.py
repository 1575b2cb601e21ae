"""Lines fit the terminal they are for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.render.spans import Page, Span, cells, clipped, plain, wrapped


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("日本", 4), ("é", 1), ("e\u0301", 1), ("", 0)],
    ids=["letters", "wide ones", "an accent", "a combining accent", "nothing"],
)
def test_cells(text: str, columns: int) -> None:
    assert cells(text) == columns


@pytest.mark.parametrize(
    ("text", "room", "page", "expected"),
    [
        pytest.param("abcdefghijkl", 5, Page(0), "abcdefghijkl", id="a pipe cuts nothing"),
        pytest.param("abcdefghijkl", 12, Page(80), "abcdefghijkl", id="what fits stays"),
        pytest.param("abcdefghijklmnop", 10, Page(80), "abc…klmnop", id="the middle goes"),
        pytest.param("abcdefghijklmnop", 12, Page(80, blocks=False), "abc...klmnop", id="in ASCII too"),
    ],
)
def test_clipped(text: str, room: int, page: Page, expected: str) -> None:
    assert clipped(text, room, page) == expected


@given(st.text("ab日é/", max_size=80), st.integers(8, 60))
def test_what_is_clipped_fits(text: str, room: int) -> None:
    assert cells(clipped(text, room, Page(80))) <= room


def test_wrapped_at_words_and_indented() -> None:
    assert wrapped("one two three", Page(10)) == ["  one two", "    three"]
    assert wrapped("one two three", Page(0)) == ["  one two three"]


def test_plain_text_has_no_styles_and_no_blanks_at_the_end() -> None:
    assert plain([(Span("a", "head"), Span("  ")), ()]) == "a\n\n"
