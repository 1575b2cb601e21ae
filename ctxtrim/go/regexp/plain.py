"""Rewrite everyday expressions so that `re` runs them in linear time.

Only the expressions of everyday globs qualify: literals, `[^/]`, `[^/]*`, positive classes without a
slash, and `(.*/)?`. Each is rewritten so that `re` never tries a split twice:

- Between two stars of one path component the leftmost place is as good as any, as neither star nor
  pieces can take a slash: an atomic group commits to it. Only the last star of a component backtracks,
  and just one of its ends is followed by a slash or the end.
- A chunk between two `(.*/)?` that ends in a slash spans a fixed number of components, so its earliest
  place ends earliest; from there the next `(.*/)?` reaches whatever it could reach from a later one.
  That fails where a newline stands between (a dot does not take it): such a path goes to the automaton.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

Test = Callable[[str], bool]

_DIRS, _STAR = r"(.*/)?", r"[^/]*"
_MEMBER = r"(?:[0-9]-[0-9]|[A-Z]-[A-Z]|[a-z]-[a-z]|(?:[A-Za-z0-9_!]|\\[.+()$])(?!-))"
_ENDS = {"$": r"\Z", ".*$": r".*\Z", "(/.*)?$": r"(?:/.*)?\Z"}


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"\(\.\*/\)\?|\[\^/\]\*?"
        rf"|\[{_MEMBER}+\]"
        r"|\\[!-/:-@\[-`{-~]"
        r"|[^\\\[\](){}|^$.*+?\ufffd]"
    )


def plain_matcher(expression: str, otherwise: Callable[[], Test]) -> Test | None:
    """Return the test for a plain expression, or None. `otherwise` makes the test for paths with newlines."""
    tokens = _tokens(expression)
    if tokens is None:
        return None
    items, end = tokens
    chunks = _chunks(items)
    source = _source(chunks, end)
    if source is None:
        return None
    match = re.compile(source).match
    if len(chunks) == 2 and not chunks[0] and end == "$":
        return _of_tail(chunks[1])
    if len(chunks) < 3 and end != ".*$":
        return lambda path: match(path) is not None
    slow: list[Test] = []

    def test(path: str) -> bool:
        if "\n" not in path:
            return match(path) is not None
        if not slow:
            slow.append(otherwise())
        return slow[0](path)

    return test


def _of_tail(chunk: list[str]) -> Test:
    """Return the test of `(.*/)?chunk`, which looks at no more components than the chunk has."""
    match, slashes = re.compile(_chunk(chunk) + r"\Z").match, chunk.count("/")

    def test(path: str) -> bool:
        start = path.rfind("/")
        for _ in range(slashes):
            start = path.rfind("/", 0, max(start, 0))
        return match(path, start + 1) is not None and "\n" not in path[: start + 1]

    return test


def _tokens(expression: str) -> tuple[list[str], str] | None:
    """Cut `^…$` into tokens and its end; None if anything but the plain subset is in it."""
    end = next((end for end in ("(/.*)?$", ".*$", "$") if expression.endswith(end)), "")
    if not end or not expression.startswith("^"):
        return None
    last, position = len(expression) - len(end), 1
    items: list[str] = []
    match = _token().match
    while position < last:
        found = match(expression, position, last)
        if not found or _is_backwards(found[0]):
            return None
        items.append(found[0])
        position = found.end()
    return items, end


def _is_backwards(token: str) -> bool:
    """Return whether it is a class with a range from high to low, which Go refuses."""
    return token.startswith("[") and any(
        token[at - 1] > token[at + 1] for at in range(2, len(token) - 2) if token[at] == "-"
    )


def _chunks(items: list[str]) -> list[list[str]]:
    """Split at `(.*/)?`; two of them in a row are one."""
    chunks: list[list[str]] = [[]]
    for item in items:
        if item != _DIRS:
            chunks[-1].append(item)
        elif chunks[-1] or len(chunks) == 1:
            chunks.append([])
    return chunks


def _source(chunks: list[list[str]], end: str) -> str | None:
    first, *middle = chunks
    last = middle.pop() if middle else None
    if last is not None and _STAR in first and first[-1] != "/":
        return None
    if any(chunk[-1] != "/" for chunk in middle):
        return None
    parts = [_chunk(first)]
    parts += [rf"(?>(?:.*?/)??{_chunk(chunk)})" for chunk in middle]
    if last is not None:
        parts.append(rf"(?:.*/)?{_chunk(last)}")
    return "".join(parts) + _ENDS[end]


def _chunk(items: list[str]) -> str:
    components: list[list[str]] = [[]]
    for item in items:
        if item == "/":
            components.append([])
        else:
            components[-1].append(item)
    return "/".join(map(_component, components))


def _component(items: list[str]) -> str:
    pieces = [""]
    for item in items:
        if item != _STAR:
            pieces[-1] += item
        elif pieces[-1] or len(pieces) == 1:
            pieces.append("")
    first, *rest = pieces
    if not rest:
        return first
    return first + "".join(rf"(?>[^/]*?{piece})" for piece in rest[:-1]) + _STAR + rest[-1]
