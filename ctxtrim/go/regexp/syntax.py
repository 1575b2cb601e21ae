"""Parser of the expressions that Go's regexp.Compile accepts, into programs.

Go's rules, from regexp/syntax/parse.go (Go 1.19 to 1.26) with the flags of syntax.Perl: which text is a
repetition, an escape or a class, and what is refused.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.go.regexp import GoRegexpError
from ctxtrim.go.regexp.automaton import BEGIN, BOUNDARY, END, NO_BOUNDARY, Instruction
from ctxtrim.go.regexp.classes import (
    LIMIT,
    Boundaries,
    Range,
    boundaries,
    negated,
    perl,
    posix,
    runs,
    unicode_class,
)
from ctxtrim.go.regexp.pieces import (
    MAX_REPEAT,
    Piece,
    alternated,
    assertion,
    captured,
    joined,
    literal,
    one_of,
    repeated,
)

_ASSERTIONS = {"A": BEGIN, "b": BOUNDARY, "B": NO_BOUNDARY, "z": END}
_CONTROLS = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_REPEATS = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}
_COUNTED = expression(r"\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}")
_OCTAL = expression(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_HEX = expression(r"x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))")
_NAMED = expression(r"p(?:\{([^}]*)\}|([^{]))", re.I | re.S)
_NOT_NEWLINE = negated(boundaries([(10, 10)]))


class _Group(NamedTuple):
    """An open parenthesis: the branches before the last `|`, and the pieces after it."""

    branches: list[Piece]
    pieces: list[Piece]


def parse(expression: str) -> list[Instruction]:
    """Return the program of an expression. Raises GoRegexpError."""
    groups = [_Group([], [])]
    at = 0
    was_repeat = False
    while at < len(expression):
        char = expression[at]
        repeat, after = _repetition(expression, at)
        if repeat:
            if was_repeat:
                raise GoRegexpError(f"invalid nested repetition operator: `{expression[at:after]}`")
            pieces = groups[-1].pieces
            if not pieces:
                raise GoRegexpError(f"missing argument to repetition operator: `{expression[at:after]}`")
            pieces.append(repeated(pieces.pop(), *repeat))
        elif char in "()|":
            _group(groups, expression, at)
            after = at + 1
        elif expression.startswith("\\Q", at):
            after = _quoted(expression, at + 2, groups[-1].pieces)
        else:
            piece, after = _atom(expression, at)
            groups[-1].pieces.append(piece)
        at = after
        was_repeat = bool(repeat)
    if len(groups) > 1:
        raise GoRegexpError("missing closing )")
    return _closed(groups[0]).code


def _repetition(text: str, at: int) -> tuple[tuple[int, int] | None, int]:
    """Return (least, most) of the repetition at this place, most -1 without limit, and where it ends."""
    counts, after = _REPEATS.get(text[at]), at + 1
    if text[at] == "{" and (found := _COUNTED.match(text, at)):
        least = _count(found[1])
        most = least if found[2] is None else _count(found[3]) if found[3] else -1
        if least > MAX_REPEAT or most > MAX_REPEAT or 0 <= most < least:
            raise GoRegexpError(f"invalid repeat count: `{found[0]}`")
        counts, after = (least, most), found.end()
    if counts and text.startswith("?", after):
        after += 1
    return counts, after


def _count(digits: str) -> int:
    return int(digits[:9])


def _group(groups: list[_Group], text: str, at: int) -> None:
    """Open, close or branch a group."""
    if text[at] == "|":
        groups[-1].branches.append(joined(groups[-1].pieces))
        groups[-1].pieces.clear()
    elif text[at] == "(":
        if text.startswith("(?", at):
            raise GoRegexpError(f"invalid or unsupported Perl syntax: `{text[at : at + 3]}`")
        groups.append(_Group([], []))
    elif len(groups) == 1:
        raise GoRegexpError("unexpected )")
    else:
        groups[-2].pieces.append(captured(_closed(groups.pop())))


def _closed(group: _Group) -> Piece:
    return alternated([*group.branches, joined(group.pieces)])


def _quoted(text: str, at: int, pieces: list[Piece]) -> int:
    r"""Add each character between `\Q` and `\E` (or the end) as itself; return where that ends."""
    end = text.find("\\E", at)
    pieces += map(literal, map(ord, text[at : None if end < 0 else end]))
    return len(text) if end < 0 else end + 2


def _atom(text: str, at: int) -> tuple[Piece, int]:
    """Return the piece of one character, class or assertion, and where its text ends."""
    char, escaped = text[at], text[at + 1 : at + 2]
    if char == "^":
        return assertion(BEGIN), at + 1
    if char == "$":
        return assertion(END), at + 1
    if char == ".":
        return one_of(_NOT_NEWLINE), at + 1
    if char == "[":
        return _bracketed(text, at)
    if char != "\\":
        return literal(ord(char)), at + 1
    if escaped and escaped in _ASSERTIONS:
        return assertion(_ASSERTIONS[escaped]), at + 2
    members, after = _escaped_class(text, at)
    if members is not None:
        return one_of(members), after
    point, after = _escape(text, at)
    return literal(point), after


def _escaped_class(text: str, at: int) -> tuple[Boundaries | None, int]:
    r"""Return the set of `\pN`, `\p{Greek}`, `\d` … at this place, None if there is none of these."""
    letter = text[at + 1 : at + 2]
    if not text.startswith("\\", at) or not letter:
        return None, at
    if letter not in "pP":
        return perl(letter), at + 2
    found = _NAMED.match(text, at + 1)
    name = (found[1] if found[1] is not None else found[2]) if found else ""
    members = unicode_class(name.removeprefix("^"))
    if not found or members is None:
        raise GoRegexpError(f"invalid character class range: `{text[at : found.end() if found else None]}`")
    is_negated = (letter == "P") != name.startswith("^")
    return negated(members) if is_negated else members, found.end()


def _escape(text: str, at: int) -> tuple[int, int]:
    """Return the code point that a backslash and what follows stand for, and where that ends."""
    letter = text[at + 1 : at + 2]
    if not letter:
        raise GoRegexpError("trailing backslash at end of expression")
    if letter.isascii() and not letter.isalnum():
        return ord(letter), at + 2
    if letter in _CONTROLS:
        return _CONTROLS[letter], at + 2
    if found := _OCTAL.match(text, at + 1):
        return int(found[0], 8), found.end()
    if (found := _HEX.match(text, at + 1)) and (point := int(found[1] or found[2], 16)) < LIMIT:
        return point, found.end()
    raise GoRegexpError(f"invalid escape sequence: `{text[at : at + 2]}`")


def _bracketed(text: str, start: int) -> tuple[Piece, int]:
    """Return the piece of a `[…]`, and where its text ends."""
    is_negated = text.startswith("^", start + 1)
    at = first = start + 1 + is_negated
    members: list[Range] = []
    while at == first or not text.startswith("]", at):
        named, after = _class_in_class(text, at)
        if named is not None:
            members += runs(named)
            at = after
            continue
        low, after = _class_char(text, at, start)
        high = low
        if text.startswith("-", after) and text[after + 1 : after + 2] not in ("", "]"):
            high, after = _class_char(text, after + 1, start)
        if high < low:
            raise GoRegexpError(f"invalid character class range: `{text[at:after]}`")
        members.append((low, high))
        at = after
    inside = boundaries(members)
    return one_of(negated(inside) if is_negated else inside), at + 1


def _class_in_class(text: str, at: int) -> tuple[Boundaries | None, int]:
    """Return the set of `[:alpha:]` or an escaped class inside brackets, None for a single character."""
    if text.startswith("[:", at) and (end := text.find(":]", at + 2)) >= 0:
        members = posix(text[at + 2 : end])
        if members is None:
            raise GoRegexpError(f"invalid character class range: `{text[at : end + 2]}`")
        return members, end + 2
    return _escaped_class(text, at)


def _class_char(text: str, at: int, start: int) -> tuple[int, int]:
    if at >= len(text):
        raise GoRegexpError(f"missing closing ]: `{text[start:]}`")
    return _escape(text, at) if text[at] == "\\" else (ord(text[at]), at + 1)
