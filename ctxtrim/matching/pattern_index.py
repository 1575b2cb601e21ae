"""Find the patterns that match a path among many, at the price of a few look-ups.

Patterns for a base name anywhere (`**/name`, `**/*.ext`) are answered once per base name, literal paths
from a table, patterns of one part only at the root; the rest is tried one by one.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxtrim.expressions import expression
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern import DockerPattern

_SPECIAL = frozenset("*?[]\\")
# what can match neither a slash nor, by an anchor or a bar, only a part of the path
_ONE_PART = expression(r"(?:[^/\[\]\\|^*]|\*(?!\*)|\[(?:\w-\w|\w)+\])*")


class PatternIndex:
    """Patterns by number, of moby's syntax."""

    def __init__(self, patterns: Iterable[DockerPattern | None]) -> None:
        self._exact: dict[str, int] = {}
        self._named: list[tuple[int, DockerPattern]] = []
        self._root: list[tuple[int, DockerPattern]] = []
        self._rest: list[tuple[int, DockerPattern]] = []
        self._by_name: dict[str, int] = {}
        for number, pattern in enumerate(patterns):
            if pattern:
                self._add(1 << number, pattern)

    @classmethod
    def of(cls, globs: Iterable[str]) -> PatternIndex:
        """An index of globs that stand in no file."""
        return cls(new_pattern(glob, "a pattern") for glob in globs)

    def _add(self, bit: int, pattern: DockerPattern) -> None:
        glob = pattern.glob
        tail = glob.removeprefix("**/")
        if _SPECIAL.isdisjoint(glob) and pattern.hits(glob):
            self._exact[glob] = self._exact.get(glob, 0) | bit
        elif tail != glob and _ONE_PART.fullmatch(tail):
            self._named.append((bit, pattern))
        elif _ONE_PART.fullmatch(glob):
            self._root.append((bit, pattern))
        else:
            self._rest.append((bit, pattern))

    def hits(self, path: str) -> int:
        """A bit for each pattern that matches this path itself."""
        name = path.rpartition("/")[2]
        if "\n" in path:  # which the expression of `**/` does not cross
            bits = _bits(self._named, path)
        else:
            bits = self._by_name.get(name, -1)
            if bits < 0:
                bits = self._by_name[name] = _bits(self._named, name)
        if self._exact:
            bits |= self._exact.get(path, 0)
        if self._root and name == path:
            bits |= _bits(self._root, path)
        return bits | _bits(self._rest, path) if self._rest else bits


def _bits(patterns: list[tuple[int, DockerPattern]], path: str) -> int:
    bits = 0
    for bit, pattern in patterns:
        if pattern.hits(path):
            bits |= bit
    return bits
