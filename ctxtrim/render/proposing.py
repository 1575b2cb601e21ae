"""A proposal as text: what changes, what it saves, why it is safe, what is skipped."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import NamedTuple

from ctxtrim.context.transfer_size import human
from ctxtrim.model.context import Sum
from ctxtrim.model.proposal import Proposal, Repair, Rule, Withheld
from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, wrapped

_MANY = 12
_NARROWEST, _WIDEST = 28, 48
_TIERS = {
    "safe": "generated, local to this machine, or settings that no program opens",
    "unsafe": "rarely needed by a build",
}
_DIFF = {"+": "good", "-": "bad", "@": "dim"}


class Shown(NamedTuple):
    """A proposal and what it is about.

    file: as people see it. old: its bytes now, None if there is none. repairs: of the user's own lines.
    offered: how many more --fix-existing would make. fails: a build stops even with the proposal.
    """

    proposal: Proposal
    file: str
    old: bytes | None
    notes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    offered: int = 0
    fails: bool = False

    @property
    def changes(self) -> bool:
        """Return whether writing it would change the file."""
        return self.proposal.text != (self.old or b"")


def proposal_text(shown: Shown, page: Page, all_rules: bool = False) -> list[Line]:
    """Return the proposal, line by line; every name in it is safe to print."""
    lines: list[Line] = []
    sections = (
        _head(shown),
        _repairs(shown, page),
        _rules(shown.proposal, page, all_rules) if shown.changes or all_rules else (),
        _questions(shown.proposal, page),
        _withheld(shown.proposal.withheld, page, all_rules),
        _diff(shown),
        _notes(shown.notes, page),
    )
    for section in sections:
        block = list(section)
        if block:
            lines += [*block, ()]
    return lines[:-1]


def _head(shown: Shown) -> Iterator[Line]:
    proposal, name = shown.proposal, visible(shown.file)
    if not shown.changes:
        yield (_unchanged(shown, name),)
        yield from _more(shown)
        return
    state = "new" if shown.old is None else "changed"
    yield (Span(f"{name} ({state})", "head"),)
    yield (Span(f"  before       {_amount(proposal.before)}"),)
    saving = _saving(proposal.before, proposal.after)
    yield (Span(f"  after        {_amount(proposal.after)}"), Span(saving and f"   {saving}", "good"))
    yield from _more(shown)


def _unchanged(shown: Shown, name: str) -> Span:
    if shown.fails:
        return Span(f"{name}: nothing to add, but a build fails.", "bad")
    return Span(f"{name}: nothing to {'add' if shown.offered else 'do'}.", "good")


def _more(shown: Shown) -> Iterator[Line]:
    """Yield what other options would do."""
    proposal, count = shown.proposal, shown.offered
    if count:
        those = "one of your lines that cannot do what it says"
        lines = those if count == 1 else f"{count} of your lines that cannot do what they say"
        yield (Span("  --fix-existing", "head"), Span(f"  mends {lines}", "dim"))
    wider = proposal.unsafe_after
    saving = _saving(proposal.after, wider, "more") if wider else ""
    if wider and saving:
        yield (Span(f"  --unsafe     {_amount(wider)}"), Span(f"   {saving}", "dim"))


def _amount(total: Sum) -> str:
    return f"{human(total.bytes):>9}  {total.files:>9,} file{'s' * (total.files != 1)}"


def _saving(before: Sum, after: Sum, what: str = "") -> str:
    files, saved = before.files - after.files, before.bytes - after.bytes
    if files <= 0 >= saved:
        return ""
    count = f", {files:,} file{'s' * (files != 1)}" if files > 0 else ""
    return f"saves {human(max(0, saved))}{f' {what}' * bool(what)}{count}"


def _repairs(shown: Shown, page: Page) -> Iterator[Line]:
    if shown.repairs:
        yield (Span("Fixes to existing lines", "head"),)
    for repair in shown.repairs:
        new = " and ".join(map(visible, repair.new)) or "(removed)"
        yield (
            Span(f"  {visible(shown.file)}:{repair.line}  "),
            Span(f"{visible(repair.old) or '(new)'}  ->  {new}", "head"),
        )
        effect = [
            f"{what} {human(total.bytes)} in {total.files:,} file{'s' * (total.files != 1)}"
            for what, total in (("excludes", repair.kept_out), ("includes", repair.let_in))
            if total.files
        ]
        for text in (repair.why, "; ".join(effect) or "no file is affected today"):
            for line in wrapped(visible(text), page, 5):
                yield (Span(line, "dim"),)


def _rules(proposal: Proposal, page: Page, all_rules: bool) -> Iterator[Line]:
    effective = [rule for rule in proposal.adopted if rule.eligible.files]
    idle = len(proposal.adopted) - len(effective)
    effective.sort(key=lambda rule: (-rule.eligible.bytes, rule.pattern))
    shown = effective if all_rules else effective[:_MANY]
    common = _common(shown)
    if effective:
        yield (Span("Rules", "head"), Span("  what each excludes, why, and what was checked", "dim"))
        yield from _key(shown, common, page)
    width = min(max((len(visible(rule.pattern)) for rule in shown), default=0), _WIDEST)
    for rule in shown:
        yield from _rule(rule, max(width, _NARROWEST), common, page)
    if len(effective) > _MANY and not all_rules:
        rest = effective[_MANY:]
        total = human(sum(rule.eligible.bytes for rule in rest))
        yield (Span(f"  … and {len(rest)} more that save {total}: --all shows them", "dim"),)
    if idle:
        if not effective:
            yield (Span("Rules", "head"),)
        yield (Span(f"  {idle} preventive rule{'s' * (idle != 1)}: no file matches yet", "dim"),)


def _common(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return what was checked of every one of several rules."""
    if len(rules) < 2:
        return ()
    return tuple(proof for proof in rules[0].proof if all(proof in rule.proof for rule in rules))


def _key(rules: Sequence[Rule], common: Sequence[str], page: Page) -> Iterator[Line]:
    """Yield what safe and unsafe mean, and what holds for all rules."""
    tiers = "; ".join(
        f"{tier}: {_TIERS[tier]}" for tier in sorted({rule.tier for rule in rules}) if tier in _TIERS
    )
    for text in (tiers, f"all: {'; '.join(common)}" if common else ""):
        if text:
            for line in wrapped(visible(text), page):
                yield (Span(line, "dim"),)


def rule_lines(rule: Rule, page: Page) -> Iterator[Line]:
    """Yield one rule: what it excludes, why, and what was checked."""
    yield from _rule(rule, _NARROWEST, (), page)


def _rule(rule: Rule, width: int, common: Sequence[str], page: Page) -> Iterator[Line]:
    total = rule.eligible
    yield (
        Span(f"  {rule.tier:<7} "),
        Span(f"{visible(rule.pattern):<{width}} ", "head"),
        Span(f"{human(total.bytes):>9} {total.files:>8,} file{'s' * (total.files != 1)}"),
    )
    sent = "; ".join(
        f"{visible(name)} sends {human(part.bytes)} less"
        if part.files
        else f"{visible(name)} does not send it"
        for name, part in list(rule.sent.items())[:2]
    )
    for text in (rule.why, sent, "; ".join(proof for proof in rule.proof if proof not in common)):
        if text:
            for line in wrapped(visible(text), page, 5):
                yield (Span(line, "dim"),)


def _questions(proposal: Proposal, page: Page) -> Iterator[Line]:
    if proposal.questions:
        yield (Span("Not needed?", "head"), Span("  heavy, ignored by git, of no known kind", "dim"))
    for path, total in proposal.questions[:_MANY]:
        text = f"{human(total.bytes)} in {path}: exclude it with `--only {quote(path)}`"
        for line in wrapped(visible(text), page):
            yield (Span(line, "warn"),)


def _withheld(withheld: Sequence[Withheld], page: Page, all_rules: bool) -> Iterator[Line]:
    if withheld:
        yield (Span("Skipped", "head"), Span("  and why", "dim"))
    for held in withheld if all_rules else withheld[:_MANY]:
        reason = "; ".join(held.needed_by[:2]) or held.why
        for number, line in enumerate(wrapped(visible(f"{held.pattern}   {reason}"), page)):
            yield (Span(line, "warn" if not number else "dim"),)
    if len(withheld) > _MANY and not all_rules:
        yield (Span(f"  … and {len(withheld) - _MANY} more: --all shows them", "dim"),)


def _diff(shown: Shown) -> Iterator[Line]:
    if not shown.changes:
        return
    old = (shown.old or b"").decode("utf-8", "surrogateescape").splitlines()
    new = shown.proposal.text.decode("utf-8", "surrogateescape").splitlines()
    before = "/dev/null" if shown.old is None else shown.file
    for line in difflib.unified_diff(old, new, before, shown.file, lineterm=""):
        yield (Span(visible(line), _DIFF.get(line[:1], "")),)


def _notes(notes: Sequence[str], page: Page) -> Iterator[Line]:
    if notes:
        yield (Span("Notes", "head"),)
    for note in notes:
        for line in wrapped(visible(note), page):
            yield (Span(line, "dim"),)
