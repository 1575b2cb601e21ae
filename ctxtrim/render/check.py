"""The findings of `ctxtrim check` as text, JSON, SARIF, Markdown, and as GitHub and GitLab want them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from json import dumps
from typing import Any
from urllib.parse import quote

from ctxtrim import __version__
from ctxtrim.model.finding import SEVERITIES, Finding
from ctxtrim.render.findings import STYLES, clipped_end, counted, place_of
from ctxtrim.render.names import code, visible
from ctxtrim.render.spans import Line, Page, Span, cells, wrapped

ManualPage = tuple[str, str, str]
"""ID, slug and manual page of a rule."""


Texts = Mapping[tuple[str, int], str]
"""The lines that findings speak of, by file and number."""


def check_text(findings: Sequence[Finding], page: Page, texts: Texts) -> list[Line]:
    """Return the findings with the lines that they speak of, and a summary; one short line for none."""
    lines = [line for finding in findings for line in _block(finding, page, texts)]
    if not lines:
        return [(Span("No findings.", "good"),)]
    fixable = sum(1 for finding in findings if finding.fix)
    hint = f"; {fixable} fixable with `ctxtrim fix`" if fixable else ""
    return [*lines, (), (Span(f"{counted(findings)}{hint}"),)]


def _block(finding: Finding, page: Page, texts: Texts) -> Iterator[Line]:
    """Yield place, ID and message, below it the line with a marker, then the hint."""
    place = visible(place_of(finding)) + (f":{finding.column}" if finding.column else "")
    message = f"{finding.severity}: {visible(finding.message)}"
    yield (Span(place, "head"), Span(f" {finding.rule} ", STYLES[finding.severity]), Span(message))
    if finding.column and (text := texts.get((finding.file, finding.line), "")):
        yield from _marked(finding, text, page)
    if finding.hint:
        yield from ((Span(line, "dim"),) for line in wrapped(visible(finding.hint), page, 4))


def _marked(finding: Finding, text: str, page: Page) -> Iterator[Line]:
    """Yield a line without the blanks around it, and a marker below the part that the finding is about."""
    first = len(text) - len(text.lstrip())
    room = page.width - 4 if page.width else 0
    source = clipped_end(visible(text.strip()), room, page)
    before = cells(visible(text[first : finding.column - 1]))
    marked = cells(visible(text[finding.column - 1 : finding.end - 1]))
    if before + marked > cells(source):
        before, marked = min(before, cells(source) - 1), max(cells(source) - before, 1)
    yield (Span(f"    {source}"),)
    yield (Span(f"    {' ' * before}{'^' * marked}", STYLES[finding.severity]),)


def check_json(context: str, findings: Sequence[Finding]) -> str:
    """Return one object, schema ctxtrim.check/1."""
    rows = [{**f._asdict(), "check": f.name, "fix": _fix(f)} for f in findings]
    summary = {severity: sum(f.severity == severity for f in findings) for severity in SEVERITIES}
    return (
        dumps(
            {"schema": "ctxtrim.check/1", "context": context, "findings": rows, "summary": summary}, indent=2
        )
        + "\n"
    )


def _fix(finding: Finding) -> dict[str, Any] | None:
    fix = finding.fix
    return {"file": fix.file, "lines": list(fix.lines), "line": fix.line} if fix else None


_ANNOTATION = {"error": "error", "warning": "warning", "advice": "notice"}


def check_github(findings: Iterable[Finding]) -> str:
    """Return one workflow command a finding (docs.github.com, "Workflow commands"), escaped as they ask."""
    return "".join(_annotation(finding) for finding in findings)


def _annotation(finding: Finding) -> str:
    file, line = _property(finding.file or finding.path), f",line={finding.line}" if finding.line else ""
    if finding.column:
        line += f",col={finding.column},endColumn={finding.end}"
    title = _property(f"{finding.rule} {finding.name}")
    where = "" if finding.line else f"{place_of(finding)}: "
    message = _data(f"{where}{finding.message}" + (f" ({finding.hint})" if finding.hint else ""))
    return f"::{_ANNOTATION[finding.severity]} file={file}{line},title={title}::{message}\n"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_GITLAB = {"error": "critical", "warning": "major", "advice": "info"}


def check_gitlab(findings: Iterable[Finding]) -> str:
    """Return a code quality report (docs.gitlab.com, "Code Quality report format"): one object a finding."""
    seen: dict[str, int] = {}
    rows = []
    for finding in findings:
        own = fingerprint(finding)
        seen[own] = seen.get(own, 0) + 1  # GitLab shows findings of one fingerprint once
        rows.append(_quality(finding, own if seen[own] == 1 else f"{own}-{seen[own]}"))
    return dumps(rows, indent=2) + "\n"


def _quality(finding: Finding, own: str) -> dict[str, Any]:
    where = "" if finding.line else f"{place_of(finding)}: "
    hint = f" ({finding.hint})" if finding.hint else ""
    path = visible(finding.file or finding.path or ".")
    return {
        "check_name": f"{finding.rule} {finding.name}",
        "description": visible(f"{where}{finding.message}{hint}"),
        "fingerprint": own,
        "severity": _GITLAB[finding.severity],
        "location": {"path": path, "lines": {"begin": finding.line or 1}},
    }


_MOST_ROWS = 150
"""A comment holds 65,536 characters."""


def check_markdown(findings: Sequence[Finding]) -> str:
    """Return a table for a comment on a pull request."""
    if not findings:
        return "**ctxtrim**: no findings.\n"
    rows = [_row(finding) for finding in findings[:_MOST_ROWS]]
    if len(findings) > _MOST_ROWS:
        rows.append(f"| | | | and {len(findings) - _MOST_ROWS:,} more: `ctxtrim check` | |")
    head = ("| Severity | Rule | Where | Finding | What to do |", "|---|---|---|---|---|")
    return "\n".join([f"**ctxtrim**: {counted(findings)}", "", *head, *rows]) + "\n"


def _row(finding: Finding) -> str:
    cells = (finding.severity, finding.rule, code(place_of(finding)), code(finding.message))
    return f"| {' | '.join(cells)} | {code(finding.hint) if finding.hint else ''} |"


_LEVEL = {"error": "error", "warning": "warning", "advice": "note"}


def check_sarif(findings: Sequence[Finding], pages: Sequence[ManualPage]) -> str:
    """Return a SARIF 2.1.0 log. pages: of all rules, in the order of their indexes."""
    index = {rule: number for number, (rule, _, _) in enumerate(pages)}
    rules = [
        {
            "id": rule,
            "name": name,
            "shortDescription": {"text": page.partition("\n")[0]},
            "fullDescription": {"text": page.partition("\n\nNot reported")[0]},
            "help": {"text": page, "markdown": page},
        }
        for rule, name, page in pages
    ]
    driver = {"name": "ctxtrim", "semanticVersion": __version__, "rules": rules}
    results = [_result(finding, index[finding.rule]) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return dumps(log, indent=2) + "\n"


def _result(finding: Finding, index: int) -> dict[str, Any]:
    name = (finding.file or finding.path or ".").encode("utf-8", "surrogateescape")
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(name)}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
        if finding.column:
            place["region"] |= {"startColumn": finding.column, "endColumn": finding.end}
    text = finding.message if finding.line else f"{place_of(finding)}: {finding.message}"
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVEL[finding.severity],
        "message": {"text": text.encode("utf-8", "backslashreplace").decode()},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"ctxtrim/v1": fingerprint(finding)},
    }


def fingerprint(finding: Finding) -> str:
    """Return a hash that stays when lines move: of rule, file, path and message without numbers."""
    message = re.sub(r":\d+|[\d.,]+", "", finding.message)
    text = "\0".join((finding.rule, finding.file, finding.path, message))
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
