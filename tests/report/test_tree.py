"""The nodes of a page: a few by name, sums that stay exact."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ctxtrim.model.context import Entry
from ctxtrim.report.tree import PageTree


def entries(*files: tuple[str, int]) -> list[Entry]:
    """Files with the directories above them, parents first."""
    found: dict[str, Entry] = {}
    for path, size in files:
        parts = path.split("/")
        for end in range(1, len(parts)):
            folder = "/".join(parts[:end])
            found.setdefault(folder, Entry(folder, "dir"))
        found[path] = Entry(path, "file", size)
    return list(found.values())


def sums(row: list[Any], columns: int) -> list[int]:
    """Bytes, files and each column of a node."""
    if isinstance(row[1], list):
        rows = [sums(child, columns) for child in row[1]]
        return [sum(numbers) for numbers in zip([0] * (2 + columns), *rows, strict=True)]
    held = row[3] if isinstance(row[3], list) else [row[1] if row[3] >> n & 1 else 0 for n in range(columns)]
    return [row[1], row[2], *held]


def test_all_by_name_where_there_is_room() -> None:
    tree = PageTree(entries(("a/x", 5), ("a/y", 3), ("z", 1)))
    tree.add_column([("a/x", 5), ("z", 1)])
    assert tree.rows() == ["", [["a", [["x", 5, 1, 1], ["y", 3, 1, 0]]], ["z", 1, 1, 1]]]


def test_what_is_light_is_summed_up_in_its_folder() -> None:
    tree = PageTree(entries(("a/x", 50), ("a/b/c/y", 3), ("a/b/z", 1)), most=3)
    tree.add_column([("a/b/z", 1)])
    assert tree.rows() == ["", [["a", [["", 4, 2, [1]], ["x", 50, 1, 0]]]]]


def test_an_empty_context() -> None:
    assert PageTree([]).rows() == ["", []]


def test_names_that_look_like_a_rest() -> None:
    tree = PageTree(entries(("a", 0), ("b/a", 0), ("b/c", 7)), most=2)
    tree.add_column([("a", 0), ("b/a", 0), ("b/c", 7)])
    assert sums(tree.rows(), 1) == [7, 3, 7]


@pytest.mark.parametrize("most", [0, 1, 7, 40, 10_000])
def test_sums_are_exact_whatever_is_shown(most: int) -> None:
    chance = random.Random(most)
    names = (f"{chance.choice('abc')}/{chance.choice('de')}/{n % 13}/{n}" for n in range(300))
    paths = {"top", "b/x", *names}
    files = [(path, chance.choice((0, 1, 9, 5000))) for path in sorted(paths)]
    tree = PageTree(entries(*files), most)
    some = [row for row in files if chance.random() < 0.5]
    tree.add_column(files)
    tree.add_column(some)
    total, part = (sum(size for _, size in rows) for rows in (files, some))
    assert sums(tree.rows(), 2) == [total, len(files), total, part]
