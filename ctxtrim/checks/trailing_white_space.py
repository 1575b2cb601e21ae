"""Lines that end in blanks.

Builders strip them. Other readers of the same text do not, and a blank at the end of a name cannot be kept in
an ignore file: `name\\ ` stops the build.

Not reported: carriage returns, which Windows editors write. One finding a file.

Example: `dist  `.
Mend: delete the blanks.
Switch it off: where an editor does this.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import lines_by_file
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT212", "trailing-white-space", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the first line of each file that ends in blanks."""
    for lines in lines_by_file(subject):
        ending = [line for line in lines if line.has_blanks_behind and line.pattern]
        if ending:
            line, *others = ending
            more = f", and so do {len(others)} more lines" if others else ""
            also = tuple(Fix(line.source.where, (other.text,), other.number) for other in others)
            fix = Fix(line.source.where, (line.text,), line.number, also)
            message = f"the line ends in blanks{more}"
            yield Finding(*RULE, message, "", *line.place, "delete the blanks", fix=fix)
