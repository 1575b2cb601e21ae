"""Escape names, so that they harm no terminal, page or reader.

A name is any bytes but "/" and NUL: it may hold escape sequences, line feeds, markup, or direction marks.
"""

from __future__ import annotations

import re

# Expressions are compiled when a name needs one, which is rare: most commands start without.
# C0, DEL, C1, lone surrogates (undecodable bytes), line and paragraph separators, direction marks, BOM
_HARMFUL = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
_CONTROL = "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\x1b": "\\x1b", "\\": "\\\\", "'": "\\'"}
_BACKTICKS = "`+"


def visible(text: str) -> str:
    """The text with everything that moves a cursor or cannot be encoded shown as an escape: \\n, \\xff."""
    return re.sub(_HARMFUL, _escape, text) if not text.isascii() or not text.isprintable() else text


def raw(name: str) -> bytes:
    """The very bytes of a name."""
    return name.encode("utf-8", "surrogateescape")


def listed(name: str) -> bytes:
    """A name on a line of its own: its very bytes, unless a control character would break the line or the
    terminal; then $'…', as a shell reads it back."""
    if name.isascii() and name.isprintable():
        return name.encode("ascii")
    if not re.search(_CONTROL, name):
        return raw(name)
    quoted = "".join(_quoted(char) for char in name)
    return f"$'{quoted}'".encode()


def code(text: str) -> str:
    """The text as a Markdown code span that is safe in a table's cell."""
    shown = visible(text).replace("|", "\\|")
    longest = max(map(len, re.findall(_BACKTICKS, shown)), default=0)
    if not longest:
        return f"`{shown}`"
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}"


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    number = ord(char)
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02x}"
    return _SHORT.get(char) or (f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}")


def _quoted(char: str) -> str:
    if char in "\\'":
        return "\\" + char
    if "\x80" <= char <= "\x9f":  # a shell's \x is a byte, and this character is two
        return "".join(f"\\x{byte:02x}" for byte in char.encode())
    return re.sub(_HARMFUL, _escape, char)
