"""Findings as lines of text, alike in audit, check, why and watch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.model.finding import Finding
from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, cells, clipped, wrapped

STYLES = {"error": "bad", "warning": "warn", "advice": "note"}
_BEFORE_PLACE = 2 + 7 + 2 + 5 + 2


def finding_lines(findings: Sequence[Finding], page: Page, most: int = 0) -> Iterator[Line]:
    """Yield one clipped line a finding, at most `most` of them (0: all)."""
    shown = findings[: most or None]
    for finding in shown:
        yield finding_line(finding, page)
    if rest := len(findings) - len(shown):
        yield (Span(f"  {page.ellipsis} and {rest:,} more: ctxtrim audit -v", "dim"),)


def finding_line(finding: Finding, page: Page) -> Line:
    """Return severity, rule, place in bold and the message, clipped to the page."""
    place, message = visible(place_of(finding)), visible(finding.message)
    room = page.width - _BEFORE_PLACE
    place = clipped(place, max(room // 2, room - cells(message) - 2), page)
    message = clipped_end(message, room - cells(place) - 2, page)
    severity = Span(f"  {finding.severity:7}  {finding.rule}  ", STYLES[finding.severity])
    return (severity, Span(place, "head"), Span(f": {message}", "dim"))


def whole_finding(finding: Finding, page: Page) -> Iterator[Line]:
    """Yield a finding with its whole message and its hint."""
    first, *rest = wrapped(visible(f"{place_of(finding)}: {finding.message}"), page, _BEFORE_PLACE)
    severity = Span(f"  {finding.severity:7}  {finding.rule}  ", STYLES[finding.severity])
    place = visible(place_of(finding))
    text = first[_BEFORE_PLACE:]
    if text.startswith(place):
        yield (severity, Span(place, "head"), Span(text[len(place) :]))
    else:
        yield (severity, Span(text))
    yield from ((Span(line),) for line in rest)
    if finding.hint:
        yield from ((Span(line, "dim"),) for line in wrapped(visible(finding.hint), page, _BEFORE_PLACE))


def place_of(finding: Finding) -> str:
    """Return "file:line" where a line is known, else the path or the file. Not yet safe to print."""
    if finding.line:
        return f"{finding.file}:{finding.line}"
    return finding.path or finding.file or "."


def clipped_end(text: str, room: int, page: Page) -> str:
    """Return the text in at most `room` columns, its end left out; whole in a pipe."""
    if not page.width or cells(text) <= room:
        return text
    while text and cells(text) + cells(page.ellipsis) > max(room, 8):
        text = text[:-1]
    return text + page.ellipsis


def counted(findings: Sequence[Finding]) -> str:
    """Return "1 error, 2 warnings, 3 pieces of advice", "" for none."""
    words = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "advice": ("note", "notes")}
    counts = ((sum(f.severity == s for f in findings), forms) for s, forms in words.items())
    return ", ".join(f"{count} {forms[count != 1]}" for count, forms in counts if count)
