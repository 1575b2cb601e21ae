"""Which lines should an ignore file gain, and which must it not?

Candidates are heard one by one, then the whole file is tried as every builder reads it; what fails is taken
out and told. Pure: the disk was read before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ctxtrim import block
from ctxtrim.ignorefile import IgnoreFile
from ctxtrim.model import BuildPlan, Need, Proposal, Withheld
from ctxtrim.proposal.allowlist import Allowed, allow
from ctxtrim.proposal.body import Choice, body_of
from ctxtrim.proposal.candidates import HEAVY_KINDS, TRANSLATED, Candidate, Named
from ctxtrim.proposal.conflicts import Court, said
from ctxtrim.proposal.effect import effect
from ctxtrim.proposal.marks import Marks
from ctxtrim.proposal.protection import Protection, protect
from ctxtrim.proposal.stock import Stock
from ctxtrim.proposal.trial import losses

MOST_RULES = 400
GIT = "git"
"""The record of `.git`: heard in every tier, since a build reads it for its version or not at all."""


class Options(NamedTuple):
    """What a user lets us propose.

    tiers: "A", or "A" and "B". foresee: also rules for what is not there yet (a new file). allowlist: True
    and False decide; None stays with what the block has, and for a new file takes the form that keeps out
    clearly more. only, skip: record names.
    """

    tiers: frozenset[str] = frozenset("A")
    foresee: bool = False
    allowlist: bool | None = None
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()

    def wants(self, candidate: Candidate) -> bool:
        """Is this candidate to be heard?"""
        if self.only and candidate.record not in self.only:
            return False
        in_tiers = candidate.tier in self.tiers or candidate.record == GIT
        return in_tiers and candidate.record not in self.skip


class Question(NamedTuple):
    """Everything a proposal is made from.

    old: the ignore file's bytes as they are (b"": none). stock: what is eligible under the user's own lines
    of it. plans: label -> what that build takes. needs: of all builds, resolved, and of the manifests.
    candidates: in the order in which they are heard. named: which of some files a sent source names.
    sent: label -> the paths that build transfers, None for all that is eligible. stays_clean: the build
    fails without git and its version says whether a tracked file is missing, so none may be dropped.
    foreseen: patterns that are proposed although they match nothing yet.
    """

    old: bytes
    where: str
    stock: Stock
    plans: Mapping[str, BuildPlan]
    needs: tuple[Need, ...]
    candidates: tuple[Candidate, ...]
    named: Named
    sent: Mapping[str, frozenset[str] | None]
    stays_clean: bool = False
    foreseen: frozenset[str] = frozenset()


def propose(question: Question, options: Options) -> Proposal:
    """The rules to add, those held back, and the file as it would be.

    Raises CtxtrimError where the old file is rejected by no builder but the new one would be.
    """
    allowed = allow(list(question.plans.values()), question.needs, question.stock)
    wanted = options.allowlist
    if wanted is None and not options.foresee:
        wanted = "*" in block.split(IgnoreFile.parse(question.old, question.where)).rules
    if wanted is False or allowed.against or not question.plans:
        proposal = _Attempt(question, options, None).proposal()
        if wanted and allowed.against:
            held = Withheld("*", "an allow-list would keep out what a build takes", (allowed.against,))
            proposal = proposal._replace(withheld=(held, *proposal.withheld))
        return proposal
    listed = _Attempt(question, options, allowed).proposal()
    if wanted:
        return listed
    plain = _Attempt(question, options, None).proposal()
    gain = plain.after.bytes - listed.after.bytes
    return listed if gain > max(65_536, plain.after.bytes // 20) else plain


class _Attempt:
    """One form of the file: rules that keep out, or a list of what is let in."""

    def __init__(self, question: Question, options: Options, allowed: Allowed | None) -> None:
        self.question, self.options, self.allowed = question, options, allowed
        self.file = IgnoreFile.parse(question.old, question.where)
        self.former = block.split(self.file).rules
        self.candidates = self._candidates()
        self.marks = Marks([c.pattern for c in self.candidates], question.stock.paths)
        self.protection = protect(question.needs, question.stock.paths)
        self.withheld: list[Withheld] = []

    def proposal(self) -> Proposal:
        """Hear, write, try, take out what fails, and measure."""
        chosen = self._heard()
        while True:
            text = self._written(chosen)
            failed = self._failed(text, chosen)
            if failed is None:
                return effect(self.question, chosen, text, tuple(self.withheld))
            chosen = [choice for choice in chosen if choice is not failed]

    def _written(self, chosen: list[Choice]) -> bytes:
        """The file with these rules; as it is where its block has the very same, in whatever order."""
        text = block.with_block(self.file, body_of(chosen, self.allowed, self.protection))
        rules = block.split(IgnoreFile.parse(text, self.question.where)).rules
        return self.question.old if sorted(rules) == sorted(self.former) else text

    def _candidates(self) -> list[Candidate]:
        known: dict[str, Candidate] = {}
        skipped = {"*"}
        for candidate in self.question.candidates:
            if candidate.record in self.options.skip:
                skipped.add(candidate.pattern)
            elif self.options.wants(candidate) or candidate.pattern in self.former:
                known.setdefault(candidate.pattern, candidate)
        if self.allowed is None or "*" in self.former:
            for pattern in self.former:
                if not pattern.startswith("!") and pattern not in skipped:
                    known.setdefault(pattern, _former(pattern))
        return list(known.values())

    def _heard(self) -> list[Choice]:
        question = self.question
        heavy = [1 << n for n, c in enumerate(self.candidates) if c.heading in HEAVY_KINDS]
        dropped = {path for bit in heavy for path in self.marks.files(bit)}
        court = Court(question.stock, self.protection, self.marks, question.named(dropped))
        court.drop_tracked = not question.stays_clean
        chosen: list[Choice] = []
        before = 0
        for number, candidate in enumerate(self.candidates):
            bit = 1 << number
            weight = self.marks.sum(bit, without=before)
            if not (weight.files or self._foreseen(candidate)) or not self._inside(candidate, bit):
                continue
            ruling = court.rule(candidate, bit)
            if ruling.against:
                self.withheld.append(Withheld(candidate.pattern, candidate.why, ruling.against))
                continue
            before |= bit
            chosen.append(Choice(candidate, weight, ruling.exceptions))
            if len(chosen) == MOST_RULES:
                break
        return chosen

    def _foreseen(self, candidate: Candidate) -> bool:
        if candidate.pattern in self.former or candidate.pattern in self.question.foreseen:
            return True
        return self.options.foresee and candidate.record == TRANSLATED

    def _inside(self, candidate: Candidate, bit: int) -> bool:
        """Behind a `*`, only what is let in can be junk."""
        if self.allowed is None or ("*" in self.former and candidate.pattern in self.former):
            return True
        if self.options.foresee and self.allowed.folders and candidate.pattern.startswith("**/"):
            return candidate.tier == "A"
        prefixes = tuple(folder + "/" for folder in self.allowed.folders)
        return any(path.startswith(prefixes) for path in self.marks.files(bit)) if prefixes else False

    def _failed(self, text: bytes, chosen: list[Choice]) -> Choice | None:
        """The rule to take out because a build would lose something, if there is one."""
        watched = _watched(self.protection)
        for loss in losses(self.question.old, text, watched, self.question.stock.paths):
            guilty = next((choice for choice in chosen if choice.candidate.pattern == loss.by), None)
            guilty = guilty or next(iter(chosen), None)
            if guilty is None:
                self.withheld.append(Withheld("*", f"{loss.path} would be lost ({loss.dialect.name})"))
                self.allowed = None
                return Choice(Candidate("", "", "", "", ""))
            why = f"{guilty.candidate.why}; {loss.dialect.title} would lose {loss.path}"
            need = self.protection.always.get(loss.path)
            self.withheld.append(Withheld(guilty.candidate.pattern, why, (said(need),) if need else ()))
            return guilty
        return None


def _former(pattern: str) -> Candidate:
    """A rule of the block as it stands, which nothing proposes any more: what it kept out is gone."""
    return Candidate(pattern, "A", "from an earlier run", "earlier", "from an earlier run", untracked=True)


def _watched(protection: Protection) -> Iterable[str]:
    """Every path that must stay eligible, there or not."""
    yield from protection.always
    yield from (path for path, _ in protection.absent)
