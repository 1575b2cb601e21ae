"""The documents (`<<EOF`) that a line announces.

After heredocFromMatch and heredocsFromLine in frontend/dockerfile/parser/parser.go of BuildKit v0.32.
"""

from __future__ import annotations

import re

from ctxtrim.dockerfile.shell import split
from ctxtrim.dockerfile.syntax import Heredoc
from ctxtrim.dockerfile.words import Mode, WordError

_HEREDOC = r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)"
_NAME = Mode(keep_unset=True)
_NAME_RAW = Mode(keep_unset=True, raw_quotes=True)
_LINE = Mode(keep_unset=True, raw_quotes=True, raw_escapes=True)
_LARGEST = 2**64 - 1


def _unset(name: str, operator: str) -> None:
    return None


def heredoc(word: str) -> Heredoc | None:
    """The document that a word announces, still without content; None if none. Raises WordError."""
    found = re.fullmatch(_HEREDOC, word) if "<<" in word else None
    if not found or not found[3]:
        return None
    names = split(found[3], _unset, _NAME)
    if len(names) != 1:
        return None
    raw = split(found[3], _unset, _NAME_RAW)
    if len(raw) != 1:
        raise WordError(f"internal lexing of heredoc produced inconsistent results: {found[3]}")
    digits = found[1]
    return Heredoc(
        name=names[0],
        expand=_quotes(names[0]) == _quotes(raw[0]),
        chomp=found[2] == "-",
        descriptor=_LARGEST if len(digits) > 19 else int(digits or 0),
    )


def is_heredoc(word: str) -> bool:
    """Return whether the word announces a document; a malformed one does not (MustParseHeredoc)."""
    try:
        return heredoc(word) is not None
    except WordError:
        return False


def heredocs_of(line: str) -> list[Heredoc]:
    """The documents that a line announces, in order, still without content. Raises WordError."""
    if "<<" not in line:
        return []
    try:
        words = split(line, _unset, _LINE)
    except WordError:
        return []  # upstream drops this error: what the shell makes of the line is the shell's business
    return [found for found in map(heredoc, words) if found]


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')
