"""What does a user let us propose?"""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.proposal.candidates import Candidate

GIT = "git"
"""The record of `.git`: heard in every tier, since a build reads it for its version or not at all."""


class Options(NamedTuple):
    """What a user lets us propose.

    unsafe: also candidates of tier "unsafe". preventive: also rules for what is not there yet (a new
    file). allowlist: True and False decide; None stays with what the block has, and for a new file takes the
    form that keeps out clearly more. only, skip: record names; `skip` also takes rules of an earlier run out.
    """

    unsafe: bool = False
    preventive: bool = False
    allowlist: bool | None = None
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()

    def wants(self, candidate: Candidate) -> bool:
        """Is this candidate to be heard, though no earlier run has adopted it?"""
        if self.only and candidate.record not in self.only:
            return False
        in_tiers = candidate.tier == "safe" or self.unsafe or candidate.record == GIT
        return in_tiers and candidate.record not in self.skip
