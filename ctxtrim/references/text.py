"""Mentions in a text: words that look like a path or like the name of a file or folder.

Most of a text names nothing, so its different words are compared with the known names first, and only those
that are known are sought in it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol
from urllib.parse import unquote

from ctxtrim.expressions import expression

_WORD = expression(r"[\w@~+%./-]+")
_QUOTED = expression(r"[\"'`]([\w@~+%.-]+)(?=[\"'`])")
_QUOTES = ('""', "''", "``")
_GLOB = expression(r"(?:\*\*/)?\*(\.\w+)\b")
_OF_PATHS = (
    "dir folder path root static join open glob mount serve public resource context package_data assets copy "
    "template media embed load read require import include"
).split()
_NEGATIVE = ("exclude", "ignore", "omit", "upload_to", "media_root")
"""What is left out, or where a program puts what people bring."""
_COMMENT = ("# ", "//", "* ", "/*", "--", "<!--", ";;")


class Known(Protocol):
    """The names that matter. odd: an expression for those that no single word can hold, or None."""

    known: set[str]
    odd: re.Pattern[str] | None


class Mention(NamedTuple):
    """A piece of a source's text that may be a path.

    parts: its components without ".", ".." and aliases of the root. ending: of the files meant ("" for all),
    where a glob follows. is_path: more than a bare word, or a word in quotes where the line is about paths.
    """

    text: str
    parts: tuple[str, ...]
    source: str
    ending: str = ""
    is_path: bool = True

    @property
    def is_relative(self) -> bool:
        """Whether it starts from where its source is."""
        return self.text.startswith(("./", "../"))

    @property
    def resolved(self) -> str:
        """The path it means if it is relative to its source."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.source), self.text))


def mentions(source: str, text: str, names: Known) -> Iterator[tuple[int, Mention]]:
    """Where a text mentions a known name: each spelling once, at the first place that counts."""
    words = dict.fromkeys(_WORD.findall(text))
    sought = {word: mention for word in words if (mention := _mention(word, source, names.known))}
    if any(_is_bare(word) for word in sought):
        quoted = set(_QUOTED.findall(text))
        sought = {word: mention for word, mention in sought.items() if word in quoted or not _is_bare(word)}
    yield from _places(sought, text)
    if names.odd:
        for match in names.odd.finditer(text):
            if not _is_silent(_line(text, match.start())):
                yield match.start(), Mention(match.group(), (match.group(),), source)


def _mention(word: str, source: str, known: set[str]) -> Mention | None:
    name = word[word.rfind("/") + 1 :]
    if name not in known and name and name[-1] != "." and "%" not in word:
        return None  # nearly every word ends here
    word = word.rstrip(".") if word[-1] == "." and not word.endswith("/..") else word
    plain = unquote(word) if "%" in word else word
    parts = tuple(part for part in plain.split("/") if part not in ("", ".", "..", "@", "~"))
    return Mention(word, parts, source) if parts and parts[-1] in known else None


def _places(sought: dict[str, Mention], text: str) -> Iterator[tuple[int, Mention]]:
    """The first place of each word that counts; a bare word may count for less before (`is_path`)."""
    for match in _WORD.finditer(text) if sought else ():
        word = match.group()
        if word not in sought:
            continue
        at, end = match.span()
        is_bare = _is_bare(word)
        around = text[at - 1 : at] + text[end : end + 1]
        line = _line(text, at)
        is_address = word[:2] == "//" and around[:1] == ":"
        if (is_bare and around not in _QUOTES) or is_address or _is_part(text, at, end) or _is_silent(line):
            continue
        is_path = not is_bare or _speaks_of(_OF_PATHS, line)
        glob = _GLOB.match(text, end) if word[-1] == "/" else None
        yield at, sought[word]._replace(ending=glob.group(1) if glob else "", is_path=is_path)
        if is_path:
            del sought[word]
            if not sought:
                return


def _is_bare(word: str) -> bool:
    return "/" not in word and "." not in word[1:]


def _is_part(text: str, at: int, end: int) -> bool:
    """Whether a word goes on in a variable of a format string: "notes.{index}", "${name}-a.txt".

    A word that ends, or begins, with a slash there is a folder, or a path below an unknown one.
    """
    ends_open = text[end - 1] != "/" and text[end : end + 1] in ("{", "$")
    return ends_open or (text[at] != "/" and at > 0 and text[at - 1] == "}")


def _line(text: str, at: int) -> str:
    """The line around a place, at most 300 characters to each side."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return text[max(start, at - 300) : min(end if end >= 0 else len(text), at + 300)]


def _is_silent(line: str) -> bool:
    """Whether the line is a comment, or says what is left out."""
    return line.lstrip().startswith(_COMMENT) or _speaks_of(_NEGATIVE, line)


def _speaks_of(words: Iterable[str], line: str) -> bool:
    low = line.lower()
    return any(word in low for word in words)
