"""Translate a wildcard of git into Docker's syntax.

Both read `*`, `?` and classes alike only at first sight: Docker hands the rest to Go's regexp, cleans paths
and trims lines (patternmatcher v0.6.1; git 2.39, wildmatch.c).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxtrim.gitignore.patterns import decoded
from ctxtrim.gitignore.wildmatch import Token
from ctxtrim.go.spaces import GO_SPACE
from ctxtrim.matching.ignore_file import BOM

_OF_REGEXPS = "\\*?[]^|{}+()"
_OF_GLOBS = "\\*?[]^"


class Untranslatable(Exception):
    """Why a wildcard has no counterpart: a phrase."""


def docker_glob(pieces: Sequence[Token], is_exception: bool) -> str:
    """A Docker pattern, without `!`, for a wildcard that is held against whole paths (`check_components`).

    A literal exception stays free of backslashes, which would end all pruning (fsutil, filter.go). Raises
    Untranslatable.
    """
    is_literal = all(piece.kind in ("byte", "slash") for piece in pieces)
    text = decoded(b"".join(b"/" if piece.kind == "slash" else piece.members for piece in pieces))
    if is_literal and is_exception and not set(text) & set(_OF_GLOBS) and _printable(text):
        return _guarded(text, is_exception)
    out, literal = [], b""
    for piece in pieces:
        if piece.kind == "byte":
            literal += piece.members
            continue
        out.append(_literal(literal))
        literal = b""
        out.append(_class(piece) if piece.kind == "class" else _WRITTEN[piece.kind])
    return _guarded("".join(out) + _literal(literal), is_exception)


def check_components(pieces: Sequence[Token]) -> None:
    """Raises Untranslatable for "", "." and "..": git does not clean paths, so they match nothing there."""
    parts: list[list[Token]] = [[]]
    for piece in pieces:
        if piece.kind in ("deep", "deeper") and not parts[-1]:
            continue
        if piece.kind in ("slash", "deep", "deeper"):
            parts.append([])
        else:
            parts[-1].append(piece)
    for part in parts:
        name = b"".join(piece.members if piece.kind == "byte" else b"*" for piece in part)
        if name in (b"", b".", b".."):
            raise Untranslatable("git does not clean paths: it matches nothing")


_WRITTEN = {"slash": "/", "any": "?", "star": "*", "deep": "**/", "deeper": "*/**/", "rest": "**"}


def _literal(name: bytes) -> str:
    """Return a literal name, with `?` for a byte that is not UTF-8: written out it would match nothing."""
    return "".join("?" if "\udc80" <= c <= "\udcff" else _char(c, _OF_REGEXPS) for c in decoded(name))


def _char(char: str, escaped: str) -> str:
    """A control character would stop a build (it travels in a header); Go's regexp knows it by number."""
    if char < " " or char == "\x7f":
        return f"\\x{ord(char):02x}"
    return "\\" + char if char in escaped else char


def _printable(text: str) -> bool:
    return not any(c < " " or c == "\x7f" or "\udc80" <= c <= "\udcff" for c in text)


def _guarded(glob: str, is_exception: bool) -> str:
    """With what Docker would trim or read as a mark at the ends put where it cannot."""
    if glob[-1] in GO_SPACE and glob[-2:-1] != "\\":
        glob = f"{glob[:-1]}[{glob[-1]}]"
    if glob[0] in GO_SPACE:
        glob = f"[{glob[0]}]{glob[1:]}"
    if glob[0] == BOM:
        glob = "?" + glob[1:]
    return "\\" + glob if glob[0] in "#!" and not is_exception else glob


def _class(piece: Token) -> str:
    """A class by its members: Docker's classes count characters, git's count bytes."""
    if not piece.members:
        raise Untranslatable("its class is empty: it matches nothing")
    plain = {byte for byte in piece.members if byte < 0x80}
    high = len(piece.members) - len(plain)
    if high not in (0, 0x80):
        raise Untranslatable("its class names single bytes of characters that are no ASCII")
    if high:
        missing = set(range(0x80)) - plain
        return "?" if missing == {0x2F} else f"[^{_ranges(missing)}]"
    if len(plain) == 1:
        return _literal(piece.members)
    return f"[{_ranges(plain)}]"


def _ranges(members: set[int]) -> str:
    out, run = [], list[int]()
    for byte in [*sorted(members), 0x1000]:
        if run and byte != run[-1] + 1:
            out.append(_range(run))
            run = []
        run.append(byte)
    return "".join(out)


def _range(run: Sequence[int]) -> str:
    if len(run) < 4:
        return "".join(map(_member, run))
    return f"{_member(run[0])}-{_member(run[-1])}"


def _member(byte: int) -> str:
    char = chr(byte)
    return _char(char, "" if char.isalnum() else char)
