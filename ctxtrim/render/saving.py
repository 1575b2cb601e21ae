"""The hint with what `ctxtrim fix` and `ctxtrim fix --unsafe` would save."""

from __future__ import annotations

from ctxtrim.context.transfer_size import human
from ctxtrim.model.audit import Audit


def saving_hint(audit: Audit) -> str:
    """Return "ctxtrim fix: saves 4.5MB, 6 files · ctxtrim fix --unsafe: 24.8MB", or ""."""
    proposal = audit.proposal
    if proposal is None:
        return ""
    before, after, wider = proposal.before, proposal.after, proposal.unsafe_after
    hints = []
    if any(rule.eligible.files for rule in proposal.adopted):
        files = before.files - after.files
        saved = human(before.bytes - after.bytes)
        hints.append(f"ctxtrim fix: saves {saved}, {files:,} file{'s' * (files != 1)}")
    more = human(before.bytes - wider.bytes) if wider and wider.files < after.files else ""
    if more and more != human(before.bytes - after.bytes):
        hints.append(f"ctxtrim fix --unsafe: {'' if hints else 'saves '}{more}")
    return " · ".join(hints)
