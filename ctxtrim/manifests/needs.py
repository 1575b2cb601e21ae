"""Needs that manifests state: which path, on which line, how surely."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from ctxtrim.expressions import expression
from ctxtrim.model.build import Need

_QUOTED = expression(r"\"([^\"\n]{1,300})\"|'([^'\n]{1,300})'")


def join(directory: str, name: str) -> str | None:
    """`name` as seen from `directory`, relative to the context; None outside of it."""
    path = posixpath.normpath(posixpath.join(directory or ".", name))
    if path == "..":
        return None
    return None if path.startswith(("../", "/")) else "" if path == "." else path


def line_of(text: str, needle: str) -> int:
    """The line on which `needle` first stands, counted from 1; 0 if nowhere."""
    quoted = _quoted_lines(text).get(needle.strip("\"'"), 0)
    at = text.find(needle) if not quoted else -1
    return quoted if at < 0 else text.count("\n", 0, at) + 1


@lru_cache(maxsize=8)
def _quoted_lines(text: str) -> dict[str, int]:
    """Each quoted string with its first line, so that a manifest that names thousands is read once."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for match in _QUOTED.finditer(line):
            lines.setdefault(match[1] or match[2], number)
    return lines


def need_path(path: str, where: str, why: str, line: int = 0, must: bool = True) -> Need:
    """A need that a manifest states, of one path."""
    return Need(path, where, line, why, kind="manifest", must=must)


def need_glob(glob: str, where: str, why: str, line: int = 0, must: bool = False) -> Need:
    """A need that a manifest states, of all that a Docker pattern matches."""
    return Need(glob, where, line, why, kind="manifest", must=must, is_glob=True)
