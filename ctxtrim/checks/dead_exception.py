"""An exception without anything to except.

No pattern above it can match what it names, nor anything above or below that: the line has no effect, on any
tree. Often the pattern that it belonged to was deleted or misspelt.

Not reported: exceptions that something on no disk yet would use, and those in front of their pattern (CT205).

Example: `!README.md` in a file without any pattern for documents.
Mend: delete the line, or correct the pattern that it belongs to.
Switch it off: where a file is put together from templates.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import lines_by_file
from ctxtrim.checks.pattern_relations import is_apart
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT208", "dead-exception", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each exception that no plain pattern of its file can have to do with."""
    for lines in lines_by_file(subject):
        plain = [line.pattern for line in lines if line.pattern and not line.pattern.is_exception]
        for line in lines:
            pattern = line.pattern
            if pattern and pattern.is_exception and all(is_apart(other, pattern.glob) for other in plain):
                fix = Fix(line.source.where, (), line.number)
                message = f"no pattern excludes {pattern.glob}, so {line.text} has no effect"
                yield Finding(*RULE, message, "", *line.place, "delete the line", fix=fix)
