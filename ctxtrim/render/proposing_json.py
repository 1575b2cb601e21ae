"""Proposals as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from json import dumps
from typing import Any

from ctxtrim.model.finding import Finding
from ctxtrim.model.proposal import Repair, Rule
from ctxtrim.model.record import TIER_LETTERS
from ctxtrim.render.proposing import Shown

SCHEMA = "ctxtrim.proposal/1"


def proposals_json(shown: Sequence[Shown], failing: Sequence[Finding] = ()) -> str:
    """Return the JSON text of proposals: the keys of the first; `files` holds several.

    failing: what stops a build even then.
    """
    found: dict[str, Any] = {"schema": SCHEMA, **_object(shown[0])}
    found["failing"] = [{"file": f.file, "line": f.line, "message": f.message} for f in failing]
    if len(shown) > 1:
        found["files"] = [_object(one) for one in shown]
    return dumps(found, indent=2) + "\n"


def _object(shown: Shown) -> dict[str, Any]:
    proposal = shown.proposal
    return {
        "ignore_file": shown.file,
        "changes": shown.changes,
        "eligible": {
            "before": proposal.before._asdict(),
            "after": proposal.after._asdict(),
            "unsafe_after": proposal.unsafe_after._asdict() if proposal.unsafe_after else None,
        },
        "questions": [{"path": path, **total._asdict()} for path, total in proposal.questions],
        "adopted": [_rule_object(rule) for rule in proposal.adopted],
        "withheld": [held._asdict() for held in proposal.withheld],
        "repairs": [_repair_object(repair) for repair in shown.repairs],
        "fix_existing": shown.offered,
        "notes": list(shown.notes),
    }


def _repair_object(repair: Repair) -> dict[str, Any]:
    sums = {"kept_out": repair.kept_out._asdict(), "let_in": repair.let_in._asdict()}
    return {**repair._asdict(), "new": list(repair.new), **sums}


def _rule_object(rule: Rule) -> dict[str, Any]:
    sent = {name: total._asdict() for name, total in rule.sent.items()}
    return {
        "pattern": rule.pattern,
        "tier": TIER_LETTERS[rule.tier],
        "record": rule.record,
        **rule.eligible._asdict(),
        "sent": sent,
        "why": rule.why,
        "proof": list(rule.proof),
    }
