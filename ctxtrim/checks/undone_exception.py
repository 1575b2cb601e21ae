"""An exception without effect on the file it names.

The last matching line decides: a plain pattern behind an exception excludes the file again. An exception also
does nothing where the builder does not look into an excluded directory above it.

Not reported: exceptions with wildcards, and those whose file does not exist.

Example: `!docs/guide.md`, and `docs` below it.
Mend: move the exception to the end of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.go.path import has_wildcard
from ctxtrim.model.finding import Finding

RULE = Rule("CT205", "undone-exception", "warning")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each literal exception whose file stays excluded."""
    for line in ignore_lines(subject):
        pattern = line.pattern
        if pattern is None or not pattern.is_exception or has_wildcard(pattern.glob):
            continue
        kind = subject.tree.kind(pattern.glob)
        verdict = line.source.ruleset.judge_path(pattern.glob)
        if kind not in ("file", "link") or verdict.eligible or verdict.by is None:
            continue
        by = f"{verdict.by.where}:{verdict.by.line}: {verdict.by.text}"
        later = verdict.by.line > line.number
        how = "excluded again by" if later else "in a directory that is not entered because of"
        hint = "move the exception behind that line" if later else f"except the directory, or narrow {by}"
        yield Finding(*RULE, f"{pattern.glob} is {how} {by}", pattern.glob, *line.place, hint)
