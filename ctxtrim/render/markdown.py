"""The audit as Markdown, for a pull request or an issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ctxtrim.context.transfer_size import human
from ctxtrim.matching.builders import by_name
from ctxtrim.model.audit import Audit
from ctxtrim.model.context import Sum
from ctxtrim.render.findings import place_of
from ctxtrim.render.names import code
from ctxtrim.render.saving import saving_hint


def audit_markdown(audit: Audit) -> str:
    """Return the audit as GitHub-flavoured Markdown; every name stands in a code span."""
    return "\n".join(line for section in _sections(audit) for line in (*section, "")).rstrip("\n") + "\n"


def _sections(audit: Audit) -> Iterator[list[str]]:
    yield [f"### Build context of {code(audit.context)}"]
    yield list(_totals(audit))
    yield from _findings(audit)
    if audit.heaviest:
        rows = [
            (code(h.path + "/" * (h.kind == "dir")), human(h.bytes), f"{h.files:,}") for h in audit.heaviest
        ]
        yield list(_table(("Largest paths", "Size", "Files"), rows))
    kinds = sorted(audit.scan.kinds.items(), key=lambda item: (-item[1].bytes, item[0]))
    if kinds:
        yield list(_table(("Kind", "Size", "Files"), [(kind, *_cells(total)) for kind, total in kinds]))
    notes = dict.fromkeys([*audit.notes, *(text for t in audit.targets for text in t.unknown)])
    if notes:
        yield [f"- {code(note)}" for note in notes]


def _findings(audit: Audit) -> Iterator[list[str]]:
    if audit.findings:
        rows = [(f.severity, f.rule, code(place_of(f)), code(f.message)) for f in audit.findings]
        yield ["| Severity | Rule | Where | Finding |", "|---|---|---|---|", *map(_row, rows)]
    if hint := saving_hint(audit):
        yield [f"**{hint}**"]


def _totals(audit: Audit) -> Iterator[str]:
    dialect = by_name(audit.builder)
    word = "used by" if dialect.in_place else "sent to"
    eligible = (
        f"eligible after {code(audit.ignore_file)}" if audit.ignore_file else "eligible (no ignore file)"
    )
    rows = [(eligible, *_cells(audit.scan.eligible))]
    for target in audit.targets:
        rows.append((f"{word} {code(target.target.title)}", *_cells(target.sent.sum)))
    yield from _table((f"As {dialect.title} reads it", "Size", "Files"), rows)


def _cells(total: Sum) -> tuple[str, str]:
    return human(total.bytes), f"{total.files:,}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|---|" + "---:|" * (len(head) - 1)
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
