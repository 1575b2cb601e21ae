"""Events that a watch reports."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Sum
from ctxtrim.model.finding import Finding


class Growth(NamedTuple):
    """What became of one path while a context was watched.

    path: a directory stands for all that came or went with it. before, after: what is eligible of it. sent:
    bytes that the next build transfers for it, the most of any build. layers: instructions that must run
    again, as phrases ("Dockerfile:7: COPY . ."). is_rule: only the rules have changed, not the disk.
    """

    path: str
    kind: str
    before: Sum = Sum()
    after: Sum = Sum()
    sent: int = 0
    layers: tuple[str, ...] = ()
    is_rule: bool = False


class Moment(NamedTuple):
    """What a watch has to say, once all is quiet.

    event: "ready", "changed", "trouble" (it cannot tell now; `note` says why), "written" (the ignore file),
    "note", "ran" (a command; `note` says which and how it ended). audit: as it is now, None if that is not
    known. before: what was eligible at the moment before. growths: largest first, `more`: how many are not
    named. when: seconds since the epoch. took: seconds from the last event to this. sent_changed: something
    that a build gets has changed. findings: those of `audit` that the one before did not have.
    """

    event: str
    audit: Audit | None = None
    before: Sum | None = None
    growths: tuple[Growth, ...] = ()
    more: int = 0
    note: str = ""
    when: float = 0.0
    took: float = 0.0
    sent_changed: bool = False
    findings: tuple[Finding, ...] = ()
