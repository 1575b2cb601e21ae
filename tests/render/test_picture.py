"""The tree with bars: every byte on one line, all lines together are all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.model.audit import Heavy
from ctxtrim.model.context import Sum
from ctxtrim.render.picture import bar, picture
from ctxtrim.render.spans import Page, cells, plain

PIPE = Page()


def folder(path: str, size: int, files: int = 10, sent: int | None = None) -> Heavy:
    return Heavy(path, "dir", size, files, sent)


def file(path: str, size: int, sent: int | None = None) -> Heavy:
    return Heavy(path, "file", size, 1, sent)


def drawn(heavies: list[Heavy], whole: Sum, page: Page = PIPE) -> list[str]:
    return plain(picture(heavies, whole, page)).splitlines()


def test_nothing_heavy_is_no_lines() -> None:
    assert drawn([], Sum()) == []


def test_paths_that_share_no_directory_are_a_list_heaviest_first() -> None:
    lines = drawn([folder(".venv", 600), file("a.bin", 300)], Sum(12, 1000))
    assert [line.split()[-1] for line in lines] == ["files", "a.bin", "file"]
    assert ".venv/  10 files" in lines[0]
    assert lines[0].lstrip().startswith("600B  60%  ████████████ ")


def test_paths_that_share_a_directory_are_its_branches() -> None:
    lines = drawn([file("data/raw/a", 500), file("data/b", 300), folder("src", 200)], Sum(12, 1000))
    names = [re.sub(r"^.{40}", "", line) for line in lines]
    assert names == ["data/", "├─ raw/a", "└─ b", "src/  10 files"]


def test_branches_have_branches() -> None:
    heavies = [file("d/x/y/1", 5), file("d/x/y/2", 4), file("d/x/z", 2), file("d/w", 1)]
    names = [line[40:] for line in drawn(heavies, Sum(4, 12))]
    assert names == ["d/", "├─ x/", "│  ├─ y/", "│  │  ├─ 1", "│  │  └─ 2", "│  └─ z", "└─ w"]


def test_a_directory_that_only_groups_has_no_bytes_of_its_own() -> None:
    lines = drawn([file("d/a", 2), file("d/b", 1)], Sum(2, 3))
    assert lines[0].strip() == "d/"


def test_what_is_left_is_the_last_line() -> None:
    lines = drawn([file("a", 900)], Sum(8, 1000))
    assert lines[-1].split()[0] == "100B"
    assert lines[-1].endswith("everything else, 7 files")


@pytest.mark.parametrize(
    ("sent", "ending"),
    [
        pytest.param(None, "a/  10 files", id="unknown is not mentioned"),
        pytest.param(500, "a/  10 files", id="all sent is not mentioned"),
        pytest.param(0, "a/  10 files, not sent", id="nothing sent is"),
        pytest.param(20, "a/  10 files, 20B sent", id="some sent is"),
    ],
)
def test_how_much_is_sent_is_told_where_it_is_less(sent: int | None, ending: str) -> None:
    assert drawn([folder("a", 500, sent=sent)], Sum(10, 500))[0].endswith(ending)


def test_a_name_that_would_break_the_line_is_escaped() -> None:
    assert drawn([file("a\nb\x1b[2J", 500)], Sum(1, 500))[0].endswith("a\\nb\\x1b[2J")


def test_without_block_characters_the_picture_is_ascii() -> None:
    lines = drawn([file("d/a", 500), file("d/b", 500)], Sum(2, 1000), Page(80, blocks=False))
    assert "\n".join(lines).isascii()
    assert "######" in lines[1]


@given(
    st.dictionaries(st.text("ab日é", min_size=1, max_size=60), st.integers(1, 10**9), max_size=8),
    st.integers(40, 200),
)
def test_no_line_is_wider_than_the_terminal(sizes: dict[str, int], width: int) -> None:
    heavies = [file(path, size) for path, size in sizes.items()]
    for line in drawn(heavies, Sum(9, sum(sizes.values())), Page(width)):
        assert cells(line) <= max(width, 60)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, "        "), (1.0, "████████"), (0.5, "████    "), (0.125, "█       "), (0.01, "▏       ")],
)
def test_bar(share: float, expected: str) -> None:
    assert bar(share, 8) == expected
