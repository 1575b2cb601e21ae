"""Expressions that wait for their first use."""

from __future__ import annotations

import re

import pytest

from ctxtrim.expressions import expression


def test_it_answers_as_the_compiled_one_does() -> None:
    words = expression(r"\w+", re.ASCII)
    assert (words.findall("a é b"), words.pattern, words.groups) == (["a", "b"], r"\w+", 0)
    assert expression(rb"b+").sub(b"-", b"abba") == b"a-a"


def test_it_is_compiled_when_it_is_used() -> None:
    broken = expression("(")
    with pytest.raises(re.error):
        broken.search("")
