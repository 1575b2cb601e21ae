"""The part of a context that a page shows by name, and how many bytes of it each column holds.

The heaviest directories and files stand for themselves, the rest of a directory is one leaf. So a page stays
small whatever the size of the context, and its sums stay exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappush, heappushpop
from typing import Any

from ctxtrim.model.context import Entry

MOST_NODES = 6_000
"""Directories and files shown by name."""
_A_DIRECTORY = 60

Sizes = Iterable[tuple[str, int]]
"""Paths of files with their bytes."""


class PageTree:
    """The nodes of a page. Memory grows with the directories of the context, not with its files."""

    def __init__(self, entries: Iterable[Entry], most: int = MOST_NODES) -> None:
        """entries: all of the context, parents first."""
        folders = _read(entries)
        self._shown = _heaviest(folders, most)
        self._leaf_of: dict[str, str] = {}
        self.leaves: dict[str, _Leaf] = {}
        for path, folder in folders.items():
            leaf = self.leaves.setdefault(self._rest(path), _Leaf())
            leaf.files += folder.files
            leaf.bytes += folder.bytes
            for size, name in folder.largest:
                if (file := _join(path, name)) in self._shown:
                    self.leaves[file] = _Leaf(size, 1)
                    leaf.files -= 1
                    leaf.bytes -= size

    def add_column(self, sizes: Sizes) -> None:
        """Count what one build gets, or what is eligible under one ignore file."""
        for leaf in self.leaves.values():
            leaf.columns.append(0)
        for path, size in sizes:
            leaf = self.leaves.get(path) or self.leaves[self._rest(path.rpartition("/")[0])]
            leaf.columns[-1] += size

    def rows(self) -> list[Any]:
        """Return the root as [name, [children]]; a leaf is [name, bytes, files, columns].

        The name "" stands for the rest of a directory. columns: a number whose bit n says that column n holds
        the whole leaf, or the bytes of each column.
        """
        root: list[Any] = ["", []]
        folders = {"": root}
        for path in sorted(p for p, is_folder in self._shown.items() if is_folder and p):
            parent, _, name = path.rpartition("/")
            folders[path] = [name, []]
            folders[parent][1].append(folders[path])
        for key, leaf in sorted(self.leaves.items()):
            if leaf.files:
                is_rest = key.endswith("/")
                parent, _, name = key[:-1].rpartition("/") if is_rest else key.rpartition("/")
                holder = folders[key[:-1] if is_rest else parent]
                holder[1].append(["" if is_rest else name, leaf.bytes, leaf.files, leaf.columns_or_bits()])
        return root

    def _rest(self, folder: str) -> str:
        """Return the leaf for what is not shown by name: that of the nearest directory which is."""
        known = self._leaf_of.get(folder)
        if known is None:
            above = folder
            while above and above not in self._shown:
                above = above.rpartition("/")[0]
            known = self._leaf_of[folder] = above + "/"
        return known


class _Leaf:
    """What a leaf holds, in all and a column."""

    __slots__ = ("bytes", "columns", "files")

    def __init__(self, size: int = 0, files: int = 0) -> None:
        self.bytes, self.files, self.columns = size, files, list[int]()

    def columns_or_bits(self) -> int | Sequence[int]:
        if any(size not in (0, self.bytes) for size in self.columns):
            return self.columns
        return sum(1 << number for number, size in enumerate(self.columns) if size or not self.bytes)


class _Folder:
    """A directory's own files, and the largest of them."""

    __slots__ = ("bytes", "files", "largest", "total")

    def __init__(self) -> None:
        self.bytes = self.files = self.total = 0
        self.largest: list[tuple[int, str]] = []

    def add(self, size: int, name: str) -> None:
        self.bytes += size
        self.files += 1
        if size and len(self.largest) < _A_DIRECTORY:
            heappush(self.largest, (size, name))
        elif size:
            heappushpop(self.largest, (size, name))


def _read(entries: Iterable[Entry]) -> dict[str, _Folder]:
    folders = {"": _Folder()}
    for entry in entries:
        if entry.kind == "dir":
            folders[entry.path] = _Folder()
        else:
            parent, _, name = entry.path.rpartition("/")
            folders[parent].add(entry.size, name)
    for path, folder in reversed(folders.items()):
        folder.total += folder.bytes
        if path:
            folders[path.rpartition("/")[0]].total += folder.total
    return folders


def _heaviest(folders: dict[str, _Folder], most: int) -> dict[str, bool]:
    """Return the paths to show, directories True; a directory weighs as much as what is in it, so it comes
    before that."""
    rows = [(-folder.total, path.count("/"), path, True) for path, folder in folders.items() if folder.total]
    rows += [
        (-size, path.count("/") + 1, _join(path, name), False)
        for path, folder in folders.items()
        for size, name in folder.largest
    ]
    rows.sort()
    return {"": True, **{path: is_folder for _, _, path, is_folder in rows[:most]}}


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
