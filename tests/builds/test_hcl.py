from __future__ import annotations

from typing import Any

import pytest

from ctxtrim.builds.hcl import blocks
from ctxtrim.builds.hcl_values import Unknown, evaluate
from ctxtrim.errors import CtxtrimError
from tests.steps import at_most

VARIABLES: dict[str, Any] = {"A": "1", "MAP": {"k": {"j": "deep"}}}


def value(text: str) -> Any:
    (block,) = blocks(f'target "t" {{\n  a = {text}\n  last = "seen"\n}}\n', "b.hcl")
    assert block.body["last"] == "seen", "the next attribute was swallowed"
    return evaluate(block.body["a"], VARIABLES)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param('"x"', "x", id="a string"),
        pytest.param('"a\\"b\\n"', 'a"b\n', id="escapes"),
        pytest.param('"x${A}y"', "x1y", id="a template"),
        pytest.param('"$${A}"', "${A}", id="an escaped template"),
        pytest.param("A", "1", id="a variable"),
        pytest.param("MAP.k.j", "deep", id="an attribute"),
        pytest.param("12", "12", id="a number"),
        pytest.param("true", "true", id="a boolean"),
        pytest.param("null", None, id="null"),
        pytest.param('[\n "x", # c\n A,\n]', ["x", "1"], id="a list over lines"),
        pytest.param('{ x = "1", "y" : A\n z = "2" }', {"x": "1", "y": "1", "z": "2"}, id="an object"),
        pytest.param("<<EOT\nFROM x\n  y\nEOT", "FROM x\n  y\n", id="a heredoc"),
        pytest.param("<<-EOT\n    FROM x\n      y\n    EOT", "FROM x\n  y\n", id="an indented heredoc"),
    ],
)
def test_literals_and_variables_are_read(text: str, result: object) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('A == "" ? "x" : "y"', id="a condition"),
        pytest.param('join(",", ["a", "b"])', id="a function"),
        pytest.param('"${upper(A)}"', id="a function in a template"),
        pytest.param('"%{ if A }x%{ endif }"', id="a directive"),
        pytest.param("[for x in A : x]", id="a comprehension"),
        pytest.param("NOBODY", id="no such variable"),
        pytest.param("MAP.nothing", id="no such attribute"),
        pytest.param("!A", id="an operator"),
        pytest.param('f({\n  a = "}"\n})', id="brackets in a call"),
    ],
)
def test_what_only_bake_can_evaluate_is_unknown_and_the_rest_is_read(text: str) -> None:
    assert isinstance(value(text), Unknown)


def test_a_variable_that_needs_itself_is_unknown() -> None:
    (block,) = blocks('variable "V" { default = "${V}" }', "b.hcl")
    assert isinstance(evaluate(block.body["default"], {"V": block.body["default"]}), Unknown)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param('target "t" {\n  a = "x\n}', "b.hcl:", id="a string that is not closed"),
        pytest.param('target "t" {\n  a = 1\n', "expected }", id="a block that is not closed"),
        pytest.param("a = <<EOT\nx", "heredoc EOT is not closed", id="a heredoc that is not closed"),
        pytest.param("a = [1", "expected ]", id="a list that is not closed"),
        pytest.param("/* x", "a comment is not closed", id="a comment that is not closed"),
        pytest.param("= 1", "b.hcl:1: expected a name", id="no name"),
        pytest.param("a {" * 200, "b.hcl:1: ", id="blocks without end"),
        pytest.param("a = " + "[" * 500, "nested too deep", id="lists without end"),
        pytest.param("a = f(" + "/* " * 100_000, "a comment is not closed", id="many comments"),
    ],
)
def test_what_is_no_hcl_is_an_error_soon(text: str, reason: str) -> None:
    with at_most(10_000), pytest.raises(CtxtrimError, match=reason.replace("]", r"\]")):
        blocks(text, "b.hcl")
