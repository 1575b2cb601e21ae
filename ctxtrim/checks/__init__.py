"""What is there to say about an audit? One question a module, listed in one tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ctxtrim.checks.emptied import emptied
from ctxtrim.checks.junk import junk
from ctxtrim.checks.missing import missing
from ctxtrim.checks.secrets import secrets
from ctxtrim.model.audit import Audit, Finding

CHECKS: tuple[Callable[[Audit], Iterator[Finding]], ...] = (missing, emptied, secrets, junk)
_ORDER = ("error", "warning", "note")


def findings(audit: Audit) -> tuple[Finding, ...]:
    """Everything that the checks say, errors first, within that the heaviest first."""
    return in_order(finding for check in CHECKS for finding in check(audit))


def in_order(said: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, within that the heaviest first."""
    return tuple(sorted(said, key=lambda f: (_ORDER.index(f.severity), -f.bytes, f.path)))
