"""The difference of two sides as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any

from ctxtrim.context.transfer_size import buildkit_human, human
from ctxtrim.model.diff import BuildChanges, Change, Changes, Diff
from ctxtrim.model.finding import Finding
from ctxtrim.render.findings import place_of, whole_finding
from ctxtrim.render.names import code, visible
from ctxtrim.render.spans import Line, Page, Span, clipped

_MOST_GROUPS, _MOST_PATHS = 8, 5
_MOST_LINES = 60

Group = tuple[str, list[Change]]


def diff_text(diff: Diff, page: Page, is_verbose: bool = False) -> list[Line]:
    """Return the difference line by line, groups of files by the line that moves them."""
    lines: list[Line] = [(Span(visible(f"{diff.old} -> {diff.new}"), "head"),)]
    if diff.is_empty:
        return [*lines, (), (Span("No difference in what is eligible or sent.", "good"),)]
    lines += [(), _sums("eligible (not ignored)", diff.eligible)]
    lines += [_sums(f"sent by {_label(build)}", build.changes, _transfer(build)) for build in diff.sent]
    for title, changes in (
        ("Newly eligible", diff.eligible.added),
        ("No longer eligible", diff.eligible.removed),
    ):
        lines += _groups(title, changes, page, is_verbose)
    for build in diff.sent:
        only_sent = _only_sent(build, diff.eligible)
        for title, part in zip(("Newly sent", "No longer sent"), only_sent, strict=True):
            lines += _groups(f"{title} by {_label(build)}", part, page, is_verbose)
    for title, findings in (("New findings", diff.appeared), ("Findings that are gone", diff.gone)):
        if findings:
            lines += [(), (Span(title, "head"),)]
            lines += [line for finding in findings for line in whole_finding(finding, page)]
    return lines


def diff_json(diff: Diff) -> str:
    """Return one object, schema ctxtrim.diff/1."""
    body = {
        "schema": "ctxtrim.diff/1",
        "context": diff.context,
        "old": diff.old,
        "new": diff.new,
        "eligible": _changes_json(diff.eligible),
        "sent": [
            {
                "dockerfile": build.dockerfile,
                "target": build.target or None,
                **_changes_json(build.changes),
                "transfer_before": build.transfer_before,
                "transfer_after": build.transfer_after,
            }
            for build in diff.sent
        ],
        "findings": {
            "added": [finding._asdict() for finding in diff.appeared],
            "removed": [finding._asdict() for finding in diff.gone],
        },
    }
    return dumps(body, indent=2) + "\n"


def diff_markdown(diff: Diff) -> str:
    """Return a comment for a pull request: a headline, findings, a folded table; 60 lines at most."""
    if diff.is_empty:
        return "### Build context: no difference\n"
    sums = diff.eligible
    lines = [
        f"### Build context: {_signed(sums.bytes)} eligible",
        "",
        f"{code(diff.old)} → {code(diff.new)}",
        "",
        "| | before | after | difference | files |",
        "|---|--:|--:|--:|--:|",
        _row("eligible (not ignored)", sums),
        *map(_build_row, diff.sent[:10]),
        "",
    ]
    if len(diff.sent) > 10:
        lines += [f"and {len(diff.sent) - 10} more builds", ""]
    for title, findings in (("New", diff.appeared), ("Gone", diff.gone)):
        lines += [f"- **{title}** {_finding(finding)}" for finding in findings[:8]]
        if len(findings) > 8:
            lines.append(f"- and {len(findings) - 8} more ({title.lower()})")
    groups = [
        (sign, group) for sign, part in (("+", sums.added), ("-", sums.removed)) for group in _grouped(part)
    ]
    if groups:
        lines += ["", "<details><summary>What moves, and by which line</summary>", ""]
        lines += ["| | files | size | by | for example |", "|---|--:|--:|---|---|"]
        room = _MOST_LINES - len(lines) - 3
        lines += [_group_row(sign, group) for sign, group in groups[:room]]
        if len(groups) > room:
            lines.append(f"| | | | and {len(groups) - room} more lines | |")
        lines += ["", "</details>"]
    return "\n".join(lines).rstrip() + "\n"


def _finding(finding: Finding) -> str:
    return f"{finding.severity} {finding.rule} {code(place_of(finding))}: {code(finding.message)}"


def _build_row(build: BuildChanges) -> str:
    before = "new build" if build.transfer_before is None else ""
    after = "is gone" if build.transfer_after is None else ""
    return _row(f"sent by {code(_label(build))}", build.changes, before, after)


def _row(label: str, changes: Changes, before: str = "", after: str = "") -> str:
    sizes = (
        before or human(changes.before.bytes),
        after or human(changes.after.bytes),
        _signed(changes.bytes),
    )
    files = changes.after.files - changes.before.files
    return f"| {label} | {' | '.join(sizes)} | {f'{files:+,}' if files else 0} |"


def _group_row(sign: str, group: Group) -> str:
    cause, changes = group
    size = human(sum(change.bytes for change in changes))
    return f"| {sign} | {len(changes):,} | {size} | {code(cause)} | {code(changes[0].path)} |"


def _changes_json(changes: Changes) -> dict[str, Any]:
    return {
        "added": [change._asdict() for change in changes.added],
        "removed": [change._asdict() for change in changes.removed],
        "bytes": changes.bytes,
        "bytes_before": changes.before.bytes,
        "bytes_after": changes.after.bytes,
    }


def _label(build: BuildChanges) -> str:
    return f"{build.dockerfile} ({build.target})" if build.target else build.dockerfile


def _transfer(build: BuildChanges) -> str:
    before, after = build.transfer_before, build.transfer_after
    if before is None or after is None:
        return f"new build, transferring context: {buildkit_human(after)}" if after is not None else "is gone"
    return f"transferring context: {buildkit_human(before)} -> {buildkit_human(after)}"


def _sums(label: str, changes: Changes, note: str = "") -> Line:
    before, after = changes.before, changes.after
    sizes = f"{human(before.bytes):>9} -> {human(after.bytes):>9}  {_signed(changes.bytes):>10}"
    counts = f"  {before.files:,} -> {after.files:,} files"
    if changes.resized:
        counts += f" ({_signed(changes.resized)} in files that stay)"
    return (Span(f"{visible(label):<30} "), Span(sizes), Span(f"{counts}  {note}".rstrip(), "dim"))


def _signed(size: int) -> str:
    return f"{'-' if size < 0 else '+'}{human(abs(size))}" if size else "0B"


def _grouped(changes: Iterable[Change]) -> list[Group]:
    """Return changes by cause, the heaviest group and in it the heaviest file first."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.cause, []).append(change)
    for group in groups.values():
        group.sort(key=lambda change: (-change.bytes, change.path))
    return sorted(groups.items(), key=lambda item: (-sum(change.bytes for change in item[1]), item[0]))


def _groups(title: str, changes: Iterable[Change], page: Page, is_verbose: bool) -> Iterator[Line]:
    groups = _grouped(changes)
    if groups:
        yield ()
        yield (Span(visible(title), "head"),)
    for cause, group in groups if is_verbose else groups[:_MOST_GROUPS]:
        size = human(sum(change.bytes for change in group))
        count = f"{len(group):,} file{'s' * (len(group) != 1)}"
        yield (Span(f"{size:>9}  {count}  "), Span(visible(cause), "dim"))
        for change in group if is_verbose else group[:_MOST_PATHS]:
            path = clipped(visible(change.path), page.width - 22, page)
            yield (Span(f"{human(change.bytes):>20}  {path}"),)
        if not is_verbose and len(group) > _MOST_PATHS:
            yield (Span(f"{'':>20}  and {len(group) - _MOST_PATHS:,} more (-v shows them)", "dim"),)
    if not is_verbose and len(groups) > _MOST_GROUPS:
        yield (Span(f"{'':>9}  and {len(groups) - _MOST_GROUPS} more lines (-v shows them)", "dim"),)


def _only_sent(build: BuildChanges, eligible: Changes) -> tuple[list[Change], list[Change]]:
    """Return what a build sends anew or no longer though it stays eligible: the Dockerfile did it."""
    known = {change.path for change in (*eligible.added, *eligible.removed)}
    added, removed = (
        [change for change in part if change.path not in known]
        for part in (build.changes.added, build.changes.removed)
    )
    return added, removed
