"""Draft a file that loses nothing, of one form: rules that exclude, or an allow-list.

Candidates are chosen, laid out, and the file is judged as every builder reads it. A rule that loses something
is written in parts, or refused, until the file holds; then it is measured.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.model.proposal import Proposal, Withheld
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.allowlist import STAR, Allowed
from ctxtrim.proposal.choose import Chooser
from ctxtrim.proposal.covered import takes
from ctxtrim.proposal.decisions import cite
from ctxtrim.proposal.effect import effect
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.options import Options
from ctxtrim.proposal.verify_on_all_builders import BuilderCheck, Loss
from ctxtrim.proposal.write_lines import Body, Choice, body_of

MOST_LINES = 449
"""Rules of a whole file, the user's own counted: a client built with Go 1.27 fails at 491."""
MOST_BYTES = 1_000_000
"""Of all rules, 48 more for each: BuildKit sends them as headers of 1 MiB at most."""


class Draft(NamedTuple):
    """The proposal, None where the form itself loses something: the last of `withheld` says what."""

    proposal: Proposal | None
    withheld: tuple[Withheld, ...]


class _Changes(NamedTuple):
    """What trying a file has shown.

    refused: patterns that lose something, with the reasons. split: patterns whose exceptions do not hold on
    every builder. early: patterns that cannot stand behind the exceptions of others.
    """

    refused: dict[str, Withheld]
    split: set[str]
    early: set[str]


def draft(inputs: Inputs, options: Options, allowed: Allowed | None = None) -> Draft:
    """Return the file of one form."""
    form = _Form(inputs, options, allowed)
    changes = _Changes({}, set(), set())
    while True:
        chosen = form.chooser.choose(changes.refused, changes.split)
        choices, no_room = form.with_room(chosen.choices)
        withheld = (*chosen.withheld, *changes.refused.values(), *no_room)
        if choices is None:
            return Draft(None, withheld)
        text = form.text(choices, chosen.matches, changes.early)
        losses = form.check.losses(text, form.watched(choices, chosen.matches))
        if not losses:
            return Draft(effect(inputs, choices, text, withheld, bool(allowed)), withheld)
        blamed = {loss.by: loss for loss in reversed(losses)}
        guilty = [choice for choice in choices if choice.candidate.pattern in blamed]
        if not guilty:
            first = form.first_that_loses(losses[0], choices, chosen.matches)
            if first is None:
                broken = Withheld(STAR, losses[0].said(), form.who_needs(losses[0]))
                return Draft(None, (*withheld, broken))
            guilty, blamed[first.candidate.pattern] = [first], losses[0]
        late = {choice.bit for choice in form.late(choices, chosen.matches, changes.early)}
        for choice in guilty:
            pattern = choice.candidate.pattern
            if choice.exceptions and choice.parts and pattern not in changes.split:
                changes.split.add(pattern)
            elif choice.bit in late:
                changes.early.add(pattern)
            else:
                loss = blamed[pattern]
                why = f"{choice.candidate.why}; but {loss.said()}"
                changes.refused[pattern] = Withheld(pattern, why, form.who_needs(loss))


class _Form:
    """How the chosen rules become a file, and what it is held against."""

    def __init__(self, inputs: Inputs, options: Options, allowed: Allowed | None) -> None:
        self.inputs, self.allowed = inputs, allowed
        self.chooser = Chooser(inputs, options, allowed)
        self.needed = self.chooser.protection
        own = self.chooser.parts.without_block()
        self.check = BuilderCheck((inputs.old, own), inputs.eligible.paths, [*self.needed.paths()])

    def text(self, choices: Sequence[Choice], matches: Matches, early: Collection[str] = ()) -> bytes:
        """Return the file with these rules. What our block lets back in stays let in."""
        chooser = self.chooser
        late = self.late(choices, matches, early)
        behind = {choice.bit for choice in late}
        body = Body(
            [choice for choice in choices if choice.bit not in behind],
            self.allowed,
            chooser.parts.rules,
            () if self.allowed or STAR in chooser.former else chooser.exceptions_so_far,
            chooser.repeated,
            late,
        )
        return block.with_block(chooser.file, body_of(body))

    def late(self, choices: Sequence[Choice], matches: Matches, early: Collection[str]) -> list[Choice]:
        """Return the rules for junk and secrets in folders that exceptions of other rules let back in."""
        folders = {
            choice.bit: tuple(one.pattern + "/" for one in choice.exceptions if one.is_folder)
            for choice in choices
        }
        found = []
        for choice in choices if any(folders.values()) else ():
            inside = tuple(prefix for bit, own in folders.items() if bit != choice.bit for prefix in own)
            if choice.candidate.untracked and choice.candidate.pattern not in early and inside:
                files = (path for path in matches.files(choice.bit) if path.startswith(inside))
                if any(takes(choice, path) for path in files):
                    found.append(choice)
        return found

    def with_room(self, chosen: list[Choice]) -> tuple[list[Choice] | None, list[Withheld]]:
        """Return the heaviest of them, where not all fit into a file that every builder can send."""
        lines = [pattern.text for pattern in self.chooser.own.patterns]
        lines += (STAR, *self.allowed.exceptions, *self.chooser.repeated) if self.allowed else ()
        room, space = MOST_LINES - len(lines), MOST_BYTES - sum(map(_cost, lines))
        if self.allowed and (room < 0 or space < 0):
            return None, [Withheld(STAR, f"the list would have more than {MOST_LINES} lines")]
        fitting = set()
        for choice in sorted(chosen, key=lambda choice: -choice.weight.bytes):
            rules = [choice.candidate.pattern, *(rule for one in choice.exceptions for rule in one.rules())]
            cost = sum(map(_cost, rules))
            if len(rules) <= room and cost <= space:
                room, space = room - len(rules), space - cost
                fitting.add(choice.bit)
        why = f"a file of more than {MOST_LINES} rules may be too long for a builder"
        out = [Withheld(choice.candidate.pattern, why) for choice in chosen if choice.bit not in fitting]
        return [choice for choice in chosen if choice.bit in fitting], out

    def watched(self, choices: Sequence[Choice], matches: Matches) -> Iterator[str]:
        """Yield what must stay besides the needs: what a rule spares, and all that a list lets in."""
        for choice in choices:
            yield from choice.kept
        if self.allowed:
            prefixes = tuple(folder + "/" for folder in self.allowed.folders)
            dropped = sum(choice.bit for choice in choices)
            for path in self.inputs.eligible.paths:
                if path.startswith(prefixes) and not matches.of(path) & dropped:
                    yield path

    def first_that_loses(self, loss: Loss, choices: Sequence[Choice], matches: Matches) -> Choice | None:
        """Return the rule with which the loss begins, if they are added one by one."""
        for count in range(len(choices) + 1):
            if self.check.has(loss, self.text(choices[:count], matches)):
                return choices[count - 1] if count else None
        return None

    def who_needs(self, loss: Loss) -> tuple[str, ...]:
        """Return the need that a lost path breaks, for people."""
        need = self.needed.need_of(loss.path)
        return (cite(need),) if need else ()


def _cost(line: str) -> int:
    return len(line.encode("utf-8", "surrogateescape")) + 48
