"""Words of BuildKit's shell lexer, and where one ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ctxtrim.go.spaces import GO_SPACE

UNKNOWN = "\U0010fffd"
"""Stands for text that nobody can know; see `scope`. A substitution of it is itself unknown."""

Lookup = Callable[[str, str], str | None]
"""(name, operator) -> value, or None where it is not set. operator: "", "-", ":-", "+", "?", "#", "/" …"""


class WordError(ValueError):
    """A malformed word, or the message of ${V:?message}; the text is that of BuildKit."""


class Mode(NamedTuple):
    """How a word is read. escape: ``\\`` or a backquote. keep_unset: ${V} stays where V is not set.

    raw_quotes, raw_escapes: they stay in the result. plain_quotes: quotes mean nothing.
    """

    escape: str = "\\"
    keep_unset: bool = False
    raw_quotes: bool = False
    raw_escapes: bool = False
    plain_quotes: bool = False


class Words:
    """Words as they grow. Quoted and escaped text is raw: white space in it does not end a word."""

    def __init__(self, buffer: list[str]) -> None:
        buffer.clear()
        self.buffer = buffer
        self.done: list[str] = []

    def add(self, text: str) -> None:
        for char in text:
            if char not in GO_SPACE:
                self.buffer.append(char)
            else:
                self.all()

    def add_raw(self, text: str) -> None:
        if text:
            self.buffer.append(text)

    def all(self) -> list[str]:
        if self.buffer:
            self.done.append("".join(self.buffer))
            self.buffer.clear()
        return self.done
