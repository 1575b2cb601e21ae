"""What is there to propose about: the entries that are eligible now, and what git knows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.model.context import Entry, Sum


class EligibleFiles(NamedTuple):
    """The eligible entries of a context, parents before children.

    paths: all of them by path. tracked: paths of the index, None without git. holds_tracked: is anything
    below a directory tracked? is_ignored: does git ignore it? read: a small file's bytes, or None.
    """

    paths: dict[str, Entry]
    tracked: frozenset[str] | None
    holds_tracked: Callable[[str], bool]
    is_ignored: Callable[[str], bool]
    read: Callable[[str], bytes | None]

    def is_tracked(self, path: str) -> bool:
        """Return whether it is in git's index. False where there is no git."""
        return self.tracked is not None and path in self.tracked

    def may_be_cloned(self, path: str) -> bool:
        """Return whether it, or anything below it, is in the index."""
        return self.is_tracked(path) or self.holds_tracked(path)

    def is_only_here(self, path: str) -> bool:
        """Return whether git says that no clone has it."""
        return self.tracked is not None and path not in self.tracked

    def is_source(self, path: str) -> bool:
        """Return whether a clean clone may hold it; without git, anything but git's own files."""
        if self.tracked is None:
            return not path.startswith(".git/")
        return path in self.tracked

    def is_folder(self, path: str) -> bool:
        """Return whether an eligible directory is there."""
        entry = self.paths.get(path)
        return entry is not None and entry.kind == "dir"

    def files(self) -> Iterator[Entry]:
        """Everything that is no directory."""
        return (entry for entry in self.paths.values() if entry.kind != "dir")


def total(entries: Iterable[Entry]) -> Sum:
    """How many, and how many bytes."""
    sizes = [entry.size for entry in entries]
    return Sum(len(sizes), sum(sizes))


def folder_sums(entries: Sequence[Entry]) -> dict[str, Sum]:
    """Files and bytes below each directory, the root ("") included."""
    files: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for entry in entries:
        folder = entry.path.rpartition("/")[0]
        if entry.kind == "dir":
            files.setdefault(entry.path, 0)
        else:
            files[folder] = files.get(folder, 0) + 1
            sizes[folder] = sizes.get(folder, 0) + entry.size
    for folder in sorted(files, key=lambda path: path.count("/") if path else -1, reverse=True):
        if folder:
            above = folder.rpartition("/")[0]
            files[above] = files.get(above, 0) + files[folder]
            sizes[above] = sizes.get(above, 0) + sizes.get(folder, 0)
    return {folder: Sum(count, sizes.get(folder, 0)) for folder, count in files.items()}
