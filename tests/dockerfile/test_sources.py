"""What a source names in the context."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.scope import Value
from ctxtrim.dockerfile.sources import Wanted, followed, remote_kind, wanted
from ctxtrim.dockerfile.words import UNKNOWN


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a", ""),
        ("./https://x", ""),
        ("github.com/a/b", ""),
        ("http://a/b", "http"),
        ("https://a/b.git?x", "git"),
        ("https://a/b.git#v1:dir", "git"),
        ("https://a/b.git/c", "http"),
        ("https://a/?x=b.git", "http"),
        ("git://a/b", "git"),
        ("ssh://git@a/b", "git"),
        ("git@github.com:a/b.git", "git"),
        ("a@b", ""),
        ("ftp://a/b", ""),
    ],
)
def test_a_source_may_be_remote(source: str, kind: str) -> None:
    assert remote_kind(source) == kind


def test_a_byte_that_did_not_decode_is_lost_on_the_way() -> None:
    assert followed("./caf\udce9") == "caf\ufffd"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Value("./a/", "./a/"), [Wanted("a", False, True)]),
        (Value(".", "."), [Wanted("", False, False)]),
        (Value("a?", "a?"), [Wanted("a?", True, False)]),
        (
            Value("x", UNKNOWN),
            [Wanted("x", False, True), Wanted("*", True, False, "V may be anything in another build")],
        ),
        (Value("", UNKNOWN, ("V",)), [Wanted("*", True, False, "V may be anything in another build")]),
        (
            Value("/a", f"{UNKNOWN}{UNKNOWN}/x{UNKNOWN}y/a{UNKNOWN}", ("V", "W")),
            [Wanted("**/x*y/a*", True, False, "V, W may be anything in another build")],
        ),
    ],
)
def test_a_source_wants_what_is_sure_and_what_may_be(source: Value, expected: list[Wanted]) -> None:
    assert wanted(source, "${V}") == expected
