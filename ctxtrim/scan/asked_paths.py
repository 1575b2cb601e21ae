"""The paths that a build asks for, directory by directory, so that a scan looks at nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ctxtrim.context.selection import Selection
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern import DockerPattern

_WILD = frozenset("*?")
_UNSURE = frozenset("[]\\{}|^")
"""What a wildcard source may hold that can match a slash, or reads otherwise than it looks."""


class AskedPaths:
    """What is asked for in one directory.

    names: base name -> what is asked for below it, None where the entry is asked for with all below. wild:
    the same for patterns of the whole path.
    """

    __slots__ = ("names", "wild")

    def __init__(self) -> None:
        self.names: dict[str, AskedPaths | None] = {}
        self.wild: list[tuple[DockerPattern, AskedPaths | None]] = []

    def select(self, prefix: str, listed: Callable[[], Iterable[str]]) -> dict[str, AskedPaths | None]:
        """Return the names in a directory that are asked for, there or not, or lead to what is.

        prefix: the directory's path with a slash, or "".

        listed: the names that are there; only called where wildcards ask for it.
        """
        chosen = dict(self.names)
        for name in listed() if self.wild else ():
            for pattern, below in self.wild:
                if pattern.hits(prefix + name):
                    chosen[name] = _both(chosen[name], below) if name in chosen else below
        return chosen


def asked_paths_of(selection: Selection) -> AskedPaths | None:
    """Return what a selection asks for; None where only a walk of everything tells (`**`, classes, a `!`)."""
    root = AskedPaths()
    for pattern in selection.includes:
        glob = pattern.glob
        is_wild = not _WILD.isdisjoint(glob)
        if pattern.is_exception or not _is_text(glob) or "**" in glob or glob.startswith(("/", "../")):
            return None
        if not _UNSURE.isdisjoint(glob) and (is_wild or "\\" in glob or "[" in glob or "]" in glob):
            return None
        _add(root, glob.split("/"))
    return root


def _add(root: AskedPaths, parts: list[str]) -> None:
    """Add one source, given by its parts."""
    folder = root
    for at, part in enumerate(parts):
        below = None if at == len(parts) - 1 else AskedPaths()
        if _WILD.isdisjoint(part):
            below = folder.names[part] = _both(folder.names[part], below) if part in folder.names else below
        elif pattern := new_pattern("/".join(parts[: at + 1]), "COPY source"):
            folder.wild.append((pattern, below))
        if below is None:
            return
        folder = below


def _both(one: AskedPaths | None, other: AskedPaths | None) -> AskedPaths | None:
    if one is None or other is None:
        return None
    both = AskedPaths()
    both.names, both.wild = dict(one.names), [*one.wild, *other.wild]
    for name, below in other.names.items():
        both.names[name] = _both(both.names[name], below) if name in both.names else below
    return both


def _is_text(glob: str) -> bool:
    return "\n" not in glob and not any("\ud800" <= char <= "\udfff" for char in glob)
