"""What do the checks say of an audit, and what would a fix save?"""

from __future__ import annotations

from ctxtrim.checks import findings
from ctxtrim.errors import CtxtrimError
from ctxtrim.model import Audit, Request

MOST_FILES = 20_000
"""Above this an audit makes no proposal in passing; `ctxtrim fix` does."""


def with_findings(request: Request, audit: Audit) -> Audit:
    """The audit with its findings, and the proposal of tier A where the context is not too large for it.

    Reads the context once more. Where nothing can be proposed (an ignore file that is a directory), a note
    says why.
    """
    if audit.scan.eligible.files <= MOST_FILES and (audit.targets or not audit.contexts):
        from ctxtrim.inquiry import inquire
        from ctxtrim.proposal import Options, propose

        try:
            audit = audit._replace(proposal=propose(inquire(request).question, Options()))
        except CtxtrimError as error:
            audit = audit._replace(notes=(*audit.notes, f"No fix is proposed: {error}"))
    return audit._replace(findings=findings(audit))
