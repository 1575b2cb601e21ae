"""The records whose patterns match a path, without trying every record.

DockerPattern decides; this leaves out the records that cannot match. A pattern is filed under what every path
that it matches must have: a base name, an ending, a first letter or a top directory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from ctxtrim.expressions import expression
from ctxtrim.matching.pattern import DockerPattern, typed
from ctxtrim.model.record import JunkRecord

_WILD = expression(r"[*?\[\\]")
_CLASS = expression(r"\[(\w+)\]")

Files = dict[str, list[JunkRecord]]


class Lookup:
    """Records by path; without those whose pattern is "**", which match any path."""

    def __init__(self, records: Iterable[JunkRecord]) -> None:
        self._anywhere: Files = {}
        self._in_root: Files = {}
        self._by_top: Files = {}
        for record in records:
            self._place(record)

    def hits(self, path: str) -> tuple[JunkRecord, ...]:
        """Return the records whose pattern matches `path` itself, not one of its parents."""
        return tuple(r for r in self._candidates(path) if pattern_of(r.pattern).hits(path))

    def _candidates(self, path: str) -> list[JunkRecord]:
        top, slash, _ = path.partition("/")
        candidates = list(_filed(self._anywhere, path[path.rfind("/") + 1 :]))
        candidates += self._by_top.get(top, ()) if slash else _filed(self._in_root, path)
        return candidates

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
    """Compile a record's pattern, as BuildKit and the classic builder of Docker 23 and later match it."""
    return DockerPattern(glob, False, 0, "the catalogue", typed)


def _filed(files: Files, name: str) -> Iterator[JunkRecord]:
    """Yield the records filed under a base name; the first character of a key tells its sort."""
    dot = name.rfind(".")
    for key in ("=" + name, "." + name[dot:].lower() if dot >= 0 else "", "/" + name[:1], "*"):
        yield from files.get(key, ())


def _keys(last: str) -> Iterator[str]:
    """Yield the keys of a pattern by its last component: "=" and the whole name, "." and a lower-case ending,
    "/" and a first letter, or "*" for all names.
    """
    if not _WILD.search(last):
        yield "=" + last
        return
    endings = {name[name.rfind(".") :].lower() for name in _expand(last) if "." in name}
    if endings and not any(_WILD.search(ending) for ending in endings):
        yield from ("." + ending for ending in sorted(endings))
    elif not _WILD.match(last):
        yield "/" + last[0]
    else:
        yield "*"


def _expand(last: str) -> Iterator[str]:
    """Expand each class of plain letters: a.[jt]s is a.js and a.ts."""
    letters = _CLASS.search(last)
    if not letters:
        yield last
        return
    for char in letters.group(1):
        yield from _expand(last[: letters.start()] + char + last[letters.end() :])
