"""The audit as text: on a terminal 24 lines, in a pipe or with -v everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import relpath

from ctxtrim.context.transfer_size import buildkit_human, human
from ctxtrim.matching.builders import Dialect, by_name
from ctxtrim.model.audit import Audit, Heavy, TargetAudit
from ctxtrim.model.context import Sum
from ctxtrim.render.findings import clipped_end, finding_lines, whole_finding
from ctxtrim.render.names import visible
from ctxtrim.render.picture import flat_rows, picture
from ctxtrim.render.saving import saving_hint
from ctxtrim.render.spans import Line, Page, Span, cells, clipped, wrapped

SCREEN = 23
"""Lines of the first screen; the prompt behind it is the 24th."""
_BUILDS, _HEAVIEST, _FINDINGS = 5, 5, 50


def audit_text(audit: Audit, page: Page, is_verbose: bool = False) -> list[Line]:
    """Return the audit line by line; every name in it is safe to print.

    A page with a width gets the first screen: totals, findings, the heaviest paths, one hint. A page without
    one, and is_verbose, get all that is known.
    """
    if page.width and not is_verbose:
        return _first_screen(audit, page)
    most = 0 if is_verbose else _BUILDS
    sections = (
        _totals(audit, page, most or len(audit.targets), True),
        _findings(audit, page, 0 if is_verbose else _FINDINGS),
        _heavy(audit, page),
        _kinds(audit.scan.kinds),
        _contexts(audit),
        _notes(audit, page),
        _hint(audit, page),
    )
    return _joined(sections)


def _first_screen(audit: Audit, page: Page) -> list[Line]:
    totals = list(_totals(audit, page, _BUILDS if len(audit.findings) < 3 else 3, False))
    heavy = list(_heaviest(audit, page))
    rest = [*_contexts_line(audit, page), *_hint(audit, page)]
    room = SCREEN - len(totals) - len(heavy) - len(rest) - 4
    findings = list(finding_lines(audit.findings, page, _fitting(len(audit.findings), max(3, room))))
    if findings:
        findings.insert(0, (Span("Findings", "head"),))
    return _joined((totals, findings, heavy, rest))


def _fitting(count: int, room: int) -> int:
    """Return how many of `count` lines fit with one that says how many are left out."""
    return count if count <= room else room - 1


def _joined(sections: Iterable[Iterable[Line]]) -> list[Line]:
    """Put an empty line between sections that are not empty."""
    lines: list[Line] = []
    for section in sections:
        if block := list(section):
            lines += [*block, ()]
    return lines[:-1]


def _totals(audit: Audit, page: Page, most: int, is_whole: bool) -> Iterator[Line]:
    """Yield the context, what is eligible and what each build sends, at most `most` of them."""
    dialect = by_name(audit.builder)
    builder = f"  as read by {dialect.title}"
    context = clipped(visible(audit.context), page.width, page)
    if page.width and len(context) + len(builder) > page.width:
        builder = f"  {dialect.name}" if len(context) + len(dialect.name) + 2 <= page.width else ""
    yield (Span(context, "head"), Span(builder, "dim"))
    yield ()
    if is_whole or audit.scan.excluded is not None:
        yield _total("on disk", *_on_disk(audit), page)
    rules = f"after {visible(audit.ignore_file)}" if audit.ignore_file else "no ignore file"
    yield _total("eligible (not ignored)", audit.scan.eligible, rules, page)
    word = "used" if dialect.in_place else "sent"
    groups = _same_result(audit.targets)
    for group in groups[:most]:
        yield _total(word, group[0].sent.sum, _named(group, page), page)
        remarks = _remarks(group[0], audit, dialect) if is_whole else ()
        yield from ((Span(" " * _remark_column(page)), Span(remark, "dim")) for remark in remarks)
        word = ""
        yield from _named_contexts(group, audit, page)
    if len(groups) > most:
        left = sum(map(len, groups[most:]))
        yield (Span(" " * _remark_column(page) + f"and {left} more", "dim"),)
    if not audit.targets:
        yield _total("sent", None, "no Dockerfile found", page)


def _named_contexts(group: Sequence[TargetAudit], audit: Audit, page: Page) -> Iterator[Line]:
    """Yield what builds get of their named contexts besides, a line for each."""
    targets = [one.target for one in group]
    rows = (named for named in audit.named_contexts if named.target in targets)
    for row in {(named.name, named.folder): named for named in rows}.values():
        rules = f", after its {row.ignore_file}" if row.ignore_file else ""
        remark = f"of context {row.name} ({relpath(row.folder, audit.context)}){rules}"
        yield _total("", row.sent.sum, visible(remark), page)


_NARROW = 76


def _label_width(page: Page) -> int:
    return 9 if 0 < page.width < _NARROW else 22


def _remark_column(page: Page) -> int:
    return 2 + _label_width(page) + 10 + 13 + 2


def _total(label: str, total: Sum | None, remark: str, page: Page) -> Line:
    width = _label_width(page)
    size, files = (human(total.bytes), _files(total.files)) if total else ("-", "")
    remark = clipped(remark, page.width - _remark_column(page), page)
    return (
        Span(f"  {label.partition(' (')[0] if width < len(label) else label:{width}}", "head"),
        Span(f"{size:>10}{files:>13}"),
        Span(f"  {remark}", "dim"),
    )


def _findings(audit: Audit, page: Page, most: int) -> Iterator[Line]:
    if not audit.findings:
        return
    yield (Span("Findings", "head"),)
    for finding in audit.findings[: most or None]:
        yield from whole_finding(finding, page)
    if most and len(audit.findings) > most:
        yield (Span(f"  {page.ellipsis} and {len(audit.findings) - most:,} more: ctxtrim audit -v", "dim"),)


def _hint(audit: Audit, page: Page) -> Iterator[Line]:
    if hint := saving_hint(audit):
        if page.width and cells(hint) > page.width:
            hint = clipped_end(hint.replace("· ctxtrim fix", "·"), page.width, page)
        yield (Span(hint, "good"),)


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def _on_disk(audit: Audit) -> tuple[Sum | None, str]:
    scan = audit.scan
    if scan.excluded is not None:
        total = Sum(scan.eligible.files + scan.excluded.files, scan.eligible.bytes + scan.excluded.bytes)
        return total, f"{human(scan.excluded.bytes)} of it excluded"
    if not audit.ignore_file:
        return scan.eligible, ""
    return None, "not measured: see --on-disk"


def _same_result(targets: Iterable[TargetAudit]) -> list[list[TargetAudit]]:
    """Builds that get the same under the same rules, together."""
    groups: dict[object, list[TargetAudit]] = {}
    for target in targets:
        key = (target.sent.sum, target.sent.transfer_bytes, target.ignore_file)
        groups.setdefault(key, []).append(target)
    return list(groups.values())


def _named(targets: Sequence[TargetAudit], page: Page) -> str:
    """Return what builds with the same result are called; without who says so where there is little room."""
    target = targets[0].target
    more = f" and {len(targets) - 1} more" if len(targets) > 1 else ""
    more += ", guessed" if all(one.target.is_guess for one in targets) else ""
    name = visible(target.title) + more
    if page.width and cells(name) > page.width - _remark_column(page):
        name = visible(target._replace(origin="").title) + more
    return name


def _remarks(target: TargetAudit, audit: Audit, dialect: Dialect) -> Iterator[str]:
    if target.ignore_file != audit.ignore_file:
        rules = visible(target.ignore_file) or "no ignore file"
        yield f"reads {rules}: {human(target.eligible.bytes)} eligible"
    if dialect.selects and target.sent.transfer_bytes:
        yield f"transferring context: {buildkit_human(target.sent.transfer_bytes)}"
    elif dialect.selects:
        yield "transferring no context"
    elif not dialect.in_place:
        yield f"Sending build context to Docker daemon  {human(target.sent.classic_tar_bytes)}"


def _heaviest(audit: Audit, page: Page) -> Iterator[Line]:
    """Yield the heaviest paths, one a line."""
    heavies = _weighty(audit)[:_HEAVIEST]
    if heavies:
        yield (Span("Largest paths", "head"), Span(" (share of the context)", "dim"))
        yield from flat_rows(heavies, audit.scan.eligible, page)


def _weighty(audit: Audit) -> Sequence[Heavy]:
    """Return the heaviest paths without those below half a percent, unless all are."""
    least = audit.scan.eligible.bytes / 200
    return [heavy for heavy in audit.heaviest if heavy.bytes >= least] or audit.heaviest[:_HEAVIEST]


def _heavy(audit: Audit, page: Page) -> Iterator[Line]:
    """Yield the heaviest paths as a tree, and the largest files inside them."""
    if not audit.heaviest:
        return
    yield (Span("Largest paths", "head"), Span(" (share of the context)", "dim"))
    yield from picture(_weighty(audit), audit.scan.eligible, page)
    shown = {heavy.path for heavy in audit.heaviest}
    large = [(size, path) for size, path in audit.scan.largest if size * 100 > audit.scan.eligible.bytes]
    files = [(size, path) for size, path in large if path not in shown][:3]
    if files:
        yield ()
        yield (Span("Largest files", "head"),)
        for size, path in files:
            yield (Span(f"  {human(size):>9}  "), Span(clipped(visible(path), page.width - 13, page)))


def _kinds(kinds: Mapping[str, Sum]) -> Iterator[Line]:
    weighing = [(kind, total) for kind, total in kinds.items() if total.bytes]
    if weighing:
        yield (Span("By kind", "head"),)
    for kind, total in sorted(weighing, key=lambda item: (-item[1].bytes, item[0])):
        yield (Span(f"  {human(total.bytes):>9}  "), Span(f"{total.files:>9,} ", "dim"), Span(kind))


def _contexts(audit: Audit) -> Iterator[Line]:
    if not audit.contexts:
        return
    yield (Span("Other contexts", "head"), Span(": ctxtrim audit FOLDER", "dim"))
    for folder, count in audit.contexts:
        yield (Span(f"  {visible(folder)}"), Span(f"  {count} build{'s' * (count != 1)}", "dim"))


def _contexts_line(audit: Audit, page: Page) -> Iterator[Line]:
    if audit.contexts:
        text = f"Other contexts (ctxtrim audit FOLDER): {', '.join(folder for folder, _ in audit.contexts)}"
        yield (Span(clipped_end(visible(text), page.width, page), "dim"),)


def _notes(audit: Audit, page: Page) -> Iterator[Line]:
    sentences = dict.fromkeys([*audit.notes, *(text for t in audit.targets for text in t.unknown)])
    if sentences:
        yield (Span("Notes", "head"),)
    for sentence in sentences:
        for line in wrapped(visible(sentence), page):
            yield (Span(line, "dim"),)
