"""Lay out the chosen rules: their order and headings.

A second run changes nothing: what an earlier run wrote keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.model.context import Sum
from ctxtrim.proposal.allowlist import STAR, Allowed
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.decisions import cite
from ctxtrim.proposal.escape import as_comment, as_pattern
from ctxtrim.proposal.protection import Protection


class Choice(NamedTuple):
    """A candidate that was adopted.

    bit: its own in the matches. weight: what it matches. exceptions: paths inside it that must stay. kept:
    all that the reasons for these exceptions are about.
    """

    candidate: Candidate
    bit: int = 0
    weight: Sum = Sum()
    exceptions: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


class Body(NamedTuple):
    """What stands between the markers. former: the patterns of an earlier run, which keep their places.

    let_in: exceptions of an earlier run, which stay. again: lines of the user's that stand behind `allowed`.
    """

    choices: Sequence[Choice]
    allowed: Allowed | None
    protection: Protection
    former: Sequence[str] = ()
    let_in: Sequence[str] = ()
    again: Sequence[str] = ()


def body_of(body: Body) -> list[str]:
    """The lines between the markers: plain rules by heading, heaviest first, then what is let back in."""
    lines: list[str] = []
    if body.allowed:
        lines = ["# everything, but for what the Dockerfiles name", STAR]
        lines += ["!" + pattern for pattern in body.allowed.exceptions]
        lines += ["# once more, for what is let in", *body.again] if body.again else []
    lines += _grouped(body.choices, body.former)
    exceptions = list(_exceptions(body.choices, body.protection))
    lines += exceptions
    let_in = [rule for rule in dict.fromkeys(body.let_in) if rule not in exceptions]
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


def _exceptions(choices: Iterable[Choice], protection: Protection) -> Iterator[str]:
    """`!path`, for a folder `!path/**` too: the form that every builder reads alike."""
    seen: set[str] = set()
    for path in sorted(path for choice in choices for path in choice.exceptions):
        if path in seen:
            continue
        seen.add(path)
        need = protection.always.get(path)
        yield "# " + as_comment(cite(need) if need else "needed")
        yield "!" + as_pattern(path)
        if path in protection.folders:
            yield "!" + as_pattern(path) + "/**"
