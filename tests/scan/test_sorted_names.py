"""Names in parts are the names in byte order, whatever they are and however they are listed."""

import os
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.scan.sorted_names import in_order

LETTERS = st.sampled_from(["a", "b", ".", "-", "é", "\udc80", "\uffff", "\U00010000"])
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=4), unique=True, max_size=40)


@given(NAMES, st.integers(1, 12), st.integers(1, 50))
def test_parts_are_the_names_in_byte_order(names: list[str], most: int, chunk: int) -> None:
    times = 0

    def listed() -> Iterator[list[str]]:
        nonlocal times
        times += 1
        for at in range(0, len(names), chunk):
            yield names[at : at + chunk]

    parts = list(in_order(listed, most))
    assert [name for part in parts for name in part] == sorted(names, key=os.fsencode)
    assert all(len(part) == most for part in parts[:-1])
    assert times == len(parts)


def test_a_name_that_comes_between_two_listings_disturbs_nothing() -> None:
    listings = iter([["c", "a", "b"], ["c", "a", "b", "aa", "bb"]])
    assert list(in_order(lambda: [next(listings)], 2)) == [["a", "b"], ["bb", "c"]]
