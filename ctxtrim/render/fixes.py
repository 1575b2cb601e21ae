"""The proposals for all ignore files of a context as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.model.finding import Finding
from ctxtrim.render.findings import whole_finding
from ctxtrim.render.names import visible
from ctxtrim.render.proposing import Shown, proposal_text
from ctxtrim.render.spans import Line, Page, Span, wrapped


def fixes_text(
    shown: Sequence[Shown], failing: Sequence[Finding], page: Page, all_rules: bool = False
) -> list[Line]:
    """Return each proposal under its own heading; notes that several have in common stand once, at the end.

    failing: what stops a build even then.
    """
    if len(shown) == 1 and not failing:
        return proposal_text(shown[0], page, all_rules)
    lines: list[Line] = []
    notes: dict[str, None] = {}
    for one in shown:
        lines += [*proposal_text(one._replace(notes=()), page, all_rules), ()]
        notes.update(dict.fromkeys(one.notes))
    lines += _failing(failing, page)
    if notes:
        lines.append((Span("Notes", "head"),))
        lines += [(Span(line, "dim"),) for note in notes for line in wrapped(visible(note), page)]
        lines.append(())
    return lines[:-1]


def _failing(failing: Sequence[Finding], page: Page) -> Iterator[Line]:
    if failing:
        yield (Span("Not fixed here", "head"), Span("  what stops a build all the same", "dim"))
        for finding in failing:
            yield from whole_finding(finding, page)
        yield ()
