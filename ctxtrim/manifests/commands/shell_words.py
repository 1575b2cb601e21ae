"""Tokenizer of shell text: words, operators and command substitutions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.expressions import expression

_PLAIN = expression(r"[^\s'\"\\$`;&|()<>]+")
_REDIRECT = expression(r"\d*(?:&>>?|>>|>\||>&|<<<|<<-?|<>|<&|<|>)")
_BRACKETS = {
    "()": expression(r"\\.|'[^'\n]{0,5000}'|[()]", re.DOTALL),
    "{}": expression(r"\\.|'[^'\n]{0,5000}'|[{}]", re.DOTALL),
}
_DEFAULT = expression(r"\$\(([^()]*)\)")


def tokens(text: str) -> Iterator[tuple[str, str, list[str], int]]:
    """("word", its text, substitutions in it, line) and ("op", operator, [], line), an "op" last.

    A file that is read by `<` is a "word" behind an "input" without text.
    """
    i, end, line = 0, len(text), 0
    while i < end:
        char = text[i]
        if char == "\n":
            yield "op", "\n", [], line
            line += 1
            i += 1
        elif char in " \t\r\f\v":
            i += 1
        elif text.startswith("\\\n", i):
            line += 1
            i += 2
        elif char == "#":
            i = _until(text, "\n", i)
        elif char in ";&|()" and not text.startswith("&>", i):
            op = text[i : i + 2] if text[i : i + 2] in ("&&", "||", ";;", "|&") else char
            yield "op", "|" if op == "|&" else op, [], line
            i += len(op)
        elif redirect := _REDIRECT.match(text, i):
            i = redirect.end()
            if redirect[0] == "<":
                yield "input", "", [], line
            elif redirect[0] != "<<<":
                i = _after_target(text, i)
        else:
            word, subs, stop = _word(text, i)
            yield "word", word, subs, line
            line += text.count("\n", i, stop)
            i = stop
    yield "op", "", [], line


def _after_target(text: str, i: int) -> int:
    """The index behind what an output goes to, or behind the delimiter of a heredoc."""
    while i < len(text) and text[i] in " \t":
        i += 1
    return _word(text, i)[2] if i < len(text) and text[i] not in "\n;&|()" else i


def _word(text: str, i: int) -> tuple[str, list[str], int]:
    """The word that starts at `i`: its unquoted text, the texts of its substitutions, the index behind it."""
    pieces: list[str] = []
    subs: list[str] = []
    start = i
    while i < len(text):
        char = text[i]
        if plain := _PLAIN.match(text, i):
            pieces.append(plain[0])
            i = plain.end()
        elif char == "'":
            close = _until(text, "'", i + 1)
            pieces.append(text[i + 1 : close])
            i = close + 1
        elif char == '"':
            i = _quoted(text, i + 1, pieces, subs)
        elif char == "\\":
            pieces.append("" if text[i + 1 : i + 2] == "\n" else text[i + 1 : i + 2])
            i += 2
        elif char in "$`":
            i = _dollar(text, i, pieces, subs)
        else:
            break
    return "".join(pieces), subs, max(i, start + 1)


def _quoted(text: str, i: int, pieces: list[str], subs: list[str]) -> int:
    while i < len(text) and text[i] != '"':
        if text[i] == "\\":
            pieces.append(text[i + 1 : i + 2])
            i += 2
        elif text[i] in "$`":
            i = _dollar(text, i, pieces, subs)
        else:
            stop = i + 1
            while stop < len(text) and text[stop] not in '"\\$`':
                stop += 1
            pieces.append(text[i:stop])
            i = stop
    return i + 1


def _dollar(text: str, i: int, pieces: list[str], subs: list[str]) -> int:
    """`$(…)` and backticks are noted; everything else that starts with `$` stays as it is written."""
    if text[i] == "`":
        close = _until(text, "`", i + 1)
        subs.append(text[i + 1 : close])
        pieces.append("$(" + text[i + 1 : close] + ")")
        return close + 1
    if text.startswith("$(", i) and not text.startswith("$((", i):
        close = closing(text, i + 2, "()")
        subs.append(text[i + 2 : close])
    elif text.startswith("${", i):
        close = closing(text, i + 2, "{}")
        subs += [f"{inner} || :" for inner in _DEFAULT.findall(text, i + 2, close)]
    elif text.startswith("$((", i):
        close = closing(text, i + 2, "()")
    else:
        pieces.append("$")
        return i + 1
    pieces.append(text[i : close + 1])
    return close + 1


def closing(text: str, i: int, pair: str) -> int:
    """Where the bracket that is open at `i` closes, `pair` being "()" or "{}"; the length if nowhere."""
    depth = 1
    for match in _BRACKETS[pair].finditer(text, i):
        depth += (match[0] == pair[0]) - (match[0] == pair[1])
        if not depth:
            return match.start()
    return len(text)


def _until(text: str, what: str, i: int) -> int:
    at = text.find(what, i)
    return len(text) if at < 0 else at
