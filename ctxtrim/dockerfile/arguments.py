"""The arguments of each instruction, split.

After split_command.go and line_parsers.go in frontend/dockerfile/parser of BuildKit v0.32.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ctxtrim.dockerfile.syntax import quoted
from ctxtrim.expressions import expression
from ctxtrim.go.spaces import GO_SPACE

_WHITESPACE = expression(r"[\t\v\f\r ]+")
_PLAIN_JSON = (  # compiled where it is first used, as many patterns here: start-up counts
    r'\[[\t\n\r ]*(?:"[^"\\\x00-\x1f]*"[\t\n\r ]*(?:,[\t\n\r ]*"[^"\\\x00-\x1f]*"[\t\n\r ]*)*)?\]'
)
_BYTE_SPACE = "\t\n\v\f\r \x85\xa0"  # what unicode.IsSpace makes of single bytes
_STRINGS_ONLY = "when using JSON array syntax, arrays must be comprised of strings only"


class ArgumentError(ValueError):
    """The arguments are malformed; the text is BuildKit's."""


class Arguments(NamedTuple):
    """An instruction's words, and whether they were the JSON form."""

    words: tuple[str, ...] = ()
    is_json: bool = False


def split_line(line: str, escape: str) -> tuple[str, tuple[str, ...], str]:
    """An instruction's line -> (its word, its --flags, the rest)."""
    word, *rest = _WHITESPACE.split(line.strip(GO_SPACE), maxsplit=1)
    if not rest:
        return word, (), ""
    if not rest[0].lstrip(_BYTE_SPACE).startswith("--"):
        return word, (), rest[0].strip(GO_SPACE)
    flags, remainder = _flags(rest[0], escape)
    return word, tuple(flags), remainder.strip(GO_SPACE)


def split_arguments(name: str, rest: str, escape: str) -> Arguments:
    """The arguments of the instruction `name` (lower case); none if it is unknown. Raises ArgumentError."""
    splitter = _SPLITTERS.get(name)
    return splitter(rest, escape) if splitter else Arguments()


def _flags(line: str, escape: str) -> tuple[list[str], str]:
    """The words at the head that begin with `--`. Upstream goes byte by byte here, so é becomes Ã©."""
    if line.isascii():
        return _flags_of_bytes(line, escape)
    flags, rest = _flags_of_bytes(line.encode("utf-8", "surrogateescape").decode("latin-1"), escape)
    return flags, rest.encode("latin-1").decode("utf-8", "surrogateescape")


def _flags_of_bytes(line: str, escape: str) -> tuple[list[str], str]:
    flags: list[str] = []
    at, size = 0, len(line)
    while True:
        while at < size and line[at] in _BYTE_SPACE:
            at += 1
        if at == size or not line.startswith("--", at):
            return flags, line[at:]
        word, blank_counts, at = _flag(line, at, escape)
        if word == "--":
            return flags, line[at:]
        if word or blank_counts:
            flags.append(word)


def _flag(line: str, at: int, escape: str) -> tuple[str, bool, int]:
    """One word from `at`: its text without quotes and escapes, whether it had quotes, and where it ends."""
    out: list[str] = []
    quote, had_quotes, size = "", False, len(line)
    while at < size:
        char = line[at]
        if not quote and char in _BYTE_SPACE:
            break
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote, had_quotes = char, True
        elif char == escape:
            at += 1
            out.append(line[at : at + 1])
        else:
            out.append(char)
        at += 1
    return "".join(out), had_quotes, min(at, size)


def words_of(rest: str, escape: str) -> list[str]:
    """Space-delimited words; quotes and escapes bind, and stay (parseWords)."""
    words: list[str] = []
    word: list[str] = []
    quote, at, size = "", 0, len(rest)
    while at < size:
        char = rest[at]
        at += 1
        if not quote and char in GO_SPACE:
            if word:
                words.append("".join(word))
                word.clear()
            continue
        if quote and char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif char == escape and quote != "'":
            if at == size:
                break  # an escape at the end is dropped
            word.append(char)
            char = rest[at]
            at += 1
        word.append(char)
    if word:
        words.append("".join(word))
    return words


def _names_and_values(instruction: str) -> Callable[[str, str], Arguments]:
    """ENV and LABEL: `k=v …` or the old `k the rest`, as (key, value, "=" or "") again and again."""

    def split(rest: str, escape: str) -> Arguments:
        words = words_of(rest, escape)
        if not words:
            return Arguments()
        if "=" not in words[0]:
            parts = _WHITESPACE.split(rest, maxsplit=1)
            if len(parts) < 2:
                raise ArgumentError(f"{instruction} must have two arguments")
            return Arguments((*parts, ""))
        out: list[str] = []
        for word in words:
            key, sign, value = word.partition("=")
            if not sign:
                what = f"Syntax error - can't find = in {quoted(word)}. Must be of the form: name=value"
                raise ArgumentError(what)
            out += (key, value, "=")
        return Arguments(tuple(out))

    return split


def _words(rest: str, escape: str) -> Arguments:
    return Arguments(tuple(words_of(rest, escape)))


def _whitespace(rest: str, escape: str) -> Arguments:
    return Arguments(tuple(_WHITESPACE.split(rest)) if rest else ())


def _text(rest: str, escape: str) -> Arguments:
    return Arguments((rest,) if rest else ())


def _json_or_text(rest: str, escape: str) -> Arguments:
    return _json(rest) or _text(rest, escape)


def _json_or_words(rest: str, escape: str) -> Arguments:
    return _json(rest) or _whitespace(rest, escape)


def _health(rest: str, escape: str) -> Arguments:
    """HEALTHCHECK: a type, then what CMD takes. Upstream goes byte by byte here, too."""
    raw = re.split(rb"[\t-\r \x85\xa0]+", rest.encode("utf-8", "surrogateescape"), maxsplit=1)
    kind, *command = (part.decode("utf-8", "surrogateescape") for part in raw)
    if not kind:
        return Arguments()
    words, is_json = _json_or_text(command[0] if command else "", escape)
    return Arguments((kind, *words), is_json)


def _json(rest: str) -> Arguments | None:
    """The strings of a JSON array; None if it is none. Raises ArgumentError for an array of other things."""
    if not rest.startswith("["):
        return None
    if re.fullmatch(_PLAIN_JSON, rest):
        return Arguments(tuple(rest.split('"')[1::2]), True)
    import json

    try:
        found = json.loads(rest, parse_int=_number, parse_float=_number, parse_constant=_number)
    except ValueError:
        return None
    except RecursionError:
        raise ArgumentError(_STRINGS_ONLY) from None
    if not all(isinstance(item, str) for item in found):
        raise ArgumentError(_STRINGS_ONLY)
    return Arguments(tuple(_well_formed(item) for item in found), True)


def _number(text: str) -> float:
    """A number that Go's JSON takes: not NaN, not Infinity, none beyond a float."""
    value = float(text)
    if value - value != 0:
        raise ValueError(f"{text} is no JSON number")
    return value


def _well_formed(text: str) -> str:
    """Lone surrogates of \\ud800 escapes become U+FFFD, as Go has it; bytes that did not decode stay."""
    return re.sub("[\ud800-\udc7f\udd00-\udfff]", "\ufffd", text)


_SPLITTERS: dict[str, Callable[[str, str], Arguments]] = {
    "add": _json_or_words,
    "arg": _words,
    "cmd": _json_or_text,
    "copy": _json_or_words,
    "entrypoint": _json_or_text,
    "env": _names_and_values("ENV"),
    "expose": _whitespace,
    "from": _whitespace,
    "healthcheck": _health,
    "label": _names_and_values("LABEL"),
    "maintainer": _text,
    "run": _json_or_text,
    "shell": _json_or_text,
    "stopsignal": _text,
    "user": _text,
    "volume": _json_or_words,
    "workdir": _text,
}
INSTRUCTIONS = frozenset({*_SPLITTERS, "onbuild"})
