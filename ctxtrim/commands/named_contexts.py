"""What builds get of their named contexts."""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.builds.named_contexts import named_contexts
from ctxtrim.builds.of_request import Builds
from ctxtrim.builds.sent_by_build import Given
from ctxtrim.commands.audit import BuildReader, DiskSource
from ctxtrim.context.missing_sources import missing
from ctxtrim.disk import Disk
from ctxtrim.model.audit import Audit, NamedContextAudit
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask


def with_named_contexts(request: Request, found: Builds, audit: Audit, ask: Ask) -> Audit:
    """Return the audit with the sums of its named contexts, each of which is read once for each build."""
    if not found.dialect.selects or not any(build.plan.named for build in found.builds):
        return audit
    named = list(_audits(request, found, ask))
    return audit._replace(named_contexts=tuple(named))


def _audits(request: Request, found: Builds, ask: Ask) -> Iterator[NamedContextAudit]:
    for build in found.builds:
        for named in named_contexts(build, request):
            own = Builds(named.folder, found.dialect, named.rules)
            with Disk(named.folder) as disk:
                source, take = DiskSource(own, ask, disk), named.take
                sent = BuildReader(own, source).sent_to(Given(named.rules.ruleset, take.follow))
                plan = build.plan._replace(needs=take.needs, copies=take.copies, follow=take.follow, flows=())
                yield NamedContextAudit(
                    named.name,
                    named.folder,
                    named.rules.where,
                    source.scanned(named.rules.ruleset).eligible,
                    sent,
                    build.target,
                    missing(plan, source.children, named.rules.ruleset),
                )
