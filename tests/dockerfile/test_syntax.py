"""Text in messages, and errors with their place."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.syntax import quoted, trouble


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a", '"a"'),
        ('a"b\\', '"a\\"b\\\\"'),
        ("♥", '"♥"'),
        ("\n\t\r\x1b", '"\\n\\t\\r\\x1b"'),
        ("\udce9", '"\\xe9"'),
        ("\u200b\U0010fffd", '"\\u200b\\U0010fffd"'),
    ],
)
def test_nothing_in_a_message_can_hurt_a_terminal(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_an_error_names_its_line_if_it_has_one() -> None:
    assert str(trouble("Dockerfile", 7, "no")) == "Dockerfile:7: no"
    assert str(trouble("Dockerfile", 0, "no")) == "Dockerfile: no"
