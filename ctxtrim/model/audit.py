"""What is known of a context and its builds."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.go.path import has_wildcard
from ctxtrim.model.build import Target
from ctxtrim.model.context import Sum
from ctxtrim.model.finding import Finding
from ctxtrim.model.proposal import Proposal
from ctxtrim.model.scan import Scan, Sent


class Missing(NamedTuple):
    """A source that a build asks for and does not get.

    source: as it is looked for in the context. why: "absent", "excluded", or "unasked" (of a link: no source
    names what it leads to). by: the pattern that excludes it ("file:line: text"), or "". match: of a wildcard
    that matches what is excluded, an example (which `by` excludes). fails: the build stops there; else a
    wildcard copies nothing, and the builder says nothing.
    """

    source: str
    where: str
    line: int
    why: str
    by: str = ""
    match: str = ""
    fails: bool = True

    @property
    def is_wildcard(self) -> bool:
        """Whether the source may stand for several paths."""
        return has_wildcard(self.source)


class Heavy(NamedTuple):
    """A path that weighs: a file, or a directory with all that is eligible below it (`files` of them).

    sent: how much of it at least one build transfers, None where that is not known.
    """

    path: str
    kind: str
    bytes: int
    files: int
    sent: int | None = None


class TargetAudit(NamedTuple):
    """One build: what it is given and what it asks for in vain.

    ignore_file: the one it reads, as people see it, or "". eligible: under that file. asks: what it takes
    ("Dockerfile:7: COPY . .", as phrases). unknown: sentences about what could not be known.
    """

    target: Target
    ignore_file: str
    eligible: Sum
    sent: Sent
    missing: tuple[Missing, ...] = ()
    asks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class NamedContextAudit(NamedTuple):
    """What one build gets of one of its named contexts.

    folder: absolute. ignore_file: the one in its root, or "". missing: sources that are not there.
    """

    name: str
    folder: str
    ignore_file: str
    eligible: Sum
    sent: Sent
    target: Target
    missing: tuple[Missing, ...] = ()


class Audit(NamedTuple):
    """Everything that was read of one context, once.

    context: absolute. builder: a dialect's name. ignore_file: the one in force, as people see it, or "".
    scan: what is eligible under it. targets: the builds that belong to the context. heaviest: disjoint paths,
    heaviest first. notes: sentences about the reading itself. contexts: of a folder that no Dockerfile
    builds, the contexts below it, as (folder, number of builds).
    """

    context: str
    builder: str
    ignore_file: str
    scan: Scan
    targets: tuple[TargetAudit, ...] = ()
    heaviest: tuple[Heavy, ...] = ()
    findings: tuple[Finding, ...] = ()
    proposal: Proposal | None = None
    notes: tuple[str, ...] = ()
    contexts: tuple[tuple[str, int], ...] = ()
    named_contexts: tuple[NamedContextAudit, ...] = ()


class ContextAudit(NamedTuple):
    """One context of a repository. path: relative to that. error: why there is no audit, or ""."""

    path: str
    audit: Audit | None
    error: str = ""
