"""All contexts of a repository as a table of text, as Markdown and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from json import dumps
from typing import Any

from ctxtrim.context.transfer_size import human
from ctxtrim.model.audit import ContextAudit
from ctxtrim.model.finding import SEVERITIES
from ctxtrim.model.fleet import FleetRow
from ctxtrim.render.fleet import builds_text, findings_text, fleet_text
from ctxtrim.render.json import audit_object
from ctxtrim.render.names import code
from ctxtrim.render.spans import Line, Page

SCHEMA = "ctxtrim.audits/1"


def contexts_text(audits: Sequence[ContextAudit], page: Page) -> list[Line]:
    """Return a table, one line a context, and sums."""
    return fleet_text(list(map(_row, audits)), page, ("context", "contexts"))


def contexts_json(repository: str, audits: Iterable[ContextAudit]) -> str:
    """Return one object: each context with its path in the repository, and its audit or what stopped it."""
    contexts = [
        {"path": one.path, "error": one.error or None, "audit": one.audit and audit_object(one.audit)}
        for one in audits
    ]
    return dumps({"schema": SCHEMA, "repository": repository, "contexts": contexts}, indent=2) + "\n"


def contexts_markdown(repository: str, audits: Iterable[ContextAudit]) -> str:
    """Return a table; every name stands in a code span."""
    head = "| Context | Builds | Eligible | Sent | Fix saves | Findings |"
    lines = [f"### Build contexts of {code(repository)}", "", head, "|---|--:|--:|--:|--:|---|"]
    for row in map(_row, audits):
        sizes = " | ".join(human(size) for size in (row.eligible, row.sent, row.saves))
        rest = code(row.error) if row.error else findings_text(row)
        lines.append(f"| {code(row.path)} | {builds_text(row)} | {sizes} | {rest} |")
    return "\n".join(lines) + "\n"


def _row(one: ContextAudit) -> FleetRow:
    if one.audit is None:
        return FleetRow(one.path, one.error)
    return row_of(one.path, [audit_object(one.audit)])


def row_of(path: str, audits: Sequence[Mapping[str, Any]]) -> FleetRow:
    """Return the sums of audits, each as JSON has it."""
    findings = [finding for audit in audits for finding in audit["findings"]]
    targets = [target for audit in audits for target in audit["targets"]]
    adopted = [rule for audit in audits for rule in (audit.get("proposal") or {}).get("adopted", ())]
    severities = {finding["severity"] for finding in findings}
    return FleetRow(
        path,
        "",
        len(audits),
        len(targets),
        sum(audit["eligible"]["files"] for audit in audits),
        sum(audit["eligible"]["bytes"] for audit in audits),
        sum(target["sent"]["bytes"] for target in targets),
        sum(rule["bytes"] for rule in adopted),
        dict(sorted(Counter(finding["rule"] for finding in findings).items())),
        min(severities, key=SEVERITIES.index, default=""),
        guessed=sum(target["guessed"] for target in targets),
    )
