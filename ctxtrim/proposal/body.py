"""How do the chosen rules stand in the file: in which order, under which headings?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.model import Sum
from ctxtrim.proposal.allowlist import Allowed
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.conflicts import said
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.protection import Protection


class Choice(NamedTuple):
    """A candidate that was adopted. exceptions: paths inside it that must stay."""

    candidate: Candidate
    weight: Sum = Sum()
    exceptions: tuple[str, ...] = ()


def body_of(choices: Sequence[Choice], allowed: Allowed | None, protection: Protection) -> list[str]:
    """The lines between the markers: plain rules by heading, heaviest first, then what is let back in."""
    exceptions = list(_exceptions(choices, protection))
    if allowed is None:
        return [*_grouped(choices), *exceptions]
    lines = ["# everything, but for what the Dockerfiles name", "*"]
    lines += ["!" + pattern for pattern in allowed.exceptions]
    return [*lines, *_grouped(choices), *exceptions]


def _grouped(choices: Iterable[Choice]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Choice]] = {}
    for choice in choices:
        groups.setdefault((choice.candidate.tier, choice.candidate.heading), []).append(choice)
    for (_, heading), members in sorted(groups.items(), key=lambda item: (item[0][0], -_weight(item[1]))):
        yield "# " + heading
        members.sort(key=lambda choice: -choice.weight.bytes)
        yield from dict.fromkeys(choice.candidate.pattern for choice in members)


def _weight(choices: Iterable[Choice]) -> int:
    return sum(choice.weight.bytes for choice in choices)


def _exceptions(choices: Iterable[Choice], protection: Protection) -> Iterator[str]:
    """`!path`, for a folder `!path/**` too: the form that every builder reads alike."""
    seen: set[str] = set()
    for choice in choices:
        for path in choice.exceptions:
            if path in seen:
                continue
            seen.add(path)
            need = protection.always.get(path)
            yield f"# {said(need)}" if need else "# needed"
            yield "!" + as_pattern(path)
            if path in protection.folders:
                yield "!" + as_pattern(path) + "/**"
