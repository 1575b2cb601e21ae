"""Decide whether a candidate is applied as it is, with exceptions, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from ctxtrim.catalogue.kinds import CACHES, SETTINGS, VERSION_CONTROL
from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.go.path import parents
from ctxtrim.model.build import Need
from ctxtrim.proposal.candidates import HEAVY_KINDS, Candidate
from ctxtrim.proposal.eligible_files import EligibleFiles
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.git_ignored import is_product
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.protection import Protection
from ctxtrim.proposal.test_and_doc_folders import any_test_or_doc, holds_tests

MOST_EXCEPTIONS = 6
_NO_PRODUCT = frozenset((CACHES, SETTINGS, VERSION_CONTROL))
"""What no host step makes for an image, wherever it lies."""


class Decision(NamedTuple):
    """What became of a candidate.

    exceptions: paths that must be let back in. kept: all paths that it matches and that must stay. against:
    what forbids it, for people; empty: adopted.
    """

    exceptions: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Evidence:
    """Everything that a decision needs to know.

    named: files that a sent source names -> (source, line). drop_tracked: may a tracked file be kept out at
    all?
    """

    def __init__(
        self,
        eligible: EligibleFiles,
        protection: Protection,
        matches: Matches,
        named: Mapping[str, tuple[str, int]],
        drop_tracked: bool = True,
    ) -> None:
        self.eligible, self.protection, self.matches, self.named = eligible, protection, matches, named
        self.drop_tracked = drop_tracked
        self.junk = 0
        """The bits of all candidates of tier A: a folder that one of them takes is copied for what it is."""
        self.imported: Mapping[str, tuple[str, int]] = {}
        """Files that the program imports -> (source, line)."""
        self.itself = ""
        """The ignore file: if it is new, git will soon track it."""
        self._absent = [(need, bits) for path, need in protection.absent if (bits := matches.of(path))]
        self._always: dict[int, list[tuple[str, Need]]] = {}
        for path, need in protection.always.items():
            if bits := matches.of(path):
                self._always.setdefault(bits, []).append((path, need))
        self._needs_above: dict[str, list[tuple[str, Need]]] = {}

    def rule(self, candidate: Candidate, bit: int) -> Decision:
        """Hear a candidate whose files carry this bit."""
        wanted = [need for need, bits in self._absent if bits & bit]
        if wanted:
            return Decision(against=tuple(dict.fromkeys(map(cite, wanted)))[:5])
        kept = {
            path: cite(need) for bits, pairs in self._always.items() if bits & bit for path, need in pairs
        }
        count = 0
        for path in self.matches.files(bit):
            count += 1
            reason = self._keeps(candidate, path)
            if reason:
                kept.setdefault(path, reason)
        return self._weigh(kept, count)

    def _keeps(self, candidate: Candidate, path: str) -> str:
        """Why a file that no need names must stay all the same, or ""."""
        eligible = self.eligible
        if candidate.keeps and any(pattern_of(glob).hits(path) for glob in candidate.keeps):
            return f"{path}: such files belong to the project"
        if candidate.untracked and eligible.is_tracked(path):
            return f"{path}: git tracks it"
        if not self.drop_tracked and (eligible.is_tracked(path) or path == self.itself):
            return f"{path}: git tracks it, and the build reads the version from git: it would turn dirty"
        reason = self._taken(candidate, path)
        if reason or candidate.untracked:
            return reason
        if path in self.imported:
            return "{}:{} imports ".format(*self.imported[path]) + path
        source = self.named.get(path) if candidate.heading in HEAVY_KINDS else None
        return f"{source[0]}:{source[1]} names {path}" if source else ""

    def _taken(self, candidate: Candidate, path: str) -> str:
        """The need that takes the file with a folder: made for the image, or what a clean clone holds."""
        parent = path.rpartition("/")[0]
        above = self._needs_above.get(parent)
        if above is None:
            above = self._needs_above[parent] = self.protection.above(parent) if parent else []
        for folder, need in above:
            is_made = candidate.heading not in _NO_PRODUCT and self._made_for_image(folder, need)
            if is_made or self.matches.of(folder) & self.junk:
                return cite(need)
            if not candidate.untracked and self.eligible.is_source(path) and not _aside(folder, path):
                return cite(need)
        return ""

    def _made_for_image(self, folder: str, need: Need) -> bool:
        """Return whether it is copied though version control has none of it: a step on the host makes it."""
        eligible = self.eligible
        if need.kind not in ("copy", "mount", "flow") or (
            eligible.tracked and eligible.holds_tracked(folder)
        ):
            return False
        return eligible.is_ignored(folder) or is_product(folder)

    def _weigh(self, kept: Mapping[str, str], count: int) -> Decision:
        if not kept:
            return Decision()
        outer = [path for path in kept if not any(above in kept for above in parents(path))]
        spared = sum(
            self._files_below.get(path, 0) if path in self.protection.folders else 1 for path in outer
        )
        literal = all(as_pattern(path) == path for path in outer)
        if not literal or len(outer) > MOST_EXCEPTIONS or spared * 2 > count:
            return Decision(against=tuple(dict.fromkeys(kept.values()))[:5])
        return Decision(exceptions=tuple(sorted(outer)), kept=tuple(kept))

    @cached_property
    def _files_below(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for path in self.eligible.paths:
            for folder in parents(path):
                found[folder] = found.get(folder, 0) + 1
        return found


def is_test_part(need: Need, path: str) -> bool:
    """Return whether it is in a folder of tests or the like below the need, and not the need itself."""
    return _aside(need.glob, path)


def _aside(folder: str, path: str) -> bool:
    inside = path[len(folder) + 1 :].split("/")[:-1]
    return any(map(holds_tests, inside)) and not any_test_or_doc(folder.split("/"))


def cite(need: Need) -> str:
    """A need as a place and a phrase: "Dockerfile:7: COPY dist"."""
    place = f"{need.where}:{need.line}" if need.line else need.where
    return f"{place}: {need.why}"
