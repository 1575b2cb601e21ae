"""Decide whether a candidate is applied as it is, with exceptions, in parts, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.catalogue.kinds import CACHES, SECRETS, SETTINGS, VERSION_CONTROL
from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.model.build import Need
from ctxtrim.proposal.candidates import HEAVY_KINDS, Candidate
from ctxtrim.proposal.git_ignored import is_product
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.narrowing import Spared, Taken, narrow
from ctxtrim.proposal.protection import Protection, is_test_part

_NO_PRODUCT = frozenset((CACHES, SETTINGS, VERSION_CONTROL))
"""What no host step makes for an image, wherever it lies."""


class Decision(NamedTuple):
    """What became of a candidate.

    exceptions: what must be let back in. kept: all paths that it matches and that must stay. parts: patterns
    to write instead of it, where it has no exceptions or a builder reads them otherwise. against: what
    forbids it as it is, for people. is_cut: `parts` leaves out some that may go.
    """

    exceptions: tuple[Spared, ...] = ()
    kept: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def is_applied(self) -> bool:
        """Whether the pattern is written as it is, with its exceptions."""
        return bool(self.exceptions) or not self.against


class Mentions(NamedTuple):
    """Files that others speak of -> (source, line). named: in a sent source. imported: by the program."""

    named: Mapping[str, tuple[str, int]]
    imported: Mapping[str, tuple[str, int]]


NO_MENTIONS = Mentions({}, {})


class Evidence:
    """Everything that a decision needs to know.

    junk: the bits of all safe candidates: a folder that one of them takes is copied for what it is. is_alone:
    the user has no lines of their own.
    """

    def __init__(
        self,
        inputs: Inputs,
        protection: Protection,
        matches: Matches,
        mentions: Mentions = NO_MENTIONS,
        junk: int = 0,
        is_alone: bool = False,
    ) -> None:
        self.inputs, self.eligible, self.protection = inputs, inputs.eligible, protection
        self.matches, self.mentions, self.junk, self.is_alone = matches, mentions, junk, is_alone
        self._always = _by_bits(protection.always.items(), matches)
        self._absent = _by_bits(protection.absent, matches)
        self._needs_above: dict[str, list[tuple[str, Need]]] = {}

    def decide(self, candidate: Candidate, bit: int, is_lasting: bool = False) -> Decision:
        """Return what becomes of a candidate whose files carry this bit.

        is_lasting: it is wanted for what will come as well.
        """
        absent = _with_bit(self._absent, bit)
        kept = {path: cite(need) for path, need in {**absent, **_with_bit(self._always, bit)}.items()}
        files = []
        for path in self.matches.files(bit):
            files.append(path)
            if reason := self._keeps(candidate, path, bit):
                kept.setdefault(path, reason)
        if not kept:
            return Decision()
        globs = {path: need.glob for path, need in absent.items() if need.is_glob}
        taken = Taken(candidate.pattern, files, kept, globs, self.eligible.paths)
        found = narrow(
            taken._replace(
                is_junk=candidate.untracked,
                is_secret=candidate.heading == SECRETS,
                is_lasting=is_lasting or bool(candidate.keeps),
                is_alone=self.is_alone,
            )
        )
        against = tuple(dict.fromkeys(kept.values()))[:5]
        return Decision(found.exceptions, tuple(kept), found.parts, against, found.is_cut)

    def _keeps(self, candidate: Candidate, path: str, bit: int) -> str:
        """Return why a file that no need names must stay all the same, or ""."""
        eligible = self.eligible
        is_kept = candidate.keeps and any(pattern_of(glob).hits(path) for glob in candidate.keeps)
        if is_kept and not self.matches.of(path.rpartition("/")[0]) & self.junk & ~bit:
            return f"{path}: such files belong to the project"
        if candidate.untracked and eligible.is_tracked(path):
            return f"{path}: git tracks it"
        is_new = path == self.inputs.where  # git will soon track it
        if self.inputs.stays_clean and (eligible.is_tracked(path) or is_new):
            return f"{path}: git tracks it, and the build reads the version from git: it would turn dirty"
        reason = self._taken(candidate, path)
        if reason or candidate.untracked:
            return reason
        if path in self.mentions.imported:
            return "{}:{} imports ".format(*self.mentions.imported[path]) + path
        source = self.mentions.named.get(path) if candidate.heading in HEAVY_KINDS else None
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
            if not candidate.untracked and self.eligible.is_source(path) and not is_test_part(need, path):
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


def _by_bits(pairs: Iterable[tuple[str, Need]], matches: Matches) -> dict[int, list[tuple[str, Need]]]:
    found: dict[int, list[tuple[str, Need]]] = {}
    for path, need in pairs:
        if bits := matches.of(path):
            found.setdefault(bits, []).append((path, need))
    return found


def _with_bit(grouped: Mapping[int, Sequence[tuple[str, Need]]], bit: int) -> dict[str, Need]:
    found: dict[str, Need] = {}
    for bits, pairs in grouped.items():
        if bits & bit:
            found.update(pairs)
    return found


def cite(need: Need) -> str:
    """A need as a place and a phrase: "Dockerfile:7: COPY dist"."""
    place = f"{need.where}:{need.line}" if need.line else need.where
    return f"{place}: {need.why}"
