"""The managed block of an ignore file: find it, and replace it.

The managed block lies between two marker lines; nothing outside it is ever changed. Lines are added in
front of the first exception of the user's, because a plain pattern behind an exception can make files
arrive empty; but behind all of a file that keeps out everything and lets in by name: in front of its
exceptions they would do nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxtrim.matching.ignore_file import BOM, MOBY, IgnoreFile, Line

START = "# >>> ctxtrim (kept up to date by `ctxtrim fix --write`; edit outside these lines)"
END = "# <<< ctxtrim"
EVERYTHING = frozenset(("*", "**", "**/*"))
_START, _END = "# >>> ctxtrim", "# <<< ctxtrim"


class Parts(NamedTuple):
    """An ignore file as three runs of lines; `block` includes the markers and is empty if there is none."""

    before: tuple[Line, ...]
    block: tuple[Line, ...]
    after: tuple[Line, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The pattern lines inside the block."""
        return tuple(text for line in self.block[1:-1] if (text := MOBY.clean(line.text)))

    def headings(self) -> dict[str, str]:
        """Each of these patterns with the comment that it stands under."""
        heading, found = "", {}
        for line in self.block[1:-1]:
            if line.text.startswith("#"):
                heading = line.text.lstrip("# ").rstrip("\r ")
            elif text := MOBY.clean(line.text):
                found[text] = heading
        return found

    def without_block(self) -> bytes:
        """The user's own bytes."""
        return b"".join(line.raw for line in self.before + self.after)


def split(file: IgnoreFile) -> Parts:
    """Find the block; a start without an end is the user's own text and no block."""
    texts = [line.text.removeprefix(BOM) for line in file.lines]
    start = next((n for n, text in enumerate(texts) if text.startswith(_START)), None)
    if start is not None:
        end = next((n for n in range(start, len(texts)) if texts[n].startswith(_END)), None)
        if end is not None:
            return Parts(file.lines[:start], file.lines[start : end + 1], file.lines[end + 1 :])
    return Parts(file.lines, (), ())


def with_block(file: IgnoreFile, body: Sequence[str]) -> bytes:
    """The file's bytes with this block body (lines without ends; empty: no block).

    The user's line ends are used, and every byte of theirs stays; only a missing final line end is added
    where lines follow.
    """
    parts = split(file)
    before, after = around(parts)
    if not body:
        return parts.without_block()
    eol = _line_end(file)
    text = eol.join([START, *body, END]).encode("utf-8", "surrogateescape") + eol.encode()
    head, tail = b"".join(line.raw for line in before), b"".join(line.raw for line in after)
    if head and not head.endswith(b"\n"):
        head += eol.encode()
    if head and not parts.block and not head.endswith((b"\n\n", b"\n\r\n")):
        text = eol.encode() + text
    if tail and not parts.block and tail.strip():
        text += eol.encode()
    return head + text + tail


def around(parts: Parts) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The user's lines above and below the place of the block."""
    return (parts.before, parts.after) if parts.block else _cut_before_exceptions(parts.before)


def _cut_before_exceptions(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Split before the first exception and the comment that belongs to it, if no line before it keeps out
    everything.
    """
    for number, line in enumerate(lines):
        text = MOBY.clean(line.text.removeprefix(BOM))
        if text in EVERYTHING:
            break
        if text.startswith("!"):
            while number and lines[number - 1].text.startswith("#"):
                number -= 1
            return lines[:number], lines[number:]
    return lines, ()


def _line_end(file: IgnoreFile) -> str:
    ends = [line.raw.endswith(b"\r\n") for line in file.lines if line.raw.endswith(b"\n")]
    return "\r\n" if ends and sum(ends) * 2 > len(ends) else "\n"
