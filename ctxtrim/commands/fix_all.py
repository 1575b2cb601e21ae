"""What each ignore file of a context should become, from the findings of `check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.builds.of_request import Build, Builds, builds_of
from ctxtrim.checks import RULES, find, in_order, junk_sent
from ctxtrim.checks.choice import chosen
from ctxtrim.checks.subject import Subject
from ctxtrim.checks.would_leak import MARKERS
from ctxtrim.commands.audit import audit_on_disk
from ctxtrim.commands.fix import FixInputs, Wants, read_each
from ctxtrim.commands.own_lines import leaks
from ctxtrim.context.missing_sources import missing
from ctxtrim.disk import DiskTree
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.audit import Audit, Missing
from ctxtrim.model.context import Request
from ctxtrim.model.finding import Finding
from ctxtrim.model.proposal import Proposal, Repair
from ctxtrim.model.scan import Ask
from ctxtrim.proposal import Options, propose_and_compare

_READ = ("CT1", "CT2", "CT3")
"""The rules whose findings a fix looks at; what junk is sent, the proposal itself tells."""


class FileFix(NamedTuple):
    """What one ignore file should become. options: of its proposal. repairs: of the user's own lines."""

    inputs: FixInputs
    proposal: Proposal
    options: Options
    repairs: tuple[Repair, ...] = ()

    @property
    def changes(self) -> bool:
        """Return whether writing it would change the file."""
        return self.proposal.text != (self.inputs.seen or b"")


class Fixes(NamedTuple):
    """All of them, the most read first. failing: findings about builds that fail even then."""

    files: tuple[FileFix, ...]
    failing: tuple[Finding, ...] = ()


def fix_all(request: Request, options: Options, gitignore: bool = False, repair: bool = False) -> Fixes:
    """Return the proposal for every ignore file that a build of the context reads.

    gitignore: also what .gitignore files say. repair: put the user's own lines right. Raises CtxtrimError as
    `read_fix_inputs`.
    """
    found = builds_of(request)
    findings, audits = _findings(request, found)
    is_narrowed = bool(options.only or options.paths)
    wants = Wants(False, gitignore, repair, True, findings, {} if is_narrowed else _excluded(audits))
    files = [fix_of(inputs, options, findings) for inputs in read_each(request, found, wants)]
    return Fixes(tuple(files), tuple(_failing(findings, files)))


def fix_of(inputs: FixInputs, options: Options, findings: Iterable[Finding] = ()) -> FileFix:
    """Return what one ignore file should become. findings: what else `check` says, whatever the file."""
    about = [finding for finding in findings if finding.fix and finding.fix.file == inputs.shown]
    if not inputs.exists and leaks(about):
        options = options._replace(preventive=True)
    proposal = propose_and_compare(inputs.inputs, options)
    if not inputs.repaired:
        return FileFix(inputs, proposal, options)
    before, repairs, withheld = inputs.repaired[1:]
    proposal = proposal._replace(before=before, withheld=(*withheld, *proposal.withheld))
    return FileFix(inputs, proposal, options, repairs)


def _findings(request: Request, found: Builds) -> tuple[tuple[Finding, ...], list[Audit]]:
    """Return the findings whose fixes count, and those about builds that fail; and the audits they are from.

    The builds of each ignore file are looked at on their own: what is eligible depends on it.
    """
    rules = chosen(RULES, request.settings.select, request.settings.ignore)
    read = [rule for rule in rules if rule.RULE.id[:3] in _READ and rule is not junk_sent]
    groups = {found.rules: list[Build]()}
    for build in found.builds:
        groups.setdefault(build.rules, []).append(build)
    findings: list[Finding] = []
    audits = []
    for file, builds in groups.items():
        part = found._replace(rules=file, builds=tuple(builds))
        audits.append(audit_on_disk(part, Ask(names=MARKERS), 12))
        findings += find(Subject(request, part, audits[-1]), read)
    return in_order(findings), audits


def _excluded(audits: Iterable[Audit]) -> Mapping[str, tuple[Missing, ...]]:
    """Map ignore files to the sources that they exclude and at which a build stops, guesses aside."""
    stops: dict[str, dict[Missing, None]] = {}
    for target in (target for audit in audits for target in audit.targets):
        if not target.target.is_guess:
            known = stops.setdefault(target.ignore_file, {})
            known.update(dict.fromkeys(m for m in target.missing if m.fails and m.why == "excluded"))
    return {file: tuple(known) for file, known in stops.items()}


def _failing(findings: Sequence[Finding], files: Sequence[FileFix]) -> Iterator[Finding]:
    """Yield what stops a build still, once all files are written."""
    left = {miss.source for file in files for miss in _left(file)}
    for finding in findings:
        is_left = finding.name != "excluded-source" or finding.path in left
        if is_left and finding.severity == "error" and finding.rule.startswith("CT3"):
            yield finding


def _left(file: FileFix) -> Iterator[Missing]:
    inputs = file.inputs
    rules = Ruleset.read(file.proposal.text, inputs.dialect, inputs.shown)
    for build in inputs.readers:
        tree = DiskTree(build.target.context, rules)
        yield from (miss for miss in missing(build.plan, tree.entries, rules) if miss.fails)
