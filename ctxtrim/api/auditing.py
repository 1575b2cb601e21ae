"""`ctxtrim.audit`: what a context holds and what its builds send."""

from __future__ import annotations

from typing import Unpack

from ctxtrim.api.json_result import JsonResult
from ctxtrim.api.options import Path, RevisionOptions, opened
from ctxtrim.model import audit as model
from ctxtrim.model.context import Sum


class Audit(model.Audit, JsonResult):
    """One context, read once. Sizes are bytes; paths are relative to `context`, with "/".

    context: absolute. targets: its builds, each with its Dockerfile (`target`), what is `eligible`, what is
    `sent` (`sum`, `transfer_bytes` as BuildKit prints it, `emptied` paths) and what is `missing`. heaviest:
    disjoint paths, heaviest first. findings: as `check` has them. proposal: what `propose` would add, None in
    a context of more than 20,000 eligible files. scan: the numbers of everything that is eligible. notes:
    sentences about what could not be read.
    """

    __slots__ = ()

    @property
    def eligible(self) -> Sum:
        """What the ignore file does not exclude: files and bytes."""
        return self.scan.eligible

    @property
    def sent(self) -> Sum:
        """What the build that sends most sends; without a build, all that is eligible."""
        return max((target.sent.sum for target in self.targets), key=_bytes, default=self.eligible)

    def to_json(self) -> str:
        """Return the text of `ctxtrim audit --format json`, schema ctxtrim.audit/1."""
        from ctxtrim.render.json import audit_json

        return audit_json(self)


class AuditOptions(RevisionOptions, total=False):
    """Options of `audit`.

    top: how many paths `heaviest` names (12). on_disk: also measure what is excluded, in scan.excluded.
    findings: run the rules and make a proposal (True).
    """

    top: int
    on_disk: bool
    findings: bool


def audit(context: Path = ".", **options: Unpack[AuditOptions]) -> Audit:
    """Return what is in a context and what each of its builds sends.

    Raises CtxtrimError for a context that is no directory, an ignore file that the builder rejects, and a
    file, stage or builder that was asked for and is not there. A Dockerfile that was found and is broken is a
    finding.
    """
    from ctxtrim.commands.full_audit import full_audit

    with opened(context, options, AuditOptions) as (request, given):
        top, on_disk = given.get("top", 12), given.get("on_disk", False)
        return Audit(*full_audit(request, top, on_disk, given.get("findings", True)))


def _bytes(total: Sum) -> int:
    return total.bytes
