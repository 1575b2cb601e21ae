"""Lay out the chosen rules: their order and headings.

A second run changes nothing: what an earlier run wrote keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.model.context import Sum
from ctxtrim.proposal.allowlist import STAR, Allowed
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.escape import as_comment
from ctxtrim.proposal.narrowing import Spared


class Choice(NamedTuple):
    """A candidate that was adopted.

    bit: its own in the matches. weight: what it matches. exceptions: what is let back in. kept: all that the
    reasons for these are about. parts: patterns that take its place if a builder reads it otherwise.
    """

    candidate: Candidate
    bit: int = 0
    weight: Sum = Sum()
    exceptions: tuple[Spared, ...] = ()
    kept: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()


class Body(NamedTuple):
    """What stands between the markers.

    choices: rules in front of all exceptions. late: those for what an exception of these would let back in.
    former: the patterns of an earlier run, which keep their places. let_in: exceptions of an earlier run,
    which stay. repeated: lines of the user's that stand behind `allowed`.
    """

    choices: Sequence[Choice]
    allowed: Allowed | None
    former: Sequence[str] = ()
    let_in: Sequence[str] = ()
    repeated: Sequence[str] = ()
    late: Sequence[Choice] = ()


def body_of(body: Body) -> list[str]:
    """The lines between the markers: plain rules by heading, heaviest first, then what is let back in."""
    lines: list[str] = []
    if body.allowed:
        lines = ["# everything, but for what the Dockerfiles name", STAR]
        lines += ["!" + pattern for pattern in body.allowed.exceptions]
        lines += ["# once more, for what is let in", *body.repeated] if body.repeated else []
    lines += _grouped(body.choices, body.former)
    lines += _exceptions(body.choices, ())
    lines += _grouped(body.late, body.former)
    lines += _exceptions(body.late, lines)
    let_in = [rule for rule in dict.fromkeys(body.let_in) if rule not in lines]
    return [*lines, "# let back in by an earlier run", *let_in] if let_in else lines


def _grouped(choices: Iterable[Choice], former: Sequence[str]) -> Iterator[str]:
    """What is new stands behind what was there, the heaviest first: weights change from day to day."""
    places = {pattern: place for place, pattern in enumerate(former)}
    groups: dict[str, list[Choice]] = {}
    for choice in choices:
        groups.setdefault(choice.candidate.heading, []).append(choice)

    def place(choice: Choice) -> int:
        return places.get(choice.candidate.pattern, len(places))

    def group_key(heading: str) -> tuple[int, int, str]:
        members = groups[heading]
        return min(map(place, members)), -sum(choice.weight.bytes for choice in members), heading

    for heading in sorted(groups, key=group_key):
        yield "# " + as_comment(heading)
        members = sorted(groups[heading], key=lambda c: (place(c), -c.weight.bytes, c.candidate.pattern))
        yield from dict.fromkeys(choice.candidate.pattern for choice in members)


def _exceptions(choices: Iterable[Choice], written: Sequence[str]) -> Iterator[str]:
    """Yield what is let back in, those with one reason below it."""
    seen = {rule[1:] for rule in written if rule.startswith("!")}
    why = ""
    every = {one for choice in choices for one in choice.exceptions}
    for spared in sorted(every, key=lambda one: (one.pattern, not one.is_folder, one.why)):
        if spared.pattern in seen:
            continue
        seen.add(spared.pattern)
        if spared.why != why:
            why = spared.why
            yield "# " + as_comment(why)
        yield from spared.rules()
