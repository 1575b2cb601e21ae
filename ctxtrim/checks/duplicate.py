"""A pattern that stands in the ignore file twice.

The second one changes nothing. Whoever edits one of them later may expect an effect that the other undoes.

Not reported: a pattern that is repeated behind an exception, since the order decides there.

Example: `.git` in line 2 and `/.git/` in line 9.
Mend: delete the second line.
Switch it off: where a file is put together from templates.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import lines_by_file
from ctxtrim.checks.pattern_relations import blocks
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT206", "duplicate", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each line whose pattern stands above it, with nothing of the other kind between."""
    for lines in lines_by_file(subject):
        for block in blocks(lines):
            first: dict[str, int] = {}
            for line in block:
                assert line.pattern
                above = first.setdefault(line.pattern.glob, line.number)
                if above != line.number:
                    fix = Fix(line.source.where, (), line.number)
                    message = f"{line.text} stands in line {above} already"
                    yield Finding(*RULE, message, "", *line.place, "delete the line", fix=fix)
