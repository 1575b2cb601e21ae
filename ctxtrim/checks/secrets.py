"""Is a secret of this machine eligible?

Keys, tokens and .env files by name, which version control does not hold: whoever gets the context, a layer
or the build cache gets them. Not reported: tracked ones, which are configuration or published already.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.catalogue.kinds import SECRETS
from ctxtrim.model.audit import Audit, Finding


def secrets(audit: Audit) -> Iterator[Finding]:
    """One warning for each rule that would keep secrets back; an error where a build sends them."""
    for rule in audit.proposal.adopted if audit.proposal else ():
        if rule.heading != SECRETS or not rule.eligible.files:
            continue
        senders = [name for name, part in rule.sent.items() if part.files]
        severity = "error" if senders else "warning"
        reach = f", and {senders[0]} sends it" if senders else ""
        why = f"{rule.why}: eligible{reach}"
        yield Finding("secret", severity, why, rule.example, bytes=rule.eligible.bytes, fix=rule.pattern)
