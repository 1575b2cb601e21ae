"""The rows of a fleet as a table of text and as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from ctxtrim.context.transfer_size import human
from ctxtrim.model.finding import SEVERITIES
from ctxtrim.model.fleet import FleetRow
from ctxtrim.render.names import raw, visible
from ctxtrim.render.spans import Line, Page, Span, cells, clipped

SORTS: Mapping[str, Callable[[FleetRow], Any]] = {
    "saves": lambda row: (-row.saves, row.path),
    "sent": lambda row: (-row.sent, row.path),
    "findings": lambda row: (_severity(row), -sum(row.findings.values()), row.path),
    "path": lambda row: row.path,
}
"""How rows can be sorted; failed ones stand last."""

REPOSITORIES = ("repository", "repositories")
_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 76rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; overflow-wrap: anywhere; }
th, td { padding: .25rem .6rem; text-align: left; border-bottom: 1px solid #8884; }
.num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.error { color: #b3261e; }
@media (prefers-color-scheme: dark) { .error { color: #ff8f87; } }
"""
_PAGE = """<!doctype html>
<!-- ctxtrim.fleet/1 -->
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><h1>{title}</h1><p>{summary}</p>
<table><thead><tr><th scope="col">Repository</th><th scope="col" class="num">Builds</th>
<th scope="col" class="num">Eligible</th><th scope="col" class="num">Sent</th>
<th scope="col" class="num">Fix saves</th><th scope="col">Findings</th>
</tr></thead><tbody>
{body}</tbody></table></body></html>
"""


def in_order(rows: Sequence[FleetRow], sort: str) -> list[FleetRow]:
    """Sort rows by a key of SORTS, the failed ones last."""
    return sorted(rows, key=lambda row: (bool(row.error), SORTS[sort](row)))


def fleet_text(rows: Sequence[FleetRow], page: Page, noun: tuple[str, str] = REPOSITORIES) -> list[Line]:
    """Return a table, one line a row, and sums; safe to print. noun: what one is, and two are."""
    width = min(max((cells(visible(row.path)) for row in rows), default=0), 48 if page.width else 10_000)
    width = max(width, len(noun[0]))
    head = f"{noun[0].capitalize():<{width}}  builds   eligible       sent  fix saves  findings"
    lines: list[Line] = [(Span(head, "head"),)]
    for row in rows:
        path = clipped(visible(row.path), width, page)
        name = Span(path + " " * (width - cells(path)) + "  ")
        if row.error:
            lines.append((name, Span(visible(row.error), "bad")))
            continue
        sizes = "  ".join(f"{human(size):>9}" for size in (row.eligible, row.sent, row.saves))
        builds = Span(f"{builds_text(row):>6}  ", "dim")
        lines.append(
            (name, builds, Span(sizes + "  "), Span(findings_text(row), _STYLES.get(row.worst, "dim")))
        )
    if any(map(_is_guess, rows)):
        lines += [(), (Span("?: nothing in the repository names these builds.", "dim"),)]
    return [*lines, (), (Span(_summary(rows, noun)),)]


def builds_text(row: FleetRow) -> str:
    """Return the number of builds, with a question mark where all are guesses."""
    return f"{row.builds:,}{'?' * _is_guess(row)}"


def _is_guess(row: FleetRow) -> bool:
    return 0 < row.builds == row.guessed


_STYLES = {"error": "bad", "warning": "warn"}


def _severity(row: FleetRow) -> int:
    return [*SEVERITIES, ""].index(row.worst)


def findings_text(row: FleetRow) -> str:
    """Return "CT101 x2, CT103", or "-"."""
    return ", ".join(f"{rule} x{count}" if count > 1 else rule for rule, count in row.findings.items()) or "-"


def _summary(rows: Sequence[FleetRow], noun: tuple[str, str]) -> str:
    failed = sum(bool(row.error) for row in rows)
    totals: Counter[str] = Counter()
    for row in rows:
        totals.update(row.findings)
    rules = ", ".join(f"{rule} {count}" for rule, count in sorted(totals.items()))
    parts = [
        f"{len(rows):,} {noun[len(rows) != 1]}",
        f"{failed:,} failed" if failed else "",
        f"{human(sum(row.eligible for row in rows))} eligible",
        f"fix saves {human(sum(row.saves for row in rows))}",
        f"findings: {rules}" if rules else "no findings",
    ]
    return "; ".join(filter(None, parts))


def fleet_html(rows: Sequence[FleetRow]) -> str:
    """Return one page with a link to each repository's folder; it runs no program and asks no network."""
    title = f"Build contexts of {len(rows):,} repositories"
    body = "".join(map(_html_row, rows))
    return _PAGE.format(title=title, style=_STYLE, summary=escape(_summary(rows, REPOSITORIES)), body=body)


def _html_row(row: FleetRow) -> str:
    link = f'<a href="file://{quote(raw(row.path))}">{escape(visible(row.path))}</a>'
    if row.error:
        return f'<tr><td>{link}</td><td colspan="5" class="error">{escape(visible(row.error))}</td></tr>\n'
    texts = (builds_text(row), *map(human, (row.eligible, row.sent, row.saves)))
    numbers = "".join(f'<td class="num">{text}</td>' for text in texts)
    return f"<tr><td>{link}</td>{numbers}<td>{escape(findings_text(row))}</td></tr>\n"
