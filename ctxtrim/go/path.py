"""The functions of Go's path/filepath (on Unix) that decide over a context."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_BAD = "syntax error in pattern"


class BadPattern(ValueError):
    """Go's filepath.ErrBadPattern; its text is what Docker prints."""

    def __init__(self) -> None:
        super().__init__(_BAD)


def clean(path: str) -> str:
    """Go's filepath.Clean: the shortest equivalent path; "" becomes ".", "/.." becomes "/"."""
    rooted = path.startswith("/")
    parts: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            parts.append(part)
        elif parts and parts[-1] != "..":
            parts.pop()
        elif not rooted:
            parts.append("..")
    return ("/" if rooted else "") + "/".join(parts) or ("/" if rooted else ".")


def join_context(source: str) -> str:
    """path.Join("/", source) without its leading slash: "" is the context itself."""
    return clean("/" + source)[1:]


def parents(path: str) -> list[str]:
    """Every directory above a path, outermost first: "a/b/c" gives "a", "a/b"."""
    return [path[:i] for i, char in enumerate(path) if char == "/"]


def match(pattern: str, name: str) -> bool:
    """Go's filepath.Match, errors included (path/filepath/match.go, Go 1.19 to 1.27).

    Only the chunks that are reached are checked, so `a*[` against "." is no error.
    Raises BadPattern.
    """
    plain = _plain(pattern) if name.isascii() else None
    if plain:
        return plain(name)
    text, rest = _bytes(name), _bytes(pattern)
    while rest:
        star, chunk, rest = _scan_chunk(rest)
        if star and not chunk:
            return b"/" not in text
        after = _match_chunk(chunk, text)
        if after is not None and (not after or rest):
            text = after
            continue
        if not star:
            return False
        after = _skip_star(chunk, text, last=not rest)
        if after is None:
            return False
        text = after
    return not text


@lru_cache(maxsize=4096)
def _plain(pattern: str) -> Callable[[str], bool] | None:
    """Return `match` for ASCII names, None for a pattern with classes or escapes.

    As in Go, what stands between two stars takes the leftmost place; only the last star tries every one.
    """
    if "[" in pattern or "\\" in pattern:
        return None
    if "*" not in pattern and "?" not in pattern:
        return pattern.__eq__
    first, *rest = (re.escape(part).replace("\\?", "[^/]") for part in re.split(r"\*+", pattern))
    pieces = [
        first,
        *(rf"(?>[^/]*?{piece})" for piece in rest[:-1]),
        *("[^/]*" + piece for piece in rest[-1:]),
    ]
    matches = re.compile("".join(pieces)).fullmatch
    return lambda name: matches(name) is not None


def is_match(pattern: str, name: str) -> bool:
    """As `match`, but a pattern with a syntax error matches nothing."""
    try:
        return match(pattern, name)
    except BadPattern:
        return False


def has_wildcard(name: str) -> bool:
    """Return whether a name holds an unescaped `*`, `?` or `[` (fsutil followlinks.go, containsWildcards)."""
    i = 0
    while i < len(name):
        if name[i] == "\\":
            i += 1
        elif name[i] in "*?[":
            return True
        i += 1
    return False


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _scan_chunk(pattern: bytes) -> tuple[bool, bytes, bytes]:
    """The next literal run: was a star before it, the run, what follows."""
    stripped = pattern.lstrip(b"*")
    star, in_range, i = len(stripped) < len(pattern), False, 0
    while i < len(stripped):
        char = stripped[i : i + 1]
        if char == b"\\":
            i += 1
        elif char == b"[":
            in_range = True
        elif char == b"]":
            in_range = False
        elif char == b"*" and not in_range:
            break
        i += 1
    return star, stripped[:i], stripped[i:]


def _skip_star(chunk: bytes, text: bytes, last: bool) -> bytes | None:
    """What is left of the text after a star took one byte or more of it; None: no way."""
    for i in range(len(text)):
        if text[i : i + 1] == b"/":
            return None
        after = _match_chunk(chunk, text[i + 1 :])
        if after is not None and not (last and after):
            return after
    return None


def _match_chunk(chunk: bytes, text: bytes) -> bytes | None:
    """The text after the chunk, None if it does not match; the chunk's syntax is checked to its end."""
    failed = False
    while chunk:
        failed = failed or not text
        head, chunk = chunk[:1], chunk[1:]
        if head == b"[":
            rune, size = (0, 0) if failed else _decode(text)
            text = text[size:]
            inside, chunk = _match_class(chunk, rune)
            failed = failed or not inside
        elif head == b"?":
            failed = failed or text[:1] == b"/"
            text = text if failed else text[_decode(text)[1] :]
        else:
            if head == b"\\":
                if not chunk:
                    raise BadPattern
                head, chunk = chunk[:1], chunk[1:]
            failed = failed or head != text[:1]
            text = text[1:]
    return None if failed else text


def _match_class(chunk: bytes, rune: int) -> tuple[bool, bytes]:
    """Return whether the rune is in the class at the start of `chunk` (behind its bracket), and the rest."""
    negated = chunk[:1] == b"^"
    if negated:
        chunk = chunk[1:]
    found, ranges = False, 0
    while not (chunk[:1] == b"]" and ranges):
        low, chunk = _class_rune(chunk)
        high = low
        if chunk[:1] == b"-":
            high, chunk = _class_rune(chunk[1:])
        found = found or low <= rune <= high
        ranges += 1
    return found != negated, chunk[1:]


def _class_rune(chunk: bytes) -> tuple[int, bytes]:
    if chunk[:1] in (b"", b"-", b"]"):
        raise BadPattern
    if chunk[:1] == b"\\":
        chunk = chunk[1:]
        if not chunk:
            raise BadPattern
    rune, size = _decode(chunk)
    if (rune == 0xFFFD and size == 1) or len(chunk) == size:
        raise BadPattern
    return rune, chunk[size:]


def _decode(text: bytes) -> tuple[int, int]:
    """utf8.DecodeRune: the first rune and its width; a bad byte is U+FFFD of width 1."""
    first = text[0]
    width = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    try:
        return ord(text[:width].decode("utf-8")), width
    except (UnicodeDecodeError, TypeError):
        return 0xFFFD, 1
