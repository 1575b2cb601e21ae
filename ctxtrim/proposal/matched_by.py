"""Files that each candidate rule would exclude, in one pass over the entries for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ctxtrim.go.path import parents
from ctxtrim.matching.pattern_index import PatternIndex
from ctxtrim.model.context import Entry, Sum


class Matches:
    """For every path, a bit per candidate that matches it or a directory above it."""

    def __init__(self, globs: Sequence[str], paths: Mapping[str, Entry]) -> None:
        self._index = PatternIndex.of(globs)
        self._folders: dict[str, int] = {"": 0}
        self._files: dict[int, list[str]] = {}
        self._sizes: dict[int, int] = {}
        for path, entry in paths.items():
            bits = self._of_folder(path.rpartition("/")[0]) | self._index.hits(path)
            if entry.kind == "dir":
                self._folders[path] = bits
            elif bits:
                self._files.setdefault(bits, []).append(path)
                self._sizes[bits] = self._sizes.get(bits, 0) + entry.size

    def of(self, path: str) -> int:
        """The bits of any path, there or not."""
        found = self._folders.get(path)
        return self._of_folder(path.rpartition("/")[0]) | self._index.hits(path) if found is None else found

    def _of_folder(self, folder: str) -> int:
        """The bits of a directory, also of one that is not among the paths."""
        bits = self._folders.get(folder)
        if bits is None:
            bits = 0
            for step in (*parents(folder), folder):
                bits = self._folders.setdefault(step, bits | self._index.hits(step))
        return bits

    def groups(self, bit: int) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the files that one candidate matches, by all the bits that they carry."""
        for bits, paths in self._files.items():
            if bits & bit:
                yield bits, paths

    def files(self, bit: int) -> Iterator[str]:
        """Yield the files that one candidate matches."""
        for _, paths in self.groups(bit):
            yield from paths

    def sum(self, bit: int) -> Sum:
        """Return how much one candidate matches."""
        chosen = [bits for bits in self._files if bits & bit]
        return Sum(sum(len(self._files[bits]) for bits in chosen), sum(self._sizes[bits] for bits in chosen))
