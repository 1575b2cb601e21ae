"""Which records' patterns match a path, without trying every record?

The answer is DockerPattern's; what stands here only spares it the records that cannot match: most patterns
are a name, an extension or a path, and are found in a dictionary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from ctxtrim.catalogue.kinds import extension
from ctxtrim.model import Irrelevance
from ctxtrim.pattern import DockerPattern, typed

_WILD = re.compile(r"[*?\[\\]")


class Lookup:
    """Records, found by path. Records whose pattern is "**" are left out: no path can tell them."""

    def __init__(self, records: Iterable[Irrelevance]) -> None:
        self._by_name: dict[str, list[Irrelevance]] = defaultdict(list)
        self._by_extension: dict[str, list[Irrelevance]] = defaultdict(list)
        self._others: list[Irrelevance] = []
        for record in records:
            self._place(record)
        self._any_other = re.compile("|".join(_last_part(r.pattern) for r in self._others) or r"(?!)", re.S)

    def hits(self, path: str) -> tuple[Irrelevance, ...]:
        """The records whose pattern matches `path` itself, not one of its parents."""
        name = path[path.rfind("/") + 1 :]
        found = (*self._by_name.get(name, ()), *self._by_extension.get(extension(name), ()))
        if self._any_other.fullmatch(name):
            found += tuple(self._others)
        return tuple(record for record in found if pattern_of(record.pattern).hits(path)) if found else ()

    def _place(self, record: Irrelevance) -> None:
        pattern = record.pattern
        last = pattern[pattern.rfind("/") + 1 :]
        if pattern == "**":
            return
        if not _WILD.search(last):
            self._by_name[last].append(record)
        elif last.startswith("*.") and not _WILD.search(last[1:]) and extension("x" + last[1:]) == _end(last):
            self._by_extension[_end(last)].append(record)
        else:
            self._others.append(record)


@cache
def pattern_of(glob: str) -> DockerPattern:
    """A record's pattern, as BuildKit and today's classic builder match it."""
    return DockerPattern(glob, False, 0, "the catalogue", typed)


def _end(last: str) -> str:
    return last[last.rfind(".") :]


def _last_part(pattern: str) -> str:
    """A regular expression for every base name that a path matched by `pattern` can have, and more."""
    last = pattern[pattern.rfind("/") + 1 :]
    pieces = re.split(r"(\[[^\]]*\]|\*+|\?)", last)
    return "".join({"*": ".*", "?": "."}.get(p[:1], p if p[:1] == "[" else re.escape(p)) for p in pieces)
