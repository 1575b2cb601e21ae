"""What is proposed for an ignore file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ctxtrim.model.context import Sum
from ctxtrim.model.record import Tier


class Rule(NamedTuple):
    """A pattern proposed for the ignore file, with its effect and its proof.

    record: the catalogue record or source it comes from. eligible: what it removes from what is eligible.
    sent: per target (its label), what it removes from what that build transfers. proof: sentences.
    heading: what it is listed under (a kind of the catalogue). example: the outermost path it keeps out.
    """

    pattern: str
    tier: Tier
    why: str
    record: str
    eligible: Sum = Sum()
    sent: Mapping[str, Sum] = {}
    proof: tuple[str, ...] = ()
    heading: str = ""
    example: str = ""


class Withheld(NamedTuple):
    """A rule that is not proposed, and the needs that forbid it ("Dockerfile:7: COPY dist")."""

    pattern: str
    why: str
    needed_by: tuple[str, ...] = ()


class Proposal(NamedTuple):
    """adopted: rules to add. withheld: rules held back. text: the resulting file's bytes.

    unsafe_after: what would be eligible with --unsafe, None where that was not asked. questions: heavy
    paths that git ignores and no build is known to need, which only the user can judge.
    """

    adopted: tuple[Rule, ...]
    withheld: tuple[Withheld, ...]
    text: bytes
    before: Sum = Sum()
    after: Sum = Sum()
    unsafe_after: Sum | None = None
    questions: tuple[tuple[str, Sum], ...] = ()


class Repair(NamedTuple):
    """A line of the user's that was wrong, and what stands in its place.

    line: its number. new: without line ends, () where it is taken out. kept_out, let_in: what becomes
    excluded and eligible by it.
    """

    line: int
    old: str
    new: tuple[str, ...]
    why: str
    kept_out: Sum = Sum()
    let_in: Sum = Sum()
