"""Which simple commands does a piece of shell text run, and does the failure of one end the text?

Not a shell: variables stay as they are written, words are only unquoted. POSIX.1-2017 XCU 2.9.3 (lists) and
2.8.2 (exit status) decide what counts as fatal; where a command runs only under a condition, it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PLAIN = re.compile(r"[^\s'\"\\$`;&|()<>]+")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_REDIRECT = re.compile(r"\d*(?:&>>?|>>|>\||>&|<<<|<<-?|<>|<&|<|>)")
_OPENERS = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac"}
_CONDITIONS = {"if", "elif", "while", "until"}
_WORDLESS = {"then", "else", "do", "{", "}", "fi", "done", "esac", "in", ";;"}
_DEFAULT = re.compile(r"\$\(([^()]*)\)")
_DEEPEST = 6


class Command(NamedTuple):
    """words: unquoted. line: offset from the text's first line. fatal: if it fails, the whole text fails.

    risky: the same for one under a condition, supposing that the condition holds.
    level: how many subshells around it, so that a `cd` in parentheses can be forgotten outside of them.
    assigned: the `NAME=value` before the words; a text that only assigns has no words.
    """

    words: tuple[str, ...]
    line: int
    fatal: bool
    risky: bool = False
    level: int = 0
    assigned: tuple[str, ...] = ()


class _Part(NamedTuple):
    words: tuple[str, ...]
    inner: tuple[str, ...]
    after: str
    line: int
    level: int
    conditional: bool
    tested: bool


def commands(text: str, strict: bool = False, depth: int = 0) -> Iterator[Command]:
    """The simple commands of `text` in order, those of command substitutions before the one that holds them.

    strict: the shell runs with errexit (`sh -e`), as `set -e` in the text would make it.
    """
    if depth > _DEEPEST:
        return
    parts = list(_parts(text))
    pipefail = "pipefail" in text
    risky, last, refused = [False] * len(parts), True, False
    errexit = strict or any(_sets_errexit(p.words) for p in parts)
    end_of_list = True
    for i in range(len(parts) - 1, -1, -1):
        part = parts[i]
        if part.after not in ("&&", "||", "|"):
            last = last and i == len(parts) - 1
            refused, end_of_list = False, True
        elif part.after == "||":
            refused, end_of_list = True, False
        elif part.after == "&&":
            end_of_list = False
        swallowed = part.after == "&" or (part.after == "|" and not pipefail)
        risky[i] = not (refused or swallowed or part.tested) and (last or (errexit and end_of_list))
    for part, deadly in zip(parts, risky, strict=True):
        yield from _with_inner(part, deadly, depth)


def _with_inner(part: _Part, risky: bool, depth: int) -> Iterator[Command]:
    only_assigns = all(_ASSIGNMENT.match(w) for w in part.words)
    fatal = risky and not part.conditional
    for inner in part.inner:
        for found in commands(inner, depth=depth + 1):
            yield found._replace(
                line=found.line + part.line,
                fatal=found.fatal and fatal and only_assigns,
                risky=found.risky and risky and only_assigns,
                level=part.level + 1 + found.level,
            )
    words, assigned = part.words, []
    risky = risky and part.words[:1] != ("!",)
    while words and (_ASSIGNMENT.match(words[0]) or words[0] == "!"):
        assigned += [words[0]] if words[0] != "!" else []
        words = words[1:]
    yield Command(words, part.line, fatal and risky, risky, part.level, tuple(assigned))


def _sets_errexit(words: tuple[str, ...]) -> bool:
    if words[:1] != ("set",):
        return False
    return any(re.fullmatch(r"-[a-z]*e[a-z]*", w) for w in words[1:]) or "errexit" in words[1:]


def _parts(text: str) -> Iterator[_Part]:
    """Simple commands with the operator that follows each, that behind a closing parenthesis included."""
    held: _Part | None = None
    for part in _raw_parts(text):
        if held and not part.words and not part.inner:
            held = held._replace(after=part.after) if held.after == ")" else held
            continue
        if held:
            yield held
        held = part if part.words or part.inner else None
    if held:
        yield held


def _raw_parts(text: str) -> Iterator[_Part]:
    """As `_parts`, with one without words for every other operator; reserved words are taken away."""
    words: list[str] = []
    inner: list[str] = []
    blocks: list[str] = []
    in_condition, level, start = False, 0, 0
    for kind, value, subs, at in _tokens(text):
        if kind == "word":
            inner += subs
            if words:
                words.append(value)
                continue
            start = at
            if value in _OPENERS:
                blocks.append(value)
                in_condition = value in _CONDITIONS
                if value in ("for", "case", "select"):
                    words.append(":")
            elif value in _CONDITIONS:
                in_condition = True
            elif value in _WORDLESS:
                in_condition = False
                if value in ("fi", "done", "esac") and blocks:
                    blocks.pop()
            else:
                words.append(value)
            continue
        place = start if words else at
        yield _Part(tuple(words), tuple(inner), value, place, level, bool(blocks), in_condition)
        words, inner = [], []
        level = max(0, level + (value == "(") - (value == ")"))


def _tokens(text: str) -> Iterator[tuple[str, str, list[str], int]]:
    """("word", its text, substitutions in it, line) and ("op", operator, [], line), an "op" last."""
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
            if redirect[0] not in ("<", "<<<"):
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
        close = _closing(text, i + 2, "()")
        subs.append(text[i + 2 : close])
    elif text.startswith("${", i):
        close = _closing(text, i + 2, "{}")
        subs += [f"{inner} || :" for inner in _DEFAULT.findall(text, i + 2, close)]
    elif text.startswith("$((", i):
        close = _closing(text, i + 2, "()")
    else:
        pieces.append("$")
        return i + 1
    pieces.append(text[i : close + 1])
    return close + 1


def _closing(text: str, i: int, pair: str) -> int:
    depth = 1
    for found in re.compile(r"\\.|'[^'\n]*'|[" + re.escape(pair) + "]", re.DOTALL).finditer(text, i):
        depth += (found[0] == pair[0]) - (found[0] == pair[1])
        if not depth:
            return found.start()
    return len(text)


def _until(text: str, what: str, i: int) -> int:
    at = text.find(what, i)
    return len(text) if at < 0 else at
