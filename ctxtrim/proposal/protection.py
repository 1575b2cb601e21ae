"""What may not be kept out, given the needs?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ctxtrim.gopath import parents
from ctxtrim.ignorefile import new_pattern
from ctxtrim.index import PatternIndex
from ctxtrim.model import Entry, Need
from ctxtrim.pattern import DockerPattern

_SPECIAL = frozenset("*?[]\\")


class Protection(NamedTuple):
    """What must stay.

    always: existing entries that a need names, with it; directories too, then the directory itself.
    folders: existing directories that a need takes with what is below: what a clean clone holds there stays.
    absent: stand-ins for what is named and not there yet ("target/x.jar"), with the need.
    """

    always: Mapping[str, Need]
    folders: Mapping[str, Need]
    absent: tuple[tuple[str, Need], ...]

    def folder_of(self, path: str) -> Need | None:
        """The need that takes a folder above this path, if there is one."""
        return next((self.folders[p] for p in parents(path) if p in self.folders), None)


def protect(needs: Iterable[Need], paths: Mapping[str, Entry]) -> Protection:
    """Sort the needs by what they mean for the entries that are there."""
    always: dict[str, Need] = {}
    folders: dict[str, Need] = {}
    absent: list[tuple[str, Need]] = []
    globs: list[Need] = []
    for need in needs:
        if not need.glob:
            continue
        if need.is_glob:
            globs.append(need)
        elif need.glob in paths:
            _keep(paths[need.glob], need, always, folders)
        elif need.must:
            absent.append((need.glob, need))
    for need, matched in zip(globs, _matches(globs, paths), strict=True):
        for entry in matched:
            _keep(entry, need, always, folders)
        if not matched and need.kind in ("copy", "mount"):
            absent.extend((path, need) for path in _stand_in(need.glob))
    return Protection(always, folders, tuple(absent))


def _keep(entry: Entry, need: Need, always: dict[str, Need], folders: dict[str, Need]) -> None:
    always.setdefault(entry.path, need)
    if entry.kind == "dir":
        folders.setdefault(entry.path, need)


def _matches(globs: list[Need], paths: Mapping[str, Entry]) -> list[list[Entry]]:
    """What each glob takes: entries that it matches, through no parent."""
    found: list[list[Entry]] = [[] for _ in globs]
    if not globs:
        return found
    index = PatternIndex(need.glob for need in globs)
    for path, entry in paths.items():
        bits = index.hits(path)
        while bits:
            low = bits & -bits
            found[low.bit_length() - 1].append(entry)
            bits ^= low
    return found


def _stand_in(glob: str) -> Iterator[str]:
    """A path that the glob would match: "target/*.jar" gives "target/x.jar"; none for classes."""
    if "[" in glob or "\\" in glob:
        return
    path = glob.replace("**/", "").replace("**", "x").replace("*", "x").replace("?", "x")
    pattern: DockerPattern | None = new_pattern(glob, "a need")
    if pattern and pattern.hits(path):
        yield path


def is_literal(glob: str) -> bool:
    """Is it a path, as an ignore file would read it?"""
    return _SPECIAL.isdisjoint(glob)
