"""Match one pattern of an ignore file against one path, as Docker's matcher does.

The path itself only: what a pattern on a directory means for what is below is the ruleset's business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ctxtrim.errors import CtxtrimError
from ctxtrim.go import path as gopath

Hits = Callable[[str], bool]
Syntax = Callable[[str], Hits]


class RejectedPattern(CtxtrimError):
    """A pattern that the builder refuses; most stop there."""


class DockerPattern:
    """A pattern as patternmatcher.New leaves it; it speaks pathspec's protocol, so a PathSpec can hold it.

    glob: cleaned, without its `!`. is_exception: it stood behind a `!`. line: its line in the file (from
    1). where: that file. `include` is pathspec's word: True = this pattern takes files out of the context.
    It is no subclass of pathspec's, whose import would be a third of the start-up of `ctxtrim ls`.
    """

    __slots__ = ("_hits", "_syntax", "glob", "include", "line", "where")

    def __init__(self, glob: str, is_exception: bool, line: int, where: str, syntax: Syntax) -> None:
        self.include = not is_exception
        self.glob, self.line, self.where, self._syntax = glob, line, where, syntax
        self._hits: Hits | None = None

    @property
    def is_exception(self) -> bool:
        """Return whether the pattern includes again."""
        return not self.include

    @property
    def text(self) -> str:
        """The pattern as an ignore file would hold it."""
        return "!" + self.glob if self.is_exception else self.glob

    def hits(self, path: str) -> bool:
        """Return whether the pattern matches this path itself, not one of its parents.

        Raises RejectedPattern where the builder gives up: an expression that Go cannot compile, found
        when it is first used (patternmatcher.go, Pattern.match).
        """
        if self._hits is None:
            self._hits = self._compile()
        return self._hits(path)

    def match_file(self, file: str) -> Any | None:
        """pathspec's protocol: something truthy if the path matches."""
        return file if self.hits(file) else None

    def _compile(self) -> Hits:
        try:
            return self._syntax(self.glob)
        except ValueError:
            raise self.rejected() from None

    def rejected(self) -> RejectedPattern:
        """The error that says what Docker says of a pattern it cannot read."""
        return RejectedPattern(
            f"{self.where}:{self.line}: docker rejects {self.text!r} (syntax error in pattern): "
            "the build stops here."
        )


def typed(glob: str) -> Hits:
    """patternmatcher 0.5.0 to 0.6.1, Pattern.compile: exact, prefix, suffix or regular expression."""
    kind, expression = _translate(glob)
    if kind == "exact":
        return glob.__eq__
    if kind == "prefix":
        stem = glob[:-2]
        return lambda path: path.startswith(stem)
    if kind == "suffix":
        tail = glob.encode("utf-8", "surrogateescape")[2:].decode("utf-8", "surrogateescape")
        whole = tail[1:] if tail.startswith("/") else None
        return lambda path: path.endswith(tail) or path == whole
    from ctxtrim.go.regexp import compile as compile_go

    return compile_go(expression + "$")


def typed_as_sent(glob: str) -> Hits:
    """`typed`, for a pattern that travels to BuildKit as JSON: a byte that is no UTF-8 becomes U+FFFD."""
    return typed(_replaced(glob))


def old_regexp(glob: str) -> Hits:
    """Docker 20.10, pkg/fileutils: always a regular expression, only `.` and `$` escaped."""
    from ctxtrim.go.regexp import compile as compile_go

    return compile_go(_old_expression(glob) + "$")


def storage_regexp(glob: str) -> Hits:
    """containers/storage, pkg/fileutils: as the old one, and everything below what matches."""
    from ctxtrim.go.regexp import compile as compile_go

    return compile_go(_old_expression(glob) + "(/.*)?$")


def check_syntax(pattern: DockerPattern) -> None:
    """The check of patternmatcher.New: filepath.Match(p, "."), its error only. Raises RejectedPattern."""
    try:
        gopath.match(pattern.glob, ".")
    except gopath.BadPattern:
        raise pattern.rejected() from None


def _runes(glob: str) -> str:
    """What text/scanner reads: a leading BOM is dropped, a byte that is no UTF-8 is U+FFFD."""
    return _replaced(glob.removeprefix("\ufeff"))


def _replaced(text: str) -> str:
    return text if text.isascii() else "".join("\ufffd" if "\udc80" <= c <= "\udcff" else c for c in text)


def _translate(glob: str) -> tuple[str, str]:
    """The kind of a pattern and its expression, without the closing `$`.

    `{`, `}`, `|` and `^` are not escaped: the bit map of shouldEscape overflows for bytes from 64 on.
    """
    text = _runes(glob)
    kind, out, at, size, count = "exact", ["^"], 0, len(text), 0
    while at < size:
        char, at = text[at], at + 1
        if char == "*" and text[at : at + 1] == "*":
            at += 2 if text[at + 1 : at + 2] == "/" else 1
            if at < size:
                out.append("(.*/)?")
                kind = "regexp"
            elif kind == "exact":
                kind = "prefix"
            else:
                out.append(".*")
                kind = "regexp"
            if count == 0:
                kind = "suffix"
        elif char == "\\":
            out.append("\\" + text[at : at + 1])
            kind = "regexp" if at < size else kind
            at += 1
        else:
            piece = _PIECES.get(char)
            out.append(piece or ("\\" + char if char in ".+()$" else char))
            kind = "regexp" if piece else kind
        count += 1
    return kind, "".join(out)


_PIECES = {"*": "[^/]*", "?": "[^/]", "[": "[", "]": "]"}


def _old_expression(glob: str) -> str:
    text = _runes(glob)
    out, at, size = ["^"], 0, len(text)
    while at < size:
        char, at = text[at], at + 1
        if char == "*" and text[at : at + 1] == "*":
            at += 2 if text[at + 1 : at + 2] == "/" else 1
            out.append("(.*/)?" if at < size else ".*")
        elif char == "\\":
            out.append("\\" + text[at : at + 1])
            at += 1
        else:
            out.append(_PIECES.get(char) or ("\\" + char if char in ".$" else char))
    return "".join(out)
