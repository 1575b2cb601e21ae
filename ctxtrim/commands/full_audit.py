"""The audit with all that belongs to it: named contexts, findings and a proposal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ctxtrim.builds.asked import Asked
from ctxtrim.builds.discovery import Discovery, discover_all
from ctxtrim.builds.of_request import Builds, builds_of
from ctxtrim.builds.read_file import shown
from ctxtrim.commands.audit import audit_on_disk
from ctxtrim.disk import check_context
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.audit import Audit, ContextAudit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask


def full_audit(request: Request, top: int = 12, on_disk: bool = False, findings: bool = True) -> Audit:
    """Return the audit of a context. top: how many of the heaviest paths. on_disk: measure what is excluded.

    Raises CtxtrimError as `builds_of` does.
    """
    return _audit(request, builds_of(request), top, on_disk, findings)


def audit_all(
    request: Request, top: int, on_disk: bool, findings: bool, request_for: Callable[[str], Request]
) -> Iterator[ContextAudit]:
    """Yield the audit of every context in a repository, which is searched once; the root first.

    request: for the repository. request_for: for one of its contexts (absolute), as its configuration says. A
    context that cannot be audited is its error. Raises CtxtrimError for a repository that is no folder.
    """
    root = check_context(request.context)
    asked = Asked(args=request.args, named_contexts=request.named_contexts)
    for context, discovery in discover_all(root, asked).items():
        path = shown(context, root) if context != root else "."
        try:
            audit = _one_of_many(request_for(context), discovery, top, on_disk, findings)
            yield ContextAudit(path, audit)
        except CtxtrimError as error:
            yield ContextAudit(path, None, str(error))


def _one_of_many(request: Request, discovery: Discovery, top: int, on_disk: bool, findings: bool) -> Audit:
    builds = builds_of(request, discovery)._replace(others=())
    return _audit(request, builds, top, on_disk, findings)


def _audit(request: Request, builds: Builds, top: int, on_disk: bool, findings: bool) -> Audit:
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
