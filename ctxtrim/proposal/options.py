"""What a user lets ctxtrim propose."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.escape import as_pattern


class Options(NamedTuple):
    """Choices of the user.

    unsafe: also what a clean clone holds (tests, docs, pictures). preventive: also rules for what is not
    there yet (a new file). allowlist: True and False decide; None stays with what the block has, and for a
    new file with `unsafe` takes the form that excludes clearly more. only: record names. skip: record names,
    and patterns as they are proposed; it also takes rules of an earlier run out. paths: proposed although
    nothing says that they are junk; like `only`, nothing else is new then.
    """

    unsafe: bool = False
    preventive: bool = False
    allowlist: bool | None = None
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()

    def skips(self, candidate: Candidate) -> bool:
        """Return whether the user wants no such rule."""
        return candidate.record in self.skip or candidate.pattern in self.skip

    def wants(self, candidate: Candidate) -> bool:
        """Return whether this candidate is considered, though no earlier run has adopted it."""
        if self.skips(candidate):
            return False
        if self.paths and candidate.pattern in map(as_pattern, self.paths):
            return True
        if (self.only or self.paths) and candidate.record not in self.only:
            return False
        return candidate.tier == "safe" or (self.unsafe and candidate.tier == "unsafe")
