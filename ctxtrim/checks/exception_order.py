"""An exception that brings back what a pattern above it excludes on purpose.

The last matching line decides. `!apps` behind `**/node_modules` lets apps/web/node_modules in again wherever
the walk looks at apps as excluded (`*` above, say): the pattern has to stand behind the exception.

Not reported: what `*` or `**` alone excludes, and files that git tracks.

Example: `**/node_modules`, `*`, `!apps`.
Mend: move the pattern behind the exception.
Switch it off: where the exception is meant to be stronger.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import IgnoreLine, lines_by_file
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.context.transfer_size import human
from ctxtrim.go.path import is_match
from ctxtrim.model.finding import Finding, Fix
from ctxtrim.scan.heaviest import outline

RULE = Rule("CT219", "exception-order", "warning")
_ALL = {"*", "**", "**/*", "*/**"}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each plain pattern that an exception below it undoes, with the heaviest folder."""
    for lines in lines_by_file(subject):
        last = max((line.number for line in lines if line.pattern and line.pattern.is_exception), default=0)
        if not last or lines[0].source.ruleset is not subject.builds.rules.ruleset:
            continue
        names = _by_name(subject)
        for line in lines:
            pattern = line.pattern
            if pattern and not pattern.is_exception and pattern.glob not in _ALL and line.number < last:
                yield from _undone(subject, line, names)


def _by_name(subject: Subject) -> dict[str, list[int]]:
    """Map base names to the rows of folders that are not empty, the heaviest first."""
    _, sizes, names, _ = outline(subject.audit.scan.folders)
    rows: dict[str, list[int]] = {}
    for row in sorted(range(1, len(sizes)), key=lambda row: (-sizes[row], row)):
        if sizes[row]:
            rows.setdefault(names[row], []).append(row)
    return rows


def _undone(subject: Subject, line: IgnoreLine, names: dict[str, list[int]]) -> Iterator[Finding]:
    assert line.pattern
    last = line.pattern.glob.rpartition("/")[2]
    folders, judge = subject.audit.scan.folders, line.source.ruleset.judge_path
    for row in (row for name, rows in names.items() if is_match(last, name) for row in rows):
        path, _, total, is_eligible = folders[row]
        by = judge(path).by if is_eligible and line.pattern.hits(path) else None
        if by and by.is_exception and by.line > line.number and not subject.git.holds_tracked(path):
            message = f"{by.text} in line {by.line} lets {path} in again ({human(total.bytes)})"
            fix = Fix(line.source.where, (line.text,))
            hint = f"move {line.text} behind line {by.line}"
            yield Finding(*RULE, message, path, *line.place, hint, total.bytes, fix)
            return
