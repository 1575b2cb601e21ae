"""Paths that must stay eligible because a need names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.catalogue.kinds import CACHES, DEPENDENCIES, DIR_KINDS
from ctxtrim.context.links import follow
from ctxtrim.expressions import expression
from ctxtrim.go.path import parents
from ctxtrim.manifests.tree_cache import INSTALLED
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern import RejectedPattern
from ctxtrim.matching.pattern_index import PatternIndex
from ctxtrim.model.build import Need
from ctxtrim.model.context import Entry
from ctxtrim.proposal.test_and_doc_folders import any_test_or_doc, holds_tests

_SPECIAL = frozenset("*?[]\\")
_LEAKING = expression(r"[{}|^]")
_JUNK = INSTALLED | {
    name for name, kind in DIR_KINDS.items() if kind in (DEPENDENCIES, CACHES) and name[0] in "._"
}
"""Folders of what tools put there: a wildcard that reaches into one by chance needs nothing of it."""


class Protection(NamedTuple):
    """What must stay.

    always: existing entries that a need names, with it; directories too, then the directory itself.
    folders: existing directories that a need takes with what is below: what a clean clone holds there stays.
    absent: stand-ins for what is named and not there yet ("target/x.jar"), with the need.
    """

    always: Mapping[str, Need]
    folders: Mapping[str, Need]
    absent: tuple[tuple[str, Need], ...]

    def above(self, folder: str) -> list[tuple[str, Need]]:
        """The folders that needs take, among this one and those above it."""
        steps = (*parents(folder), folder)
        return [(step, self.folders[step]) for step in steps if step in self.folders]

    def folder_of(self, path: str) -> Need | None:
        """The need that takes a folder above this path, if there is one."""
        return next((need for _, need in self.above(path.rpartition("/")[0])), None)

    def paths(self) -> Iterator[str]:
        """Every path that must stay eligible, there or not."""
        yield from self.always
        yield from (path for path, _ in self.absent)

    def need_of(self, path: str) -> Need | None:
        """The need that names a path, or takes a folder above it."""
        for step in (path, *reversed(parents(path))):
            if step in self.always:
                return self.always[step]
        return next((need for stand_in, need in self.absent if stand_in == path), None)


def protect(needs: Iterable[Need], paths: Mapping[str, Entry]) -> Protection:
    """Sort the needs by what they mean for the entries that are there."""
    keeper = _Keeper(paths)
    named = [need for need in needs if need.glob]
    globs = [need for need in named if need.is_glob]
    for need in named:
        if not need.is_glob and not keeper.keep(need.glob, need) and need.must:
            keeper.absent.append((need.glob, need))
    for need, matched in zip(globs, _matches(globs, paths), strict=True):
        for path in matched:
            if not _is_by_chance(need.glob, path):
                keeper.keep(path, need)
        if not matched and need.kind in ("copy", "mount"):
            keeper.absent += [(path, need) for path in _stand_ins(need.glob)]
    return Protection(keeper.always, keeper.folders, tuple(keeper.absent))


def _is_by_chance(glob: str, path: str) -> bool:
    """Whether a path lies inside dependencies or caches whose folder the glob does not write out."""
    return any(name in _JUNK and name not in glob for name in path.split("/")[:-1])


class _Keeper:
    """Gathers what must stay."""

    def __init__(self, paths: Mapping[str, Entry]) -> None:
        self.paths = paths
        self.always: dict[str, Need] = {}
        self.folders: dict[str, Need] = {}
        self.absent: list[tuple[str, Need]] = []
        self._has_links = any(entry.kind == "link" for entry in paths.values())

    def keep(self, path: str, need: Need) -> bool:
        """Keep a path, and what it leads to through links. False if nothing is there."""
        steps = [path]
        if self._has_links or path not in self.paths:
            end, links = follow(path, lambda step: _target(self.paths.get(step)))
            steps = [*links, end] if end else [*links]
        for step in steps:
            entry = self.paths.get(step)
            if entry is None:
                if step != path:
                    self.absent.append((step, need))
                continue
            self.always.setdefault(step, need)
            if entry.kind == "dir":
                self.folders.setdefault(step, need)
        return any(step in self.paths for step in steps)


def _target(entry: Entry | None) -> str:
    """The target of an entry that is a link, "" for anything else."""
    return entry.link if entry and entry.kind == "link" else ""


def _matches(globs: Sequence[Need], paths: Mapping[str, Entry]) -> list[dict[str, None]]:
    """What each glob takes: paths that it matches, through no parent."""
    found: list[dict[str, None]] = [{} for _ in globs]
    forms = [(number, form) for number, need in enumerate(globs) for form in _forms(need.glob)]
    if not forms:
        return found
    index = PatternIndex.of(form for _, form in forms)
    for path in paths:
        bits = index.hits(path)
        while bits:
            low = bits & -bits
            found[forms[low.bit_length() - 1][0]][path] = None
            bits ^= low
    return found


def _forms(glob: str) -> Iterator[str]:
    """A source's wildcard as BuildKit's matcher reads it, and as Go's filepath.Match does, to which a brace,
    a bar or a `!` in front is itself.
    """
    plain = "[" not in glob and "\\" not in glob
    for form in dict.fromkeys((glob, _LEAKING.sub(r"\\\g<0>", glob) if plain else glob)):
        yield "\\" + form if form.startswith("!") else form


def _stand_ins(glob: str) -> Iterator[str]:
    """A path that the glob would match: "target/*.jar" gives "target/x.jar"; none for classes."""
    if "[" in glob or "\\" in glob:
        return
    path = glob.replace("**/", "").replace("**", "x").replace("*", "x").replace("?", "x")
    patterns = [new_pattern(form, "a need") for form in _forms(glob)]
    if any(pattern and pattern.hits(path) for pattern in patterns):
        yield path


def is_readable(need: Need) -> bool:
    """Return whether builders compile its wildcard; what a manifest seems to name may be no pattern."""
    try:
        patterns = [new_pattern(form, "a need") for form in _forms(need.glob)] if need.is_glob else []
        return all(pattern is not None and pattern.hits("x") in (True, False) for pattern in patterns)
    except RejectedPattern:
        return False


def is_test_part(need: Need, path: str) -> bool:
    """Return whether it is in a folder of tests below the need, and the need itself is none."""
    inside = path[len(need.glob) + 1 :].split("/")[:-1]
    return any(map(holds_tests, inside)) and not any_test_or_doc(need.glob.split("/"))


def is_literal(glob: str) -> bool:
    """Return whether an ignore file would read it as a path."""
    return _SPECIAL.isdisjoint(glob)
