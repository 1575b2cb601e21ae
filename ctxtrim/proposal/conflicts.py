"""May a candidate be adopted as it is, with exceptions, or not at all?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.gopath import parents
from ctxtrim.model import Need
from ctxtrim.proposal.aside import any_aside, holds_tests
from ctxtrim.proposal.candidates import HEAVY_KINDS, Candidate
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.marks import Marks
from ctxtrim.proposal.protection import Protection
from ctxtrim.proposal.stock import Stock

MOST_EXCEPTIONS = 6


class Ruling(NamedTuple):
    """What became of a candidate.

    exceptions: paths that must be let back in. against: what forbids it, for people; empty: adopted.
    """

    exceptions: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Court:
    """Everything that a ruling needs to know. named: files that a sent source names -> (source, line)."""

    def __init__(
        self, stock: Stock, protection: Protection, marks: Marks, named: Mapping[str, tuple[str, int]]
    ) -> None:
        self.stock, self.protection, self.marks, self.named = stock, protection, marks, named
        self.drop_tracked = True
        self._always = [(path, need, marks.of(path)) for path, need in protection.always.items()]
        self._absent = [(need, marks.of(path)) for path, need in protection.absent]

    def rule(self, candidate: Candidate, bit: int) -> Ruling:
        """Hear a candidate whose files carry this bit."""
        wanted = [need for need, bits in self._absent if bits & bit]
        if wanted:
            return Ruling(against=tuple(dict.fromkeys(map(said, wanted))))
        kept = {path: said(need) for path, need, bits in self._always if bits & bit}
        count = 0
        for path in self.marks.files(bit):
            count += 1
            reason = self._keeps(candidate, path)
            if reason:
                kept.setdefault(path, reason)
        return self._weigh(kept, count)

    def _keeps(self, candidate: Candidate, path: str) -> str:
        """Why a file that no need names must stay all the same, or ""."""
        stock = self.stock
        if any(pattern_of(glob).hits(path) for glob in candidate.keeps):
            return f"{path}: such files belong to the project"
        if candidate.untracked:
            return f"{path}: git tracks it" if stock.is_tracked(path) else ""
        if not self.drop_tracked and stock.is_tracked(path):
            return f"{path}: git tracks it, and the build reads the version from git: it would turn dirty"
        need = self.protection.folder_of(path)
        if need and stock.is_source(path) and not aside_in(need, path):
            return said(need)
        source = self.named.get(path) if candidate.heading in HEAVY_KINDS else None
        return f"{source[0]}:{source[1]} names {path}" if source else ""

    def _weigh(self, kept: Mapping[str, str], count: int) -> Ruling:
        if not kept:
            return Ruling()
        outer = [path for path in kept if not any(above in kept for above in parents(path))]
        spared = sum(self._files_below(path) for path in outer)
        literal = all(as_pattern(path) == path for path in outer)
        if not literal or len(outer) > MOST_EXCEPTIONS or spared * 2 > count:
            return Ruling(against=tuple(dict.fromkeys(kept.values()))[:5])
        return Ruling(exceptions=tuple(sorted(outer)))

    def _files_below(self, path: str) -> int:
        if path not in self.protection.folders:
            return 1
        return sum(other.startswith(path + "/") for other in self.stock.paths)


def aside_in(need: Need, path: str) -> bool:
    """Is it in a folder of tests or the like inside what the need takes, and not what the need is about?"""
    inside = path[len(need.glob) + 1 :].split("/")[:-1]
    return any(map(holds_tests, inside)) and not any_aside(need.glob.split("/"))


def said(need: Need) -> str:
    """A need as a place and a phrase: "Dockerfile:7: COPY dist"."""
    place = f"{need.where}:{need.line}" if need.line else need.where
    return f"{place}: {need.why}"
