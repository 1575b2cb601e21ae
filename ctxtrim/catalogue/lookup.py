"""Which records' patterns match a path, without trying every record?

The answer is DockerPattern's; what stands here only spares it the records that cannot match. A pattern is
filed under the one thing that every path it matches must have: a base name, an ending, a first letter or a
top directory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ctxtrim.matching.pattern import DockerPattern, typed
from ctxtrim.model.record import JunkRecord

_WILD = re.compile(r"[*?\[\\]")
_CLASS = re.compile(r"\[(\w+)\]")

Files = dict[str, list[JunkRecord]]


class Lookup:
    """Records, found by path. Records whose pattern is "**" are left out: no path can tell them."""

    def __init__(self, records: Iterable[JunkRecord]) -> None:
        self._anywhere: Files = {}
        self._in_root: Files = {}
        self._by_top: Files = {}
        for record in records:
            self._place(record)

    def hits(self, path: str) -> tuple[JunkRecord, ...]:
        """The records whose pattern matches `path` itself, not one of its parents."""
        found = self._candidates(path)
        return tuple(record for record in found if pattern_of(record.pattern).hits(path)) if found else ()

    def _candidates(self, path: str) -> list[JunkRecord]:
        top, slash, _ = path.partition("/")
        found = list(_drawn(self._anywhere, path[path.rfind("/") + 1 :]))
        found += self._by_top.get(top, ()) if slash else _drawn(self._in_root, path)
        return found

    def _place(self, record: JunkRecord) -> None:
        pattern = record.pattern
        if pattern == "**":
            return
        top, slash, _ = pattern.partition("/")
        if slash and top != "**" and not _WILD.search(top):
            self._by_top.setdefault(top, []).append(record)
            return
        files = self._anywhere if slash else self._in_root
        for key in _keys(pattern[pattern.rfind("/") + 1 :]):
            files.setdefault(key, []).append(record)


@cache
def pattern_of(glob: str) -> DockerPattern:
    """A record's pattern, as BuildKit and today's classic builder match it."""
    return DockerPattern(glob, False, 0, "the catalogue", typed)


def _drawn(files: Files, name: str) -> Iterator[JunkRecord]:
    """What is filed under a base name; the keys' first characters cannot stand in a name."""
    dot = name.rfind(".")
    for key in ("=" + name, "." + name[dot:].lower() if dot >= 0 else "", "/" + name[:1], "*"):
        yield from files.get(key, ())


def _keys(last: str) -> Iterator[str]:
    """Where a pattern is filed whose last component is `last`: "=" and the whole name, "." and a lower-case
    ending, "/" and a first letter, or "*" for all names.
    """
    if not _WILD.search(last):
        yield "=" + last
        return
    endings = {spelt[spelt.rfind(".") :].lower() for spelt in _spelt(last) if "." in spelt}
    if endings and not any(_WILD.search(ending) for ending in endings):
        yield from ("." + ending for ending in sorted(endings))
    elif not _WILD.match(last):
        yield "/" + last[0]
    else:
        yield "*"


def _spelt(last: str) -> Iterator[str]:
    """The component with each class of plain letters spelt out: a.[jt]s is a.js and a.ts."""
    found = _CLASS.search(last)
    if not found:
        yield last
        return
    for char in found.group(1):
        yield from _spelt(last[: found.start()] + char + last[found.end() :])
