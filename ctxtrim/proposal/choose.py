"""Choose the rules of a file: decide every candidate, narrow what takes too much, drop what others cover."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from ctxtrim.catalogue.kinds import SECRETS
from ctxtrim.go.path import parents
from ctxtrim.matching.ignore_file import MOBY, IgnoreFile, new_pattern
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.proposal import Withheld
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.allowlist import STAR, Allowed
from ctxtrim.proposal.candidates import HEAVY_KINDS, TRANSLATED, Candidate
from ctxtrim.proposal.covered import is_covered, without_covered
from ctxtrim.proposal.decisions import Decision, Evidence, Mentions
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.options import Options
from ctxtrim.proposal.protection import protect
from ctxtrim.proposal.repeat_user_lines import again
from ctxtrim.proposal.wanted import Earlier, wanted
from ctxtrim.proposal.write_lines import Choice

SMALL_SETTINGS = 65_536
"""Bytes of settings (CI, editors, ignore files) that are not worth a line in a file that exists."""


class Chosen(NamedTuple):
    """The rules to write, in the order of the candidates, with the files that these match."""

    choices: list[Choice]
    withheld: list[Withheld]
    matches: Matches


class _Decided(NamedTuple):
    """Candidates, what they match, and what becomes of each."""

    candidates: Sequence[Candidate]
    decisions: Sequence[Decision]
    matches: Matches


class Chooser:
    """Chooses the rules for one form of the file: rules that exclude, or behind an allow-list (`allowed`)."""

    def __init__(self, inputs: Inputs, options: Options, allowed: Allowed | None = None) -> None:
        self.inputs, self.options, self.allowed = inputs, options, allowed
        self.file = IgnoreFile.parse(inputs.old, inputs.where)
        self.parts = block.split(self.file)
        self.own = Ruleset.read(self.parts.without_block(), inputs.dialect, inputs.where)
        above, below = block.around(self.parts)
        self.let_in = tuple(text for line in above if (text := MOBY.clean(line.text)).startswith("!"))
        self.let_in_below = tuple(text for line in below if (text := MOBY.clean(line.text)).startswith("!"))
        self.repeated = tuple(again(above, allowed.exceptions)) if allowed else ()
        repeated = {MOBY.clean(line.text) for line in above} if STAR in self.parts.rules else set[str]()
        self.former = frozenset(self.parts.rules) - repeated
        self.protection = protect(inputs.needs, inputs.eligible.paths)

    @property
    def exceptions_so_far(self) -> tuple[str, ...]:
        """Return what an earlier run, or somebody in our block, has let back in."""
        return tuple(rule for rule in self.parts.rules if rule.startswith("!"))

    def choose(self, refused: Collection[str], split: Collection[str]) -> Chosen:
        """Return the rules that hold.

        refused: patterns that are left out. split: those that are written in parts, not with exceptions.
        """
        decided, withheld = self._narrowed(self._decide(self._candidates), split)
        choices: list[Choice] = []
        against: dict[int, tuple[str, ...]] = {}
        for number, (candidate, decision) in enumerate(zip(*decided[:2], strict=True)):
            choice = self._choice(candidate, 1 << number, decided.matches, decision)
            if candidate.pattern in refused or not self._is_worth_a_line(choice, decided.matches):
                continue
            choices.append(choice)
            reasons = (
                self._let_in_against(candidate)
                or self._undone_by(choice, decided.matches)
                or (() if decision.is_applied else decision.against)
            )
            if reasons:
                against[choice.bit] = reasons
        chosen = self._without_idle([c for c in choices if c.bit not in against], decided.matches)
        every = {choice.bit: choice for choice in chosen}
        for choice in choices:
            whole, candidate = choice._replace(kept=frozenset()), choice.candidate
            is_told = not choice.weight.files or not is_covered(whole, every, decided.matches)
            if choice.bit in against and is_told:
                withheld.append(Withheld(candidate.pattern, candidate.why, against[choice.bit]))
        return Chosen(chosen, withheld, decided.matches)

    def _narrowed(self, decided: _Decided, split: Collection[str]) -> tuple[_Decided, list[Withheld]]:
        """Put parts in the place of patterns that take too much; return what is left out of them as well."""
        parts: dict[str, tuple[str, ...]] = {}
        cut: list[Withheld] = []
        for candidate, decision in zip(*decided[:2], strict=True):
            if decision.parts and (candidate.pattern in split or not decision.exceptions):
                parts[candidate.pattern] = decision.parts
                if decision.is_cut:
                    why = f"{candidate.why}; in part: only the largest groups are excluded"
                    cut.append(Withheld(candidate.pattern, why, decision.against))
        return (self._decide(_in_parts(decided.candidates, parts)) if parts else decided), cut

    @cached_property
    def _candidates(self) -> list[Candidate]:
        earlier = Earlier(self.parts.rules, self.former, self.parts.headings())
        return wanted(self.inputs, self.options, earlier, bool(self.allowed))

    def _decide(self, candidates: Sequence[Candidate]) -> _Decided:
        inputs = self.inputs
        matches = Matches([c.pattern for c in candidates], inputs.eligible.paths)
        evidence = Evidence(
            inputs,
            self.protection,
            matches,
            self._mentions,
            sum(1 << number for number, c in enumerate(candidates) if c.tier == "safe"),
            not self.own.patterns,
        )
        lasting = self.former | inputs.expected
        return _Decided(
            candidates,
            [evidence.decide(c, 1 << number, c.pattern in lasting) for number, c in enumerate(candidates)],
            matches,
        )

    @cached_property
    def _mentions(self) -> Mentions:
        inputs, candidates = self.inputs, self._candidates
        matches = Matches([c.pattern for c in candidates], inputs.eligible.paths)
        heavy, rare = set[str](), set[str]()
        for number, candidate in enumerate(candidates):
            if candidate.heading in HEAVY_KINDS:
                heavy.update(matches.files(1 << number))
            elif candidate.tier != "safe":
                rare.update(matches.files(1 << number))
        return Mentions(inputs.named(heavy) if heavy else {}, inputs.imported(rare) if rare else {})

    def _choice(self, candidate: Candidate, bit: int, matches: Matches, decision: Decision) -> Choice:
        """Return a candidate as it would be written. No exception may let in what a list does not."""
        exceptions, kept = decision.exceptions, frozenset(decision.kept)
        if self.allowed:
            exceptions = tuple(one for one in exceptions if one.pattern.startswith(self._prefixes))
            kept = frozenset(path for path in kept if path.startswith(self._prefixes))
        return Choice(candidate, bit, matches.sum(bit), exceptions, kept, decision.parts)

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        return tuple(folder + "/" for folder in self.allowed.folders) if self.allowed else ()

    def _is_inside(self, candidate: Candidate, files: Iterable[str]) -> bool:
        """Return whether it is about what a list lets in: behind a `*`, nothing else can be junk."""
        is_lasting = self.options.preventive or candidate.pattern in self.former
        if is_lasting and self._prefixes and candidate.pattern.startswith("**/"):
            return candidate.tier == "safe" or candidate.heading == SECRETS
        return any(path.startswith(self._prefixes) for path in files)

    def _let_in_against(self, candidate: Candidate) -> tuple[str, ...]:
        """Return the user's exception above our lines that is about what this rule is about."""
        pattern = new_pattern(candidate.pattern, "a rule") if self.let_in else None
        for text in self.let_in if pattern else ():
            glob = text[1:].lstrip("/")
            if pattern and any(pattern.hits(step) for step in (glob, *parents(glob))):
                return (f"{self.inputs.where} lets it in with `{text}`",)
        return ()

    def _undone_by(self, choice: Choice, matches: Matches) -> tuple[str, ...]:
        """Return the user's exception below our lines that includes again all that this rule excludes."""
        files = tuple(matches.files(choice.bit)) if self.let_in_below else ()
        for text in self.let_in_below:
            pattern = new_pattern(text, "an exception")
            paths = files or (choice.candidate.pattern,)
            if pattern and all(any(map(pattern.hits, (*parents(path), path))) for path in paths):
                return (f"{self.inputs.where} lets it in with `{text}`",)
        return ()

    def _is_worth_a_line(self, choice: Choice, matches: Matches) -> bool:
        """Return whether it excludes something, or is preventive; small settings are for a new file."""
        candidate, weight = choice.candidate, choice.weight
        if self.allowed and not self._is_inside(candidate, matches.files(choice.bit)):
            return False
        if candidate.pattern in self.repeated:
            return False
        if self._is_lasting(candidate):
            return True
        is_small = candidate.is_metadata and weight.bytes < SMALL_SETTINGS
        return weight.files > 0 and (self.options.preventive or self.options.unsafe or not is_small)

    def _is_lasting(self, candidate: Candidate) -> bool:
        """Return whether it is written though it matches nothing yet."""
        if candidate.pattern in self.former or candidate.pattern in self.inputs.expected:
            return True
        return self.options.preventive and candidate.record == TRANSLATED

    def _without_idle(self, choices: Sequence[Choice], matches: Matches) -> list[Choice]:
        """Return the choices without those that others cover, or none where they are not worth a new file:
        nothing but settings of a few bytes, such as the file itself.
        """
        is_asked = self.inputs.old or self.options.preventive
        if not is_asked and all(c.candidate.is_metadata or not c.weight.files for c in choices):
            return []
        lasting = {c.candidate.pattern for c in choices if self._is_lasting(c.candidate)}
        return without_covered(choices, matches, lasting, self._is_excluded)

    def _is_excluded(self, path: str) -> bool:
        return not self.own.judge_path(path).eligible


def _in_parts(candidates: Iterable[Candidate], parts: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """Return the candidates, some replaced by their parts; each pattern once."""
    known: dict[str, Candidate] = {}
    for candidate in candidates:
        for pattern in parts.get(candidate.pattern, (candidate.pattern,)):
            known.setdefault(pattern, candidate._replace(pattern=pattern))
    return list(known.values())
