"""What do the checks say of an audit, and what would a fix save?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxtrim.builds.of_request import Builds
from ctxtrim.checks import findings, in_order
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.model.audit import Audit, Finding
from ctxtrim.model.context import Request
from ctxtrim.model.proposal import Proposal
from ctxtrim.proposal import managed_block as block

if TYPE_CHECKING:
    from ctxtrim.proposal.inputs import Inputs

MOST_FILES = 20_000
"""Above this an audit makes no proposal in passing; `ctxtrim fix` does."""


def with_findings(request: Request, builds: Builds, audit: Audit) -> Audit:
    """The audit of these builds with its findings, and the proposal of tier A where the context is not too
    large for it.

    Reads the context once more. Where nothing can be proposed (an ignore file that is a directory), a note
    says why.
    """
    if audit.scan.eligible.files <= MOST_FILES and (audit.targets or not audit.contexts):
        from ctxtrim.commands.fix import read_fix_inputs
        from ctxtrim.proposal import Options, propose

        try:
            inputs = read_fix_inputs(request, builds=builds).inputs
            audit = audit._replace(proposal=_still_to_do(propose(inputs, Options()), inputs))
        except CtxtrimError as error:
            audit = audit._replace(notes=(*audit.notes, f"No fix is proposed: {error}"))
    return audit._replace(findings=in_order([*findings(audit), *_never_read(request, builds)]))


def _still_to_do(proposal: Proposal, inputs: Inputs) -> Proposal:
    """Without what our block keeps out already."""
    standing = block.split(IgnoreFile.parse(inputs.old, inputs.where)).rules
    return proposal._replace(adopted=tuple(r for r in proposal.adopted if r.pattern not in standing))


def _never_read(request: Request, builds: Builds) -> list[Finding]:
    """Ignore files that no build of the context reads; nothing where one to read was named."""
    if request.ignore_file:
        return []
    from ctxtrim.builds.discovery import discover
    from ctxtrim.builds.unread_ignore_files import dead_ignore_files

    return dead_ignore_files(
        builds.context, builds.discovery or discover(builds.context), builds.dialect.search
    )
