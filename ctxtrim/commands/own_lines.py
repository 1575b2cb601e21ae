"""The user's own lines of an ignore file, as the findings of `check` would have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ctxtrim.model.finding import Finding
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.inputs import Inputs, Surroundings

if TYPE_CHECKING:
    from ctxtrim.model.audit import Missing
    from ctxtrim.proposal.repair import Repaired

MOST_TRIED = 20_000
"""Above this number of eligible paths fixes are counted, not tried, until somebody wants them."""


def own_lines(
    around: Surroundings,
    asked: Inputs,
    repair: bool,
    missing: Sequence[Missing] | None,
    findings: Sequence[Finding],
) -> tuple[Repaired | None, int]:
    """Return the user's lines as wanted, None where nothing was asked for, and how many more could be fixed.

    repair: put them right. missing: the excluded sources at which builds stop, to be let in; None: not asked
    for. findings: those whose fix is about this file.
    """
    from ctxtrim.proposal.mend import mend
    from ctxtrim.proposal.repair import Bench, put_right

    if not (repair or missing is not None):
        return None, 0
    bench = Bench(around, asked)
    if missing is not None:
        mend(bench, missing)
    fixes = [finding for finding in findings if finding.fix and is_about_lines(finding)]
    if repair:
        put_right(bench, fixes)
        return bench.repaired(), 0
    if len(asked.eligible.paths) > MOST_TRIED:
        return bench.repaired(), len(fixes)
    trial = Bench(around, asked)
    put_right(trial, fixes)
    return bench.repaired(), len(trial.repairs)


def is_about_lines(finding: Finding) -> bool:
    """Return whether its fix is about lines that are there, not about a rule that is missing."""
    return bool(finding.fix and (finding.fix.line or finding.rule.startswith("CT2")))


def leaks(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the patterns that would keep out what is not there yet."""
    fixes = (finding.fix for finding in findings if finding.name == "would-leak")
    return frozenset(text for fix in fixes if fix for text in fix.lines)


def with_findings(asked: Inputs, findings: Iterable[Finding]) -> Inputs:
    """Return the inputs with a candidate for each line that a finding asks for and no record stands for."""
    known = {candidate.pattern for candidate in asked.candidates}
    more: dict[str, Candidate] = {}
    for finding in findings:
        for text in finding.fix.lines if finding.fix and not is_about_lines(finding) else ():
            why = finding.message.partition(":")[0]
            if text not in known:
                candidate = Candidate(text, "safe", why, finding.name, why, untracked=True)
                more.setdefault(text, candidate)
    return asked._replace(candidates=(*asked.candidates, *more.values()))
