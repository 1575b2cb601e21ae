from __future__ import annotations

import pytest

from ctxtrim.builds.yaml_reader import Tagged, documents
from ctxtrim.errors import CtxtrimError
from tests.steps import at_most


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("22:22", "22:22", id="ports are text"),
        pytest.param("on", "on", id="on is text"),
        pytest.param("2024-01-01", "2024-01-01", id="a date is text"),
        pytest.param("True", "true", id="a boolean as Go prints it"),
        pytest.param("3.10", "3.1", id="a plain 3.10 loses its zero"),
        pytest.param('"3.10"', "3.10", id="a quoted 3.10 does not"),
        pytest.param("012", "10", id="octal"),
        pytest.param("0x10", "16", id="hexadecimal"),
        pytest.param("1e3", "1000", id="an exponent"),
        pytest.param("1.2.3", "1.2.3", id="a version is text"),
        pytest.param("", None, id="empty is null"),
        pytest.param("~", None, id="tilde is null"),
        pytest.param('""', "", id="an empty string is none"),
        pytest.param("!reset null", Tagged("!reset", "null"), id="reset"),
        pytest.param("!override [a]", Tagged("!override", ["a"]), id="override"),
        pytest.param("!!python/object:os.system x", "x", id="any other tag is dropped, nothing is made"),
    ],
)
def test_a_value_is_what_compose_reads(text: str, value: object) -> None:
    assert documents(f"k: {text}\n".encode(), "c") == [{"k": value}]


def test_merges_resolve_and_own_keys_win() -> None:
    text = b"a: &a {x: p, y: p}\nb: &b {y: q, z: q}\nc:\n  z: own\n  <<: [*a, *b]\n"
    assert documents(text, "c")[0]["c"] == {"x": "p", "y": "p", "z": "own"}  # type: ignore[index,call-overload]


def test_every_document_is_read() -> None:
    assert documents(b"a: x\n---\nb: y\n", "c") == [{"a": "x"}, {"b": "y"}]


BOMB = "\n".join(
    ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
)
MERGES = "\n".join(
    ["a0: &a0 {k: v}"] + [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 30)]
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"a: b\nc: [\n", "c.yaml:3: ", id="the line of a syntax error"),
        pytest.param(b"a: b\n\tc: d", "c.yaml:2: ", id="a tab"),
        pytest.param(b"\xff\xfe\x00", "c.yaml: ", id="no text"),
        pytest.param(b"a: *nobody", "c.yaml:1: ", id="an unknown alias"),
        pytest.param(b"[" * 100_000, "c.yaml:1: ", id="deep flow"),
        pytest.param(b"- " * 50_000, "nested more than 100 deep", id="deep blocks"),
        pytest.param(b"a: &a [*a]", "too many nested aliases", id="an alias of itself"),
        pytest.param(BOMB.encode(), "too many nested aliases", id="a billion laughs"),
        pytest.param(MERGES.encode(), "too many nested aliases", id="a billion merges"),
    ],
)
def test_what_is_broken_or_hostile_is_an_error_soon(data: bytes, reason: str) -> None:
    with at_most(2_000_000), pytest.raises(CtxtrimError, match=reason):
        documents(data, "c.yaml")
