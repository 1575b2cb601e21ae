"""Where in a context lies what a build asks for, so that nothing else need be looked at?"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ctxtrim.context.selection import Selection
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern import DockerPattern

_WILD = frozenset("*?")
_UNSURE = frozenset("[]\\{}|^")
"""What a wildcard source may hold that can match a slash, or reads otherwise than it looks."""


class Way:
    """What is asked for in one directory. names, wild: of entries on the way to it, or asked for themselves.

    Each has the way on from there, None where the entry is asked for with all below. wild: patterns of the
    whole path.
    """

    __slots__ = ("names", "wild")

    def __init__(self) -> None:
        self.names: dict[str, Way | None] = {}
        self.wild: list[tuple[DockerPattern, Way | None]] = []

    def inside(self, prefix: str, listed: Callable[[], Iterable[str]]) -> dict[str, Way | None]:
        """The names in a directory that matter, there or not. prefix: its path with a slash, or "".

        listed: the names that are there; only called where wildcards ask for it.
        """
        found = dict(self.names)
        for name in listed() if self.wild else ():
            for pattern, below in self.wild:
                if pattern.hits(prefix + name):
                    found[name] = _both(found[name], below) if name in found else below
        return found


def way_to(selection: Selection) -> Way | None:
    """The way to what is selected; None where only a walk of everything tells (`**`, classes, a `!`)."""
    root = Way()
    for pattern in selection.includes:
        glob = pattern.glob
        is_wild = not _WILD.isdisjoint(glob)
        if pattern.is_exception or not _is_text(glob) or "**" in glob or glob.startswith(("/", "../")):
            return None
        if not _UNSURE.isdisjoint(glob) and (is_wild or "\\" in glob or "[" in glob or "]" in glob):
            return None
        _lead(root, glob.split("/"))
    return root


def _lead(root: Way, parts: list[str]) -> None:
    """Add the way to one source."""
    here = root
    for at, part in enumerate(parts):
        below = None if at == len(parts) - 1 else Way()
        if _WILD.isdisjoint(part):
            below = here.names[part] = _both(here.names[part], below) if part in here.names else below
        elif pattern := new_pattern("/".join(parts[: at + 1]), "COPY source"):
            here.wild.append((pattern, below))
        if below is None:
            return
        here = below


def _both(one: Way | None, other: Way | None) -> Way | None:
    if one is None or other is None:
        return None
    way = Way()
    way.names, way.wild = dict(one.names), [*one.wild, *other.wild]
    for name, below in other.names.items():
        way.names[name] = _both(way.names[name], below) if name in way.names else below
    return way


def _is_text(glob: str) -> bool:
    return "\n" not in glob and not any("\ud800" <= char <= "\udfff" for char in glob)
