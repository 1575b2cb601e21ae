"""How is a path written so that every builder reads exactly it?"""

from __future__ import annotations

from ctxtrim.ignorefile import GO_SPACE

_SPECIAL = frozenset("*?[]\\")


def as_pattern(path: str) -> str:
    """The pattern that matches this path and, as far as can be written, no other.

    A leading `#` or `!` and wildcards are escaped; a control character or an undecodable byte, which
    BuildKit cannot send, becomes `?` (semantics: a `?` is one bad byte).
    """
    out = "".join(_letter(char) for char in path)
    if out[:1] in ("#", "!"):
        out = "\\" + out
    if out != out.strip(GO_SPACE):
        out = "".join("?" if char in GO_SPACE else char for char in out)
    return out


def _letter(char: str) -> str:
    if char in _SPECIAL:
        return "\\" + char
    if char < " " or "\x7f" <= char < "\xa0" or "\udc80" <= char <= "\udcff":
        return "?"
    return char
