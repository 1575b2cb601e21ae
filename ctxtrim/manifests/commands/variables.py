"""Literal values of the variables of a Dockerfile and of its commands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ctxtrim.manifests.commands import makefile, shell

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|([A-Za-z_]\w*))")
_SETS = re.compile(r"\s*(?:ENV|ARG)\s+(.+)$", re.IGNORECASE)


def given_values(text: str) -> dict[str, str]:
    """The literal values that ENV and ARG of a Dockerfile set: the last of each name."""
    values: dict[str, str] = {}
    for _, line in makefile.logical_lines(text):
        match = _SETS.match(line)
        for command in shell.commands(match[1]) if match else ():
            pairs = [assigned.partition("=")[::2] for assigned in command.assigned]
            if not pairs and len(command.words) == 2:
                pairs = [(command.words[0], command.words[1])]
            for name, value in pairs:
                values[name] = filled(value, values)
    return values


def filled(word: str, values: Mapping[str, str]) -> str:
    """`$NAME` and `${NAME}` replaced where the value is known."""
    if "$" not in word:
        return word
    return _VARIABLE.sub(lambda m: values.get(m[1] or m[2], m[0])[:1000], word)[:10_000]
