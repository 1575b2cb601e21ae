"""The audit with all that belongs to it: named contexts, findings and a proposal."""

from __future__ import annotations

from ctxtrim.builds.of_request import builds_of
from ctxtrim.commands.audit import audit_on_disk
from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask


def full_audit(request: Request, top: int = 12, on_disk: bool = False, findings: bool = True) -> Audit:
    """Return the audit of a context. top: how many of the heaviest paths. on_disk: measure what is excluded.

    Raises CtxtrimError as `builds_of` does.
    """
    builds = builds_of(request)
    ask = Ask(top=max(50, top), excluded=on_disk)
    if findings:
        from ctxtrim.checks.would_leak import MARKERS

        ask = ask._replace(names=MARKERS)
    audit = audit_on_disk(builds, ask, top)
    if any(build.plan.named for build in builds.builds):
        from ctxtrim.commands.named_contexts import with_named_contexts

        audit = with_named_contexts(request, builds, audit, ask)
    if findings:
        from ctxtrim.commands.check import with_findings

        audit = with_findings(request, builds, audit)
    return audit
