"""The findings of a context, and what a fix would save: shared by audit, check and watch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ctxtrim.builds.of_request import Builds
from ctxtrim.checks import RULES, find, rejected
from ctxtrim.checks.finding_span import finding_span
from ctxtrim.checks.rule import RuleModule
from ctxtrim.checks.subject import MOST_FILES, Limits, Subject
from ctxtrim.checks.would_leak import MARKERS
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.pattern import RejectedPattern
from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Request, Sum
from ctxtrim.model.finding import Finding
from ctxtrim.model.proposal import Proposal
from ctxtrim.proposal import managed_block as block

if TYPE_CHECKING:
    from ctxtrim.proposal.inputs import Inputs


def check(request: Request, select: Iterable[str], ignore: Iterable[str], limits: Limits) -> Audit:
    """Return the audit of a context with what the chosen rules find. Raises CtxtrimError as `builds_of`."""
    from ctxtrim.builds.of_request import builds_of
    from ctxtrim.checks.choice import chosen
    from ctxtrim.commands.audit import audit_on_disk
    from ctxtrim.model.scan import Ask, Scan

    rules = chosen(RULES, select, ignore)
    try:
        builds = builds_of(request)
        return with_findings(request, builds, audit_on_disk(builds, Ask(names=MARKERS), 12), rules, limits)
    except RejectedPattern as error:
        nothing = Scan((), Sum(), 0, 0, (), {}, (), (), ())
        return Audit(request.context, request.builder, "", nothing, findings=(rejected.finding_of(error),))


def with_findings(
    request: Request,
    builds: Builds,
    audit: Audit,
    rules: Iterable[RuleModule] | None = None,
    limits: Limits | None = None,
) -> Audit:
    """Return the audit with its findings, and with a proposal where the context is not too large for one.

    Reads the context once more. Where nothing can be proposed (an ignore file that is a directory), a note
    says why. rules, limits: those of the configuration, if None.
    """
    subject = Subject(request, builds, audit, limits)
    if audit.scan.eligible.files <= MOST_FILES and (audit.targets or not audit.contexts):
        from ctxtrim.commands.fix import read_fix_inputs
        from ctxtrim.proposal import Options, propose_and_compare

        try:
            options = Options(skip=frozenset(request.settings.skip))
            inputs = read_fix_inputs(request, subject=subject).inputs
            subject.needs = inputs.needs
            proposal = propose_and_compare(inputs, options)
            audit = audit._replace(proposal=_still_to_do(proposal, inputs))
        except CtxtrimError as error:
            audit = audit._replace(notes=(*audit.notes, f"No fix is proposed: {error}"))
    subject.audit = audit
    return audit._replace(findings=_located(builds.context, find(subject, rules)))


def _located(context: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings with the part of the line that each is about."""
    texts = texts_of(context, findings)
    spans = (finding_span(finding, texts.get((finding.file, finding.line), "")) for finding in findings)
    return tuple(f._replace(column=span[0], end=span[1]) for f, span in zip(findings, spans, strict=True))


def texts_of(context: str, findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """Return the lines that findings speak of, by file and number, as far as they can be read."""
    import os

    from ctxtrim.builds.read_file import read_or_none

    files: dict[str, list[str]] = {}
    texts: dict[tuple[str, int], str] = {}
    for file, line in {(finding.file, finding.line) for finding in findings if finding.line}:
        if file not in files:
            data = read_or_none(os.path.join(context, file)) or b""
            files[file] = data.decode("utf-8", "surrogateescape").split("\n")
        texts[file, line] = "".join(files[file][line - 1 : line]).removeprefix("\ufeff")
    return texts


def _still_to_do(proposal: Proposal, inputs: Inputs) -> Proposal:
    """Leave out what our block excludes already."""
    standing = block.split(IgnoreFile.parse(inputs.old, inputs.where)).rules
    return proposal._replace(adopted=tuple(r for r in proposal.adopted if r.pattern not in standing))
