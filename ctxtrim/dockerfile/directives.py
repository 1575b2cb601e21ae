"""Parser directives (`# syntax=…`, `# escape=…`, `# check=…`) at a Dockerfile's head.

After frontend/dockerfile/parser/directives.go of BuildKit v0.32.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ctxtrim.go.spaces import GO_SPACE

_NAMES = ("syntax", "escape", "check")
_ASSIGNMENT = r"(?s)([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=(.+)"
_SPACE = "\t\n\f\r "  # \s of Go's regexp


class DirectiveError(ValueError):
    """A directive stands twice, or has a value that is none; the text is BuildKit's."""


class Directives:
    """The directives found so far: the first line that is none ends them."""

    def __init__(self, comment: str = "#") -> None:
        self.comment = comment
        self.found: dict[str, str] = {}
        self.done = False

    def see(self, line: str) -> None:
        """Take the next line, without its line end. Raises DirectiveError."""
        if self.done:
            return
        text = line[len(self.comment) :].lstrip(GO_SPACE)
        found = re.match(_ASSIGNMENT, text) if line.startswith(self.comment) and "=" in text else None
        name = found[1].lower() if found else ""
        if not found or name not in _NAMES:
            self.done = True
            return
        if name in self.found:
            raise DirectiveError(f"only one {name} parser directive can be used")
        value = found[2].strip(_SPACE) or found[2][-1]  # .+? takes at least one character, if it is a space
        self.found[name] = value
        if name == "escape" and value not in ("`", "\\"):
            raise DirectiveError(f"invalid escape token '{value}' does not match ` or \\")

    @property
    def escape(self) -> str:
        """The escape character, also the one that continues a line."""
        return self.found.get("escape", "\\")


def frontend(lines: Iterable[str]) -> str:
    """The image that `# syntax=` (or `// syntax=`) names, after a `#!` line too; "" if none.

    DetectSyntax looks apart from the parser: lines are not trimmed at their left here.
    """
    lines = list(lines)
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    for comment in ("#", "//"):
        directives = Directives(comment)
        try:
            for line in lines:
                directives.see(line)
                if directives.done:
                    break
        except DirectiveError:
            pass
        if "syntax" in directives.found:
            return directives.found["syntax"].partition(" ")[0]
    return ""
