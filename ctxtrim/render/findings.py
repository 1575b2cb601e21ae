"""What do the checks say in an audit, and what would a fix save?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.context.transfer_size import human
from ctxtrim.model.audit import Audit, Finding
from ctxtrim.model.proposal import Rule
from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, wrapped

_SEVERITY = {"error": "bad", "warning": "warn", "note": ""}
_SAID_ABOVE = ("missing-source", "emptied-file")
_MANY = 12


def findings(audit: Audit, page: Page) -> Iterator[Line]:
    """The findings that no other part of an audit tells, a line each, and what `ctxtrim fix` would do."""
    told = told_here(audit)
    if told:
        yield (Span("Findings", "head"),)
    for finding in told[:_MANY]:
        size = f"  {human(finding.bytes) if finding.bytes else '':>9}  "
        for number, line in enumerate(wrapped(f"{visible(finding.path)}  {said(finding)}", page, len(size))):
            shown = line if number else size + line[len(size) :]
            yield (Span(shown, _SEVERITY.get(finding.severity, "")),)
    if len(told) > _MANY:
        yield (Span(f"  {page.ellipsis} and {len(told) - _MANY} more: --format json has them all", "dim"),)
    if sentence := fix_sentence(audit):
        yield (Span(f"  {sentence}", "good"),)


def told_here(audit: Audit) -> list[Finding]:
    """Without those that the audit's own totals have already shown."""
    return [finding for finding in audit.findings if finding.check not in _SAID_ABOVE]


def said(finding: Finding) -> str:
    """Where, and why it matters; safe to print."""
    return visible(f"{finding.file}:{finding.line}: {finding.why}" if finding.line else finding.why)


def fix_sentence(audit: Audit) -> str:
    """What `ctxtrim fix` would save, "" if nothing."""
    if audit.proposal is None:
        return ""
    rules = [rule for rule in audit.proposal.adopted if rule.eligible.files]
    saved = audit.proposal.before.bytes - audit.proposal.after.bytes
    lines = f"{len(rules)} line{'s' * (len(rules) != 1)}"
    return f"ctxtrim fix: {lines}, {_less(saved, _sent_less(rules), bool(audit.targets))}." if rules else ""


def _sent_less(rules: Sequence[Rule]) -> int:
    """The most that one build would transfer less."""
    sums: dict[str, int] = {}
    for rule in rules:
        for build, part in rule.sent.items():
            sums[build] = sums.get(build, 0) + part.bytes
    return max(sums.values(), default=0)


def _less(saved: int, sent: int, is_built: bool) -> str:
    """What is eligible is not all sent, and only what is sent costs a build anything."""
    if sent >= saved:
        return f"{human(saved)} less to send"
    if sent:
        return f"{human(saved)} less eligible, of which a build sends {human(sent)}"
    return f"{human(saved)} less eligible" + "; no build sends it" * is_built
