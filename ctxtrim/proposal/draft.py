"""Draft a file that loses nothing, of one form: rules that exclude, or an allow-list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ctxtrim.go.path import parents
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ignore_file import MOBY, IgnoreFile, new_pattern
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Sum
from ctxtrim.model.proposal import Proposal, Withheld
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.allowlist import STAR, Allowed
from ctxtrim.proposal.candidates import HEAVY_KINDS, TRANSLATED, Candidate
from ctxtrim.proposal.decisions import Evidence, cite
from ctxtrim.proposal.effect import effect
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.git_ignored import IGNORED
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.options import Options
from ctxtrim.proposal.protection import protect
from ctxtrim.proposal.repeat_user_lines import again
from ctxtrim.proposal.verify_on_all_builders import BuilderCheck, Loss
from ctxtrim.proposal.write_lines import Body, Choice, body_of

SMALL_SETTINGS = 65_536
"""Bytes of settings (CI, editors, ignore files) that are not worth a line in a file that exists."""
NAMED = "chosen by path"
MOST_LINES = 449
"""Rules of a whole file, the user's own counted: a client built with Go 1.27 fails at 491."""
MOST_BYTES = 1_000_000
"""Of all rules, 48 more for each: BuildKit sends them as headers of 1 MiB at most."""


class Attempt:
    """One form of the file. withheld: what was held back, with the reasons; grows with `proposal`."""

    def __init__(self, inputs: Inputs, options: Options, allowed: Allowed | None = None) -> None:
        self.inputs, self.options, self.allowed = inputs, options, allowed
        self.file = IgnoreFile.parse(inputs.old, inputs.where)
        self.parts = block.split(self.file)
        above = block.around(self.parts)[0]
        self.let_in = tuple(text for line in above if (text := MOBY.clean(line.text)).startswith("!"))
        self.again = tuple(again(above, allowed.exceptions)) if allowed else ()
        repeated = {MOBY.clean(line.text) for line in above} if STAR in self.parts.rules else set[str]()
        self.former = frozenset(self.parts.rules) - repeated
        self.candidates = self._candidates()
        self.matches = Matches([c.pattern for c in self.candidates], inputs.eligible.paths)
        self.protection = protect(inputs.needs, inputs.eligible.paths)
        self.withheld: list[Withheld] = []

    def proposal(self) -> Proposal | None:
        """Hear, write, try, take out what fails, and measure. None where the form itself loses something;
        the last reason says what.
        """
        own = self.parts.without_block()
        check = BuilderCheck((self.inputs.old, own), self.inputs.eligible.paths, [*self.protection.paths()])
        chosen = self._with_room(self._heard(), own)
        while chosen is not None:
            text = self._text(chosen)
            found = check.losses(text, self._watched(chosen))
            if not found:
                return effect(self.inputs, chosen, text, self.withheld, bool(self.allowed))
            chosen = self._without_the_guilty(found, chosen, check)
        return None

    def _text(self, chosen: Sequence[Choice]) -> bytes:
        kept = () if self.allowed or STAR in self.former else self._exceptions_so_far()
        body = Body(chosen, self.allowed, self.protection, self.parts.rules, kept, self.again)
        return block.with_block(self.file, body_of(body))

    def _exceptions_so_far(self) -> tuple[str, ...]:
        """What our block lets back in stays let in: whoever put it there."""
        return tuple(rule for rule in self.parts.rules if rule.startswith("!"))

    def _candidates(self) -> list[Candidate]:
        """Those that are wanted, and what an earlier run adopted, as long as its reason stands."""
        known: dict[str, Candidate] = {}
        skipped = set()
        headings = self.parts.headings()
        named = {path: as_pattern(path) for path in self.options.paths if path in self.inputs.eligible.paths}
        mine = (Candidate(p, "unsafe", "named with --only", IGNORED, NAMED) for p in named.values())
        for candidate in (*self.inputs.candidates, *mine):
            if candidate.record in self.options.skip:
                skipped.add(candidate.pattern)
            elif self.options.wants(candidate) or candidate.pattern in self.former:
                if candidate.tier == "never":
                    candidate = candidate._replace(tier="unsafe")
                if headings.get(candidate.pattern) == candidate.heading:
                    known[candidate.pattern] = candidate
                known.setdefault(candidate.pattern, candidate)
        for rule in self.parts.rules:
            if rule in self.former and rule not in skipped and not rule.startswith("!") and rule != STAR:
                known.setdefault(rule, _former(rule, headings.get(rule, "")))
        return list(known.values())

    def _heard(self) -> list[Choice]:
        evidence = self._court()
        chosen: list[Choice] = []
        before = 0
        for number, candidate in enumerate(self.candidates):
            bit = 1 << number
            adds = self.matches.sum(bit, without=before)
            if not self._is_worth_a_line(candidate, adds) or not self._inside(candidate, bit):
                continue
            if let_in := self._lets_in(candidate):
                why = f"{self.inputs.where} lets it in with `{let_in}`"
                self.withheld.append(Withheld(candidate.pattern, candidate.why, (why,)))
                continue
            decision = evidence.rule(candidate, bit)
            if decision.against:
                self.withheld.append(Withheld(candidate.pattern, candidate.why, decision.against))
                continue
            before |= bit
            chosen.append(Choice(candidate, bit, self.matches.sum(bit), decision.exceptions, decision.kept))
        return chosen if self._is_worth_a_file(chosen) else []

    def _court(self) -> Evidence:
        inputs = self.inputs
        heavy = [1 << n for n, c in enumerate(self.candidates) if c.heading in HEAVY_KINDS]
        named = inputs.named(self._files(heavy)) if heavy else {}
        evidence = Evidence(inputs.eligible, self.protection, self.matches, named, not inputs.stays_clean)
        rare = [
            1 << n for n, c in enumerate(self.candidates) if c.tier != "safe" and c.heading not in HEAVY_KINDS
        ]
        evidence.imported = inputs.imported(self._files(rare)) if rare else {}
        evidence.itself = inputs.where
        evidence.junk = sum(1 << n for n, c in enumerate(self.candidates) if c.tier == "safe")
        return evidence

    def _files(self, bits: Iterable[int]) -> set[str]:
        return {path for bit in bits for path in self.matches.files(bit)}

    def _lets_in(self, candidate: Candidate) -> str:
        """The user's exception above our lines that is about what this rule is about, or ""."""
        pattern = new_pattern(candidate.pattern, "a rule") if self.let_in else None
        for text in self.let_in if pattern else ():
            glob = text[1:].lstrip("/")
            if pattern and any(pattern.hits(step) for step in (glob, *parents(glob))):
                return text
        return ""

    def _is_worth_a_file(self, chosen: Sequence[Choice]) -> bool:
        """Return whether a new file would exclude more than settings of a few bytes, such as itself."""
        asked = self.inputs.old or self.options.preventive
        return bool(asked) or any(c.weight.files and not c.candidate.is_metadata for c in chosen)

    def _is_worth_a_line(self, candidate: Candidate, adds: Sum) -> bool:
        """Return whether it excludes something, or is preventive; small settings are for a new file."""
        if self._foreseen(candidate):
            return True
        is_small = candidate.is_metadata and adds.bytes < SMALL_SETTINGS
        return adds.files > 0 and (self.options.preventive or self.options.unsafe or not is_small)

    def _foreseen(self, candidate: Candidate) -> bool:
        """Return whether it is written though it matches nothing yet; not where it repeats a line."""
        if candidate.pattern in self.again:
            return False
        if candidate.pattern in self.former or candidate.pattern in self.inputs.expected:
            return True
        return self.options.preventive and candidate.record == TRANSLATED

    def _inside(self, candidate: Candidate, bit: int) -> bool:
        """Behind a `*`, only what is let in can be junk."""
        if self.allowed is None:
            return True
        lasting = self.options.preventive or candidate.pattern in self.former
        if lasting and self.allowed.folders and candidate.pattern.startswith("**/"):
            return candidate.tier == "safe"
        prefixes = tuple(folder + "/" for folder in self.allowed.folders)
        return any(path.startswith(prefixes) for path in self.matches.files(bit)) if prefixes else False

    def _with_room(self, chosen: list[Choice], own: bytes) -> list[Choice] | None:
        """The heaviest of them, where not all fit into a file that every builder can send."""
        patterns = Ruleset.read(own, DEFAULT, self.inputs.where).patterns
        lines = [pattern.text for pattern in patterns]
        lines += (STAR, *self.allowed.exceptions, *self.again) if self.allowed else ()
        room, space = MOST_LINES - len(lines), MOST_BYTES - sum(map(_cost, lines))
        if self.allowed and (room < 0 or space < 0):
            self.withheld.append(Withheld(STAR, f"the list would have more than {MOST_LINES} lines"))
            return None
        fitting = set()
        for choice in sorted(chosen, key=lambda choice: -choice.weight.bytes):
            costs = [_cost(choice.candidate.pattern)] + [_cost(path) for path in choice.exceptions] * 2
            if len(costs) <= room and sum(costs) <= space:
                room, space = room - len(costs), space - sum(costs)
                fitting.add(choice.bit)
            else:
                why = f"a file of more than {MOST_LINES} rules may be too long for a builder"
                self.withheld.append(Withheld(choice.candidate.pattern, why))
        return [choice for choice in chosen if choice.bit in fitting]

    def _watched(self, chosen: Sequence[Choice]) -> Iterator[str]:
        """What must stay besides the needs: what a rule spares, and all that a list lets in."""
        for choice in chosen:
            yield from choice.kept
        if self.allowed:
            prefixes = tuple(folder + "/" for folder in self.allowed.folders)
            dropped = sum(choice.bit for choice in chosen)
            for path in self.inputs.eligible.paths:
                if path.startswith(prefixes) and not self.matches.of(path) & dropped:
                    yield path

    def _without_the_guilty(
        self, found: Sequence[Loss], chosen: list[Choice], check: BuilderCheck
    ) -> list[Choice] | None:
        """The choices without those that lose something; None where none of them does it."""
        by_pattern = {choice.candidate.pattern: choice for choice in chosen}
        guilty = {loss.by: loss for loss in reversed(found) if loss.by in by_pattern}
        if not guilty:
            first = self._first_that_loses(found[0], chosen, check)
            if first is None:
                self.withheld.append(Withheld(STAR, f"{found[0].said()}", self._who_needs(found[0])))
                return None
            guilty = {first.candidate.pattern: found[0]}
        for pattern, loss in guilty.items():
            why = f"{by_pattern[pattern].candidate.why}; but {loss.said()}"
            self.withheld.append(Withheld(pattern, why, self._who_needs(loss)))
        return [choice for choice in chosen if choice.candidate.pattern not in guilty]

    def _first_that_loses(self, loss: Loss, chosen: Sequence[Choice], check: BuilderCheck) -> Choice | None:
        """The rule with which the loss begins, if they are added one by one."""
        for count in range(len(chosen) + 1):
            if check.has(loss, self._text(chosen[:count])):
                return chosen[count - 1] if count else None
        return None

    def _who_needs(self, loss: Loss) -> tuple[str, ...]:
        need = self.protection.need_of(loss.path)
        return (cite(need),) if need else ()


def _former(pattern: str, heading: str) -> Candidate:
    """A rule of the block that nothing proposes any more: what it kept out is gone. It stays for the day
    when that comes back, unless it would take something that git tracks.
    """
    return Candidate(pattern, "safe", "from an earlier run", "earlier", heading or "earlier", untracked=True)


def _cost(line: str) -> int:
    return len(line.encode("utf-8", "surrogateescape")) + 48
