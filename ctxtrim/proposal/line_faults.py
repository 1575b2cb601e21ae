"""Faults of single lines of an ignore file, and the lines without them.

Only what can be told from the line: whether a repair is safe, and worth it, the tree decides (see `repair`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.go.spaces import GO_SPACE
from ctxtrim.matching.ignore_file import MOBY
from ctxtrim.model.finding import Finding, Fix
from ctxtrim.model.record import JunkRecord
from ctxtrim.proposal.candidates import Candidate

_ELSEWHERE = expression(r"/+(home|Users|root|private|var|tmp|mnt|media|opt|usr|srv|Volumes)/.|[A-Za-z]:[\\/]")
_REMARK = expression(r"(?P<rule>!?[^#\s](?:.*?\S)??)[ \t]+#[ \t]*(?P<note>.*)")


class Fault(NamedTuple):
    """A repair of one line.

    new: the lines in its place, without ends; () takes it out. why: what is wrong. candidates: the rules that
    it becomes, if they keep out more. idle: nothing may change by it; else something must, or `lasting`.
    """

    new: tuple[str, ...]
    why: str
    candidates: tuple[Candidate, ...] = ()
    idle: bool = False
    lasting: bool = False


_IDLE = frozenset(
    ("not-a-comment", "outside-context", "duplicate", "covered", "dead-exception", "trailing-white-space")
)
"""Rules of `check` whose fixes change no verdict."""
_UNTRACKED = frozenset(("root-only", "exception-order"))
"""Those whose fixes may take nothing that git tracks."""


def faults_by_line(findings: Iterable[Finding]) -> tuple[dict[int, Fault], list[Fault]]:
    """Return the fixes of findings by the line that they replace, and those that are appended."""
    found: dict[int, Fault] = {}
    appended: dict[Fault, None] = {}
    for finding in findings:
        for fix in (finding.fix, *finding.fix.also) if finding.fix else ():
            fault = _fault(finding, fix)
            if fix.line:
                found.setdefault(fix.line, fault)
            else:
                appended[fault] = None
    return found, list(appended)


def _fault(finding: Finding, fix: Fix) -> Fault:
    rules = (MOBY.clean(text) for text in fix.lines)
    untracked = finding.name in _UNTRACKED
    candidates = tuple(
        Candidate(rule, "unsafe", finding.message, finding.name, "", untracked=untracked)
        for rule in rules
        if rule and not rule.startswith("!")
    )
    is_idle = finding.name in _IDLE
    return Fault(fix.lines, finding.message, () if is_idle else candidates, is_idle, lasting=not is_idle)


Check = Callable[[str, Sequence[JunkRecord]], Fault | None]


def fault_of(text: str, records: Sequence[JunkRecord]) -> Fault | None:
    """The first fault of a line (without its end or BOM).

    records: those of the catalogue that count in this context.
    """
    return next((fault for check in _CHECKS if (fault := check(text, records))), None)


def _indented_comment(text: str, records: Sequence[JunkRecord]) -> Fault | None:
    bare = text.strip(GO_SPACE)
    if text.startswith("#") or not bare.startswith("#"):
        return None
    return Fault((bare,), "only a # in the first column begins a comment", idle=True)


def _remark_behind(text: str, records: Sequence[JunkRecord]) -> Fault | None:
    found = _REMARK.fullmatch(text.strip(GO_SPACE))
    if not found:
        return None
    rule, note = found["rule"], found["note"]
    why = "a comment behind a rule is a part of it, so that it matches nothing"
    candidate = Candidate(MOBY.clean(rule), "unsafe", why, "repair", "")
    new = ("# " + note, rule) if note else (rule,)
    return Fault(new, why, () if rule.startswith("!") else (candidate,), lasting=True)


def _nowhere(text: str, records: Sequence[JunkRecord]) -> Fault | None:
    glob = MOBY.clean(text).removeprefix("!")
    if glob in (".", "..", "/") or glob.startswith("../"):
        return Fault((), "it leads out of the context, where nothing is matched", idle=True)
    if _ELSEWHERE.match(text.strip(GO_SPACE).removeprefix("!")):
        return Fault((), "an absolute path: patterns start at the context", idle=True)
    return None


def _starved_exception(text: str, records: Sequence[JunkRecord]) -> Fault | None:
    rule = MOBY.clean(text)
    if not rule.startswith("!") or not rule.endswith("/*/**"):
        return None
    return Fault(
        (rule.removesuffix("/*/**") + "/**",), "an exception of this form finds nothing in any builder"
    )


def _only_at_root(text: str, records: Sequence[JunkRecord]) -> Fault | None:
    """A name that the catalogue knows as junk in every folder; never a word of the project's own."""
    rule = MOBY.clean(text)
    if not rule or "/" in rule or rule[0] in "!\\" or "**" in rule or "[" in rule or text.strip()[:1] == "/":
        return None
    samples = [rule.replace("*", filler).replace("?", filler[:1]) for filler in ("x", "q9")]
    for record in records:
        if record.pattern == "**/" + rule or all(_everywhere(record, sample) for sample in samples):
            why = f"it is matched at the root only; {record.why}"
            pattern = "**/" + rule
            candidate = Candidate(pattern, "safe", why, record.name, record.kind, untracked=True)
            return Fault((pattern,), why, (candidate,))
    return None


def _everywhere(record: JunkRecord, name: str) -> bool:
    from ctxtrim.catalogue.lookup import pattern_of

    if record.tier != "safe" or record.proof or record.unless or not record.pattern.startswith("**/"):
        return False
    return pattern_of(record.pattern).hits("q/" + name)


_CHECKS: tuple[Check, ...] = (_indented_comment, _remark_behind, _nowhere, _starved_exception, _only_at_root)
