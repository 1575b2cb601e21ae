"""Variables: what this build makes of them, and what another may."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.scope import Arguments, Scope, Value, assign, declare, platform_values
from ctxtrim.dockerfile.words import UNKNOWN, WordError


def scope(outside: bool = False, **values: str | None) -> Scope:
    known = {name: None if value is None else Value(value, value) for name, value in values.items()}
    return Scope(known, "\\", outside)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("a", Value("a", "a")),
        ("$K", Value("k", "k")),
        ("$D", Value("", UNKNOWN, ("D",))),
        ("a$D/$D$K", Value("a/k", f"a{UNKNOWN}/{UNKNOWN}k", ("D",))),
        ("${D:-x}", Value("x", UNKNOWN)),
        ("${D:+x}", Value("", UNKNOWN)),
        ("${D?x}", Value("", UNKNOWN, ("D",))),
        ("${D#x}", Value("", UNKNOWN, ("D",))),
        ("'$D'", Value("$D", "$D")),
        (r"\$D", Value("$D", "$D")),
        ("$N", Value("", "")),
        ("${N:-$D}", Value("", UNKNOWN, ("D",))),
    ],
)
def test_what_is_declared_without_a_value_may_be_anything(word: str, value: Value) -> None:
    assert scope(K="k", D=None).expand(word) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [("$N", Value("", UNKNOWN, ("N",))), ("${N:-x}", Value("x", UNKNOWN)), ("$K", Value("k", "k"))],
)
def test_what_an_image_may_have_set_may_be_anything(word: str, value: Value) -> None:
    assert scope(outside=True, K="k").expand(word) == value


def test_a_mandatory_value_that_is_known_to_be_missing_stops() -> None:
    with pytest.raises(WordError, match="N: say it"):
        scope().expand("${N?say it}")


@pytest.mark.parametrize(
    ("words", "given", "expected"),
    [
        (("A=1",), {}, {"A": Value("1", "1")}),
        (("A=1",), {"A": "2"}, {"A": Value("2", "2")}),
        (("A=1",), {"A": None}, {"A": Value("1", UNKNOWN)}),
        (("A",), {"A": "2"}, {"A": Value("2", "2")}),
        (("A",), {"A": None}, {"A": None}),
        (("A",), {}, {"A": None}),
        (("A",), {"B": "2"}, {"A": None}),
        (("A=1", "B=$A"), {}, {"A": Value("1", "1"), "B": Value("1", "1")}),
        (("A", "B=x$A"), {}, {"A": None, "B": Value("x", f"x{UNKNOWN}", ("A",))}),
        (("G",), {}, {"G": Value("g", "g")}),
        (("G=1",), {}, {"G": Value("1", "1")}),
        (("P",), {}, {"P": None}),
    ],
)
def test_arg_takes_what_is_given_then_its_default_then_what_is_above(
    words: tuple[str, ...], given: dict[str, str | None], expected: dict[str, Value | None]
) -> None:
    inside = scope()
    declare(inside, words, Arguments(given), above=scope(G="g", P=None))
    assert inside.values == expected


def test_an_arg_without_value_does_not_forget_an_env() -> None:
    inside = scope(A="a")
    declare(inside, ("A",), Arguments(), above=scope())
    assert inside.values == {"A": Value("a", "a")}


def test_env_sees_what_was_before_the_line() -> None:
    inside = scope(A="1")
    assign(inside, ("A", "2", "=", "B", "$A", "="))
    assert inside.values == {"A": Value("2", "2"), "B": Value("1", "1")}


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux/amd64", ("linux/amd64", "linux", "amd64", "")),
        ("linux/arm/v7", ("linux/arm/v7", "linux", "arm", "v7")),
        ("windows", ("windows", "windows", "", "")),
    ],
)
def test_platform_variables_are_known_here_and_others_elsewhere(
    platform: str, expected: tuple[str, ...]
) -> None:
    values = platform_values(Arguments({}, platform))
    names = ("TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT")
    assert tuple(values[name].given for name in names) == expected
    assert {values[name].worst for name in names} == {UNKNOWN}


def test_a_platform_variable_can_be_given() -> None:
    assert platform_values(Arguments({"TARGETARCH": "x"}))["TARGETARCH"].given == "x"
