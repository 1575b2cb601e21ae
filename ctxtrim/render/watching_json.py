"""What a watch has to say, as JSON lines."""

from __future__ import annotations

from typing import Any

from ctxtrim.model.watch_event import Growth, Moment

SCHEMA = "ctxtrim.watch/1"


def moment_json(moment: Moment) -> str:
    """One object on one line; all of the audit where there is one, under the keys it has there."""
    from json import dumps

    return dumps(moment_object(moment)) + "\n"


def moment_object(moment: Moment) -> dict[str, Any]:
    """As `moment_json` has it."""
    from ctxtrim.render.json import audit_object, finding_object

    out: dict[str, Any] = {"event": moment.event}
    if moment.audit:
        out |= audit_object(moment.audit)
    out |= {"schema": SCHEMA, "time": round(moment.when, 3), "seconds": round(moment.took, 4)}
    if moment.event == "changed":
        out |= {
            "paths": [growth.path for growth in moment.growths],
            "more_paths": moment.more,
            "sent_changed": moment.sent_changed,
            "new_findings": [finding_object(finding) for finding in moment.findings],
            "growth": [_growth_object(growth) for growth in moment.growths],
        }
    if moment.note:
        out["note"] = moment.note
    return out


def _growth_object(growth: Growth) -> dict[str, Any]:
    return {
        "path": growth.path,
        "kind": growth.kind,
        "before": {"files": growth.before.files, "bytes": growth.before.bytes},
        "after": {"files": growth.after.files, "bytes": growth.after.bytes},
        "next_build_bytes": growth.sent,
        "next_build_layers": list(growth.layers),
        "by_rules": growth.is_rule,
    }
