"""What do the checks say of an audit, and what would a fix save?"""

from __future__ import annotations

from ctxtrim.checks import findings
from ctxtrim.model import Audit, Request

MOST_FILES = 20_000
"""Above this an audit makes no proposal in passing; `ctxtrim fix` does."""


def with_findings(request: Request, audit: Audit) -> Audit:
    """The audit with its findings, and the proposal of tier A where the context is not too large for it.

    Reads the context once more. Raises CtxtrimError as `inquiry.inquire` does.
    """
    if audit.scan.eligible.files <= MOST_FILES and not audit.contexts:
        from ctxtrim.inquiry import inquire
        from ctxtrim.proposal import Options, propose

        proposal = propose(inquire(request).question, Options())
        audit = audit._replace(proposal=proposal)
    return audit._replace(findings=findings(audit))
