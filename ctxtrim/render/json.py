"""The audit as one JSON object; its keys only grow."""

from __future__ import annotations

from json import dumps
from typing import Any

from ctxtrim.model.audit import Audit, NamedContextAudit, TargetAudit
from ctxtrim.model.context import Sum
from ctxtrim.model.finding import Finding
from ctxtrim.model.proposal import Proposal
from ctxtrim.model.record import TIER_LETTERS
from ctxtrim.model.scan import Sent

SCHEMA = "ctxtrim.audit/1"


def audit_json(audit: Audit) -> str:
    """Return the audit as JSON text. Undecodable bytes of a name are surrogates, as escapes."""
    return dumps(audit_object(audit), indent=2) + "\n"


def audit_object(audit: Audit) -> dict[str, Any]:
    """Return the audit as the object that JSON holds."""
    scan = audit.scan
    return {
        "schema": SCHEMA,
        "context": audit.context,
        "builder": audit.builder,
        "ignore_file": audit.ignore_file or None,
        "eligible": {
            **_sum(scan.eligible),
            "transfer_bytes": scan.transfer_bytes,
            "classic_tar_bytes": scan.classic_tar_bytes,
        },
        "excluded": None if scan.excluded is None else _sum(scan.excluded),
        "targets": [_target(target) for target in audit.targets],
        "heaviest": [
            {"path": h.path, "kind": h.kind, "bytes": h.bytes, "files": h.files, "sent_bytes": h.sent}
            for h in audit.heaviest
        ],
        "largest_files": [{"path": path, "bytes": size} for size, path in scan.largest],
        "kinds": [{"kind": kind, **_sum(total)} for kind, total in scan.kinds.items()],
        "emptied": list(scan.emptied),
        "troubles": [{"path": e.path, "kind": e.kind, "trouble": e.trouble} for e in scan.troubles],
        "findings": [finding_object(finding) for finding in audit.findings],
        "proposal": _proposal(audit.proposal),
        "notes": list(audit.notes),
        "contexts": [{"path": path, "builds": count} for path, count in audit.contexts],
        "named_contexts": [_named(named) for named in audit.named_contexts],
    }


def _sum(total: Sum) -> dict[str, int]:
    return {"files": total.files, "bytes": total.bytes}


def _named(named: NamedContextAudit) -> dict[str, Any]:
    return {
        "name": named.name,
        "context": named.folder,
        "ignore_file": named.ignore_file or None,
        "eligible": _sum(named.eligible),
        "sent": _sent(named.sent),
        "dockerfile": named.target.dockerfile or None,
        "target": named.target.target or None,
        "missing": [miss.source for miss in named.missing],
    }


def _target(audit: TargetAudit) -> dict[str, Any]:
    target = audit.target
    return {
        "dockerfile": target.dockerfile or None,
        "target": target.target or None,
        "origin": target.origin,
        "guessed": target.is_guess,
        "ignore_file": audit.ignore_file or None,
        "eligible": _sum(audit.eligible),
        "sent": _sent(audit.sent),
        "emptied": list(audit.sent.emptied),
        "missing": [
            {
                "source": m.source,
                "file": m.where,
                "line": m.line,
                "why": m.why,
                "by": m.by or None,
                "match": m.match or None,
                "fails": m.fails,
            }
            for m in audit.missing
        ],
        "asks": list(audit.asks),
        "unknown": list(audit.unknown),
    }


def _sent(sent: Sent) -> dict[str, Any]:
    return {
        **_sum(sent.sum),
        "transfer_bytes": sent.transfer_bytes,
        "classic_tar_bytes": sent.classic_tar_bytes,
        "whole": sent.whole,
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return a finding as audit, watch and check have it; `fix` is the first line that would be added."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "check": finding.name,
        "severity": finding.severity,
        "path": finding.path,
        "file": finding.file,
        "line": finding.line,
        "bytes": finding.bytes,
        "message": finding.message,
        "why": finding.message,
        "hint": finding.hint,
        "fix": finding.fix.lines[0] if finding.fix and finding.fix.lines else None,
    }


def _proposal(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {"adopted": [], "withheld": []}
    adopted = [
        {
            "pattern": r.pattern,
            "tier": TIER_LETTERS[r.tier],
            **_sum(r.eligible),
            "why": r.why,
            "proof": list(r.proof),
        }
        for r in proposal.adopted
    ]
    withheld = [
        {"pattern": w.pattern, "why": w.why, "needed_by": list(w.needed_by)} for w in proposal.withheld
    ]
    return {"adopted": adopted, "withheld": withheld}
