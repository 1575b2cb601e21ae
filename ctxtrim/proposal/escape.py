"""Write a path so that every builder reads exactly it."""

from __future__ import annotations

from ctxtrim.go.spaces import GO_SPACE
from ctxtrim.matching.ignore_file import BOM
from ctxtrim.matching.portable import UNPRINTABLE

_SPECIAL = frozenset("*?[]\\+(){}|^")
"""What some builder takes for more than itself: `{`, `|` and `^` leak into Go's regular expressions, and
older builders do not escape `+` and brackets (semantics §2.2, §7).
"""


def as_pattern(path: str) -> str:
    """The pattern that matches this path and, as far as can be written, no other.

    A leading `#` or `!` and wildcards are escaped; a control character or an undecodable byte, which
    BuildKit cannot send, becomes `?` (a `?` is one bad byte), and so does what would be trimmed.
    """
    out = UNPRINTABLE.sub("?", "".join("\\" + char if char in _SPECIAL else char for char in path))
    if out[:1] in ("#", "!"):
        out = "\\" + out
    if out.startswith(BOM):
        out = "?" + out[1:]
    if out != out.strip(GO_SPACE):
        out = "".join("?" if char in GO_SPACE else char for char in out)
    return out


def as_comment(text: str) -> str:
    """Return text for one comment line; what would end it or hide in it becomes a question mark."""
    return UNPRINTABLE.sub("?", text)
