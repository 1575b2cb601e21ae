"""The managed block: found, replaced, and nothing of the user's touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.proposal.managed_block import END, START, split, with_block

USER = st.lists(
    st.sampled_from([b"a\n", b"!b\n", b"# c\n", b"\r\n", b"\n", b"x\r\n", b"\xff", b" #d\n"])
).map(b"".join)
BODY = st.lists(st.sampled_from(["**/.venv", "# why", "*.md", "!README.md"]), max_size=4)


def written(data: bytes, body: list[str]) -> bytes:
    return with_block(IgnoreFile.parse(data), body)


def texts(data: bytes) -> list[bytes]:
    """Lines without their ends; a missing final end may have been added."""
    return [line.rstrip(b"\r") for line in data.split(b"\n") if line.strip()]


def test_an_empty_body_changes_nothing() -> None:
    assert written(b"a\r\n!b", []) == b"a\r\n!b"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", f"{START}\nx\n{END}\n"),
        (b"a\n", f"a\n\n{START}\nx\n{END}\n"),
        (b"a", f"a\n\n{START}\nx\n{END}\n"),
        (b"a\n!b\n", f"a\n\n{START}\nx\n{END}\n\n!b\n"),
        (b"a\n# keep b\n!b\n", f"a\n\n{START}\nx\n{END}\n\n# keep b\n!b\n"),
        (b"*\n!b\n", f"*\n!b\n\n{START}\nx\n{END}\n"),
        (b"a\r\nb\r\n", f"a\r\nb\r\n\r\n{START}\r\nx\r\n{END}\r\n"),
        (b"\xef\xbb\xbfa\n", f"\ufeffa\n\n{START}\nx\n{END}\n"),
    ],
    ids=[
        "empty",
        "append",
        "no final line end",
        "before exceptions",
        "with comment",
        "a list",
        "crlf",
        "bom",
    ],
)
def test_the_block_is_placed(data: bytes, expected: str) -> None:
    assert written(data, ["x"]) == expected.encode()


@given(USER, BODY, BODY)
def test_replacing_keeps_every_line_of_the_user(data: bytes, first: list[str], second: list[str]) -> None:
    once = written(data, ["seed", *first])
    twice = written(once, ["seed", *second])
    before, after = split(IgnoreFile.parse(once)), split(IgnoreFile.parse(twice))
    assert (before.before, before.after) == (after.before[: len(before.before)], before.after)
    assert before.without_block() == after.without_block()
    assert texts(after.without_block()) == texts(data)


@given(USER, BODY)
def test_writing_the_same_block_again_changes_nothing(data: bytes, body: list[str]) -> None:
    once = written(data, body)
    assert written(once, body) == once


def test_the_rules_of_a_block_are_its_patterns() -> None:
    file = IgnoreFile.parse(written(b"a\n", ["# why", "x", "!y"]))
    assert split(file).rules == ("x", "!y")


def test_a_start_without_an_end_is_the_users_text() -> None:
    data = f"a\n{START}\nb\n".encode()
    assert split(IgnoreFile.parse(data)).block == ()
    assert split(IgnoreFile.parse(data)).without_block() == data
