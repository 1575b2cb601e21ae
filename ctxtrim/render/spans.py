"""Lines of text for people: pieces, each with its meaning and its width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a line. style: "" or what it is: "head", "dim", "bad", "warn", "good", "bar"."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


class Page(NamedTuple):
    """What the text is for. width: of a terminal, 0 for a pipe: nothing is cut. blocks: it can show █."""

    width: int = 0
    blocks: bool = True

    @property
    def ellipsis(self) -> str:
        """What stands for what was cut."""
        return "…" if self.blocks else "..."


def plain(lines: Iterable[Line]) -> str:
    """The text without its styles; no line ends in blanks."""
    return "".join("".join(span.text for span in line).rstrip() + "\n" for line in lines)


def cells(text: str) -> int:
    """Columns of a terminal that a text fills."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clipped(text: str, room: int, page: Page) -> str:
    """The text in at most `room` columns, its middle left out; whole in a pipe."""
    if not page.width or cells(text) <= room:
        return text
    room = max(room, 8) - cells(page.ellipsis)
    head = _cut(text, room // 3)
    tail = _cut(text[::-1], room - cells(head))[::-1]
    return head + page.ellipsis + tail


def _cut(text: str, room: int) -> str:
    for end, char in enumerate(text):
        room -= _columns(char)
        if room < 0:
            return text[:end]
    return text


def wrapped(text: str, page: Page, indent: int = 2) -> list[str]:
    """A sentence on lines as wide as the terminal; one line in a pipe."""
    blank = " " * indent
    if not page.width or cells(text) + indent <= page.width:
        return [blank + text]
    lines, line = [], ""
    for word in text.split(" "):
        if line and cells(line) + 1 + cells(word) + indent > page.width:
            lines.append(blank + line)
            line, blank = word, " " * (indent + 2)
        else:
            line = f"{line} {word}" if line else word
    return [*lines, blank + line]
