"""Findings made of the faults that the search for builds met."""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.builds.claims import FaultKind
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding


def findings_of(subject: Subject, rule: Rule, kind: FaultKind) -> Iterator[Finding]:
    """Yield a finding for each fault of one kind."""
    for fault in subject.builds.faults:
        if fault.kind == kind:
            weighed = rule._replace(severity=fault.severity)
            yield Finding(*weighed, fault.message, fault.path, fault.file, fault.line, fault.hint)
