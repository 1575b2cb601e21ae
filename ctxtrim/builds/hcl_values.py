"""Values of HCL expressions, as far as they can be evaluated without bake."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

MAX_NESTING = 50


class Unknown(NamedTuple):
    """An expression that only bake can evaluate; text: how it starts."""

    text: str


class Name(NamedTuple):
    """A variable, or with `path` an attribute inside it: `v`, `tag.name`."""

    name: str
    path: tuple[str, ...] = ()


class Template(NamedTuple):
    """A string with expressions in it."""

    parts: tuple[Any, ...]


def template(text: str) -> Any:
    """Return what a string's text means: itself, or a Template where it holds `${…}`."""
    parts: list[Any] = []
    at = 0
    for match in re.finditer(r"\$\$\{|%%\{|%\{|\$\{", text):
        if match.start() < at:
            continue
        parts.append(text[at : match.start()])
        at = match.end()
        if match.group() in ("$${", "%%{"):
            parts.append(match.group()[1:])
            continue
        end = text.find("}", at)
        inner = text[at:end].strip() if end >= 0 else ""
        simple = match.group() == "${" and re.fullmatch(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*", inner)
        parts.append(name(inner) if simple else Unknown(match.group() + inner))
        at = end + 1 if end >= 0 else len(text)
    parts.append(text[at:])
    kept = tuple(part for part in parts if part != "")
    if all(isinstance(part, str) for part in kept):
        return "".join(kept)
    return kept[0] if len(kept) == 1 else Template(kept)


def evaluate(expression: Any, variables: Mapping[str, Any], nesting: int = 0) -> Any:
    """Return an expression's value: str, None, list, dict, or Unknown where only bake could tell.

    variables: name -> expression.
    """
    if nesting > MAX_NESTING:
        return Unknown("a variable that needs itself")
    if isinstance(expression, Name):
        if expression.name not in variables:
            return Unknown(expression.name)
        value = evaluate(variables[expression.name], variables, nesting + 1)
        for key in expression.path:
            if not isinstance(value, dict) or key not in value:
                return Unknown(".".join((expression.name, *expression.path)))
            value = value[key]
        return value
    if isinstance(expression, Template):
        parts = [evaluate(part, variables, nesting + 1) for part in expression.parts]
        unknown = next((part for part in parts if not isinstance(part, str)), None)
        return (
            "".join(parts)
            if unknown is None
            else unknown
            if isinstance(unknown, Unknown)
            else Unknown("${…}")
        )
    if isinstance(expression, Unknown):
        return expression
    if isinstance(expression, list):
        return [evaluate(item, variables, nesting + 1) for item in expression]
    if isinstance(expression, dict):
        return {key: evaluate(item, variables, nesting + 1) for key, item in expression.items()}
    return expression


def name(text: str) -> Name:
    """Return `a.b.c` as the variable `a` and a path inside it."""
    first, *path = text.split(".")
    return Name(first, tuple(path))
