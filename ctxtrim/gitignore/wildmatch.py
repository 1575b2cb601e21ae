"""Match one wildcard of git against one path, in time linear in the path for any pattern.

The grammar is that of git's wildmatch.c (v2.39): bytes, not characters. git itself backtracks over every
`*`; here each piece between two stars is looked for once, leftmost, in an atomic group, which finds the
same: a later place could only leave less for what follows.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

_SPECIAL = b"*?[\\"


class Token(NamedTuple):
    """A piece of a wildcard.

    kind: "byte", "any" (`?`), "class", "slash", "star" (`*`), "deep" (`**/`: no or some directories),
    "deeper" (`**\\/`: some directories) or "rest" (a closing `**`). members: the bytes that a "byte" or a
    "class" matches. text: the class as it was written.
    """

    kind: str
    members: bytes = b""
    text: bytes = b""


def tokens(glob: bytes, anchored: bool) -> tuple[Token, ...] | None:
    """The pieces of a wildcard, or None if it can match nothing (an open class, a dangling backslash).

    anchored: it is held against a path; else against a base name, where `**` is as good as `*`.
    """
    out: list[Token] = []
    at, literal = 0, literal_prefix(glob)
    while at < len(glob):
        char = glob[at : at + 1]
        if char == b"*":
            token, at = _stars(glob, at, anchored and (at == literal or glob[at - 1 : at] in (b"", b"/")))
        elif char == b"[":
            found = _class(glob, at)
            if found is None:
                return None
            token, at = found
        elif char == b"\\":
            if at + 1 == len(glob):
                return None
            token, at = _literal(glob[at + 1 : at + 2]), at + 2
        else:
            token, at = Token("any") if char == b"?" else _literal(char), at + 1
        out.append(token)
    return tuple(out)


def literal_prefix(glob: bytes) -> int:
    """How many bytes stand before the first one with a meaning of its own (dir.c, simple_length)."""
    return next((at for at, byte in enumerate(glob) if byte in _SPECIAL), len(glob))


def compile_glob(pieces: Sequence[Token]) -> Callable[[bytes], object]:
    """A function that is true of the paths (bytes, relative, without slash at either end) that match."""
    return re.compile(_expression(pieces), re.DOTALL).match


def _literal(char: bytes) -> Token:
    return Token("slash") if char == b"/" else Token("byte", char)


def _stars(glob: bytes, at: int, starts: bool) -> tuple[Token, int]:
    """A run of stars; `**` is special where it is a whole component.

    A literal before it counts as a start, since git 2.39 cuts it off first (`a**/b` is a, **/b); git 2.52
    no longer does (1940a02dc1).
    """
    end = at
    while glob[end : end + 1] == b"*":
        end += 1
    if end - at > 1 and starts:
        if end == len(glob):
            return Token("rest"), end
        if glob[end : end + 1] == b"/":
            return Token("deep"), end + 1
        if glob[end : end + 2] == b"\\/":
            return Token("deeper"), end + 2
    return Token("star"), end


def _class(glob: bytes, start: int) -> tuple[Token, int] | None:
    at = start + 1
    negated = glob[at : at + 1] in (b"!", b"^")
    at += negated
    members: set[int] = set()
    previous, first = 0, True
    while first or glob[at : at + 1] != b"]":
        first = False
        step = _member(glob, at, previous)
        if step is None:
            return None
        found, previous, at = step
        members.update(found)
    if negated:
        members = set(range(256)) - members
    members.discard(0x2F)
    return Token("class", bytes(sorted(members)), glob[start : at + 1]), at + 1


def _member(glob: bytes, at: int, previous: int) -> tuple[Iterable[int], int, int] | None:
    """One member of a class: (bytes, the byte a range may start from or 0, the place after it)."""
    char = glob[at : at + 1]
    if char == b"\\":
        at += 1
    elif char == b"-" and previous and glob[at + 1 : at + 2] not in (b"", b"]"):
        at += 2 if glob[at + 1 : at + 2] == b"\\" else 1
        return (range(previous, glob[at] + 1), 0, at + 1) if at < len(glob) else None
    elif glob[at : at + 2] == b"[:":
        end = glob.find(b"]", at + 2)
        if end < 0:
            return None
        if end > at + 2 and glob[end - 1 : end] == b":":
            named = POSIX.get(glob[at + 2 : end - 1])
            return (named, 0, end + 1) if named is not None else None
    if at >= len(glob):
        return None
    return (glob[at : at + 1], glob[at], at + 1)


_PRINTABLE = bytes(range(0x20, 0x7F))
# the names of wildmatch.c, with git's own ctype: ASCII only, and isspace without \v and \f
POSIX = {
    b"alnum": (string.ascii_letters + string.digits).encode(),
    b"alpha": string.ascii_letters.encode(),
    b"blank": b" \t",
    b"cntrl": bytes(range(0x20)) + b"\x7f",
    b"digit": string.digits.encode(),
    b"graph": _PRINTABLE[1:],
    b"lower": string.ascii_lowercase.encode(),
    b"print": _PRINTABLE,
    b"punct": string.punctuation.encode(),
    b"space": b" \t\n\r",
    b"upper": string.ascii_uppercase.encode(),
    b"xdigit": string.hexdigits.encode(),
}


def _expression(pieces: Sequence[Token]) -> bytes:
    """Segments between `**/`: each is tried at one directory after the other, and the first fit stays."""
    out: list[bytes] = []
    segment: list[Token] = []
    dive = b""
    for piece in pieces:
        if piece.kind in ("deep", "deeper"):
            out.append(_dive(dive, _segment(segment)))
            segment, dive = [], b"*?" if piece.kind == "deep" else b"+?"
        elif piece.kind == "rest":
            return b"".join(out) + _dive(dive, _segment(segment))
        else:
            segment.append(piece)
    return b"".join(out) + _dive(dive, _segment(segment) + rb"\Z")


def _dive(how: bytes, segment: bytes) -> bytes:
    return b"(?>(?:[^/]*/)" + how + segment + b")" if how else segment


def _segment(pieces: Sequence[Token]) -> bytes:
    out: list[bytes] = []
    component: list[Token] = []
    for piece in pieces:
        if piece.kind == "slash":
            out.append(_component(component) + b"/")
            component = []
        else:
            component.append(piece)
    return b"".join(out) + _component(component)


def _component(pieces: Sequence[Token]) -> bytes:
    """Chunks between stars, leftmost first; the last one must reach the component's end."""
    chunks = [b""]
    for piece in pieces:
        if piece.kind == "star":
            chunks.append(b"")
        else:
            chunks[-1] += _one_byte(piece)
    if len(chunks) == 1:
        return chunks[0]
    middle = b"".join(b"(?>[^/]*?" + chunk + b")" for chunk in chunks[1:-1] if chunk)
    return chunks[0] + middle + b"(?>[^/]*" + chunks[-1] + rb"(?=/|\Z))"


def _one_byte(piece: Token) -> bytes:
    if piece.kind == "any":
        return b"[^/]"
    if piece.kind == "byte":
        return re.escape(piece.members)
    if not piece.members:
        return b"(?!)"
    return b"[" + b"".join(b"\\x%02x" % byte for byte in piece.members) + b"]"
