"""Expansion of shell variables whose values are known, with the operators of POSIX and of BuildKit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ctxtrim.dockerfile import shell
from ctxtrim.dockerfile.words import Mode, WordError
from ctxtrim.manifests.commands.shell_words import closing

_MODE = Mode(keep_unset=True, raw_escapes=True, plain_quotes=True)
_LONGEST = 10_000


def expanded(word: str, values: Mapping[str, str]) -> str:
    """`$NAME` and `${NAME…}` replaced where the value is known or the operator gives one; the rest stays.

    `${F:-x}`, `${F-x}`, `${F:=x}` are x where F is not known; `${F%x}`, `${F#x}`, `${F/a/b}` as the shell
    has it. Command substitutions stay as they are written.
    """
    if "$" not in word or len(word) > _LONGEST:
        return word
    pieces: list[str] = []
    at = 0
    while (start := word.find("$", at)) >= 0:
        pieces.append(word[at:start])
        opener = word[start + 1 : start + 2]
        if opener == "(":
            at = closing(word, start + 2, "()") + 1
            pieces.append(word[start:at])
            continue
        if opener == "{":
            at = closing(word, start + 2, "{}") + 1
        else:
            at = start + 1
            while at < len(word) and (word[at] == "_" or (word[at].isalnum() and word[at].isascii())):
                at += 1
        pieces.append(_value(word[start:at], values))
    return "".join([*pieces, word[at:]])[:_LONGEST]


def _value(reference: str, values: Mapping[str, str]) -> str:
    """One `$NAME` or `${NAME…}`."""
    if match := _default().fullmatch(reference):
        value = values.get(match[1])
        use_default = value is None or (not value and match[2] == ":")
        return expanded(match[3].strip("\"'"), values) if use_default else value or ""
    try:
        return shell.expand(reference, lambda name, _: values.get(name), _MODE)[:1000]
    except WordError:
        return reference


@cache
def _default() -> re.Pattern[str]:
    return re.compile(r"\$\{(\w+)(:?)[-=](.*)\}", re.DOTALL)
