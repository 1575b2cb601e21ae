"""The simple commands of a shell text, each with whether its failure ends the text.

Not a shell: variables stay as they are written, words are only unquoted. POSIX.1-2017 XCU 2.9.3 (lists) and
2.8.2 (exit status) decide what counts as fatal; where a command runs only under a condition, it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.manifests.commands.shell_words import tokens

_ASSIGNMENT = expression(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_OPENERS = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac"}
_CONDITIONS = {"if", "elif", "while", "until"}
_WORDLESS = {"then", "else", "do", "{", "}", "fi", "done", "esac", "in", ";;"}
_DEEPEST = 6


class Command(NamedTuple):
    """words: unquoted. line: offset from the text's first line. fatal: if it fails, the whole text fails.

    risky: the same for one under a condition, supposing that the condition holds.
    level: how many subshells around it, so that a `cd` in parentheses can be forgotten outside of them.
    assigned: the `NAME=value` before the words; a text that only assigns has no words.
    The head of a loop is a command `for NAME in …`; `done < FILE` is one that reads: `cat FILE`.
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
    for kind, value, subs, at in tokens(text):
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
                    words.append(value if value == "for" else ":")
            elif value in _CONDITIONS:
                in_condition = True
            elif value in _WORDLESS:
                in_condition = False
                if value in ("fi", "done", "esac") and blocks:
                    blocks.pop()
            else:
                words.append(value)
            continue
        if kind == "input":
            words = words or ["cat"]
            start = start if len(words) > 1 else at
            continue
        place = start if words else at
        yield _Part(tuple(words), tuple(inner), value, place, level, bool(blocks), in_condition)
        words, inner = [], []
        level = max(0, level + (value == "(") - (value == ")"))
