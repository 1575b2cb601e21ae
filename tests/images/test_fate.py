"""What later layers hide of earlier ones."""

from __future__ import annotations

import pytest

from ctxtrim.images.fate import efficiency, hidden
from ctxtrim.model.image import EntryKind, Layer, LayerEntry

Row = tuple[str, EntryKind, int]


def layers(*rows: list[Row]) -> list[Layer]:
    return [Layer("", tuple(LayerEntry(*row) for row in layer)) for layer in rows]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[("a", "file", 5)], [("b", "file", 5)]], []),
        ([[("d/a", "file", 5)], [("d", "dir", 0)]], []),
        ([[("d/a", "file", 5)], [("e", "opaque", 0)]], []),
        ([[("a", "file", 5), ("a", "whiteout", 0)]], []),
        ([[("a", "file", 5)], [("a", "file", 6)]], [("a", 1, 2, False)]),
        ([[("a", "file", 5)], [("a", "whiteout", 0)]], [("a", 1, 2, True)]),
        ([[("d/e/a", "file", 5)], [("d", "whiteout", 0)]], [("d/e/a", 1, 2, True)]),
        ([[("d/a", "file", 5)], [("d", "opaque", 0)], [("d/a", "file", 5)]], [("d/a", 1, 2, True)]),
        ([[("d/a", "file", 5)], [("d", "link", 0)]], [("d/a", 1, 2, False)]),
        ([[("a", "file", 5)], [("a", "dir", 0)]], [("a", 1, 2, False)]),
        ([[("d/a", "file", 5)], [("", "opaque", 0)]], [("d/a", 1, 2, True)]),
    ],
    ids=str,
)
def test_what_covers_a_file(rows: list[list[Row]], expected: list[tuple[str, int, int, bool]]) -> None:
    assert [(w.path, w.layer, w.by, w.is_removed) for w in hidden(layers(*rows))] == expected


def test_efficiency_counts_the_smallest_version_of_each_path() -> None:
    assert efficiency(layers([("a", "file", 30)], [("a", "file", 10)])) == 0.25
    assert efficiency(layers([("a", "file", 30)])) == 1.0
    assert efficiency([]) == 1.0
