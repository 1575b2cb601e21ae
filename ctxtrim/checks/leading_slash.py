"""A pattern that a slash or a dot changes into another one.

A slash in front of a name is dropped, and what is left is read again: `/!name` becomes the exception `!name`.
A pattern that is nothing but `/`, `.` or `./` matches nothing; the whole context is `*` or `**`.

Not reported: `/name`, which is `name`.

Example: `/!important` for a file that is called `!important`.
Mend: write `\\!important`; `*` for the whole context.
Switch it off: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT214", "leading-slash", "warning")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pattern that means another thing than it says."""
    for line in ignore_lines(subject):
        pattern = line.pattern
        if pattern is None:
            continue
        if line.text.startswith("/") and pattern.is_exception:
            fix = Fix(line.source.where, ("\\" + line.text.lstrip("/"),), line.number)
            message = f"{line.text} is read as the exception {pattern.text}"
            yield Finding(*RULE, message, "", *line.place, f"write {fix.lines[0]}", fix=fix)
        elif pattern.glob in (".", "/") and not pattern.is_exception:
            message = f"{line.text} matches nothing"
            yield Finding(*RULE, message, "", *line.place, "write * for all of the context")
