from __future__ import annotations

import pytest

from ctxtrim.builds.interpolation import interpolate
from ctxtrim.errors import CtxtrimError
from tests.steps import at_most

VALUES = {"SET": "v", "EMPTY": "", "TAG": "1.2"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param("plain {x}", "plain {x}", id="no dollar changes nothing"),
        pytest.param("$SET/${SET}", "v/v", id="both forms"),
        pytest.param("$SET.x${TAG}y", "v.x1.2y", id="a name ends at a dot or a brace"),
        pytest.param("$$SET $${SET}", "$SET ${SET}", id="two dollars are one"),
        pytest.param("$ 5 $1 $", "$ 5 $1 $", id="a dollar before no name stays"),
        pytest.param("[$NONE][${NONE}]", "[][]", id="what is not set is empty"),
        pytest.param("${NONE:-d}${EMPTY:-d}${SET:-d}", "ddv", id=":- replaces unset and empty"),
        pytest.param("${NONE-d}[${EMPTY-d}]", "d[]", id="- replaces unset only"),
        pytest.param("${SET:+r}[${EMPTY:+r}][${NONE:+r}]", "r[][]", id=":+ where set and not empty"),
        pytest.param("${EMPTY+r}[${NONE+r}]", "r[]", id="+ where set"),
        pytest.param("${SET:?e}${EMPTY?e}", "v", id="? lets what is set pass"),
        pytest.param("${NONE:-${EMPTY:-${TAG}}}x", "1.2x", id="defaults nest"),
        pytest.param("${NONE:-a{b}c}d", "a{b}cd", id="braces in a default are counted"),
        pytest.param("${NONE:-a:-b?c}", "a:-b?c", id="only the first operator counts"),
        pytest.param("${NONE:-}", "", id="an empty default"),
    ],
)
def test_variables_become_what_compose_makes_of_them(text: str, result: str) -> None:
    assert interpolate(text, VALUES.get, []) == result


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${NONE:?give it}", "required variable NONE is missing a value: 'give it'"),
        ("${EMPTY:?}", "required variable EMPTY is missing a value"),
        ("${NONE?}", "required variable NONE is missing a value"),
        ("${", "a brace is not closed"),
        ("${1A}", "invalid template"),
        ("${A!b}", "invalid template"),
        ("${}", "invalid template"),
        ("${A:-" * 100 + "}" * 100, "nested more than"),
    ],
)
def test_a_wrong_template_is_an_error_that_says_why(text: str, reason: str) -> None:
    with pytest.raises(CtxtrimError, match=reason.replace("?", r"\?").replace("(", r"\(")):
        interpolate(text, VALUES.get, [])


def test_names_without_a_value_or_default_are_listed() -> None:
    unset: list[str] = []
    interpolate("$A ${B} ${C:-x} $SET", VALUES.get, unset)
    assert unset == ["A", "B"]


def test_a_megabyte_of_variables_takes_linear_time() -> None:
    with at_most(9_000_000):
        interpolate("${SET}" * 150_000, VALUES.get, [])
