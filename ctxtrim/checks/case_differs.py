"""A pattern that matches nothing, where a name in another case is there.

Patterns are compared letter by letter, on every system. `readme.md` does not exclude `README.md`.

Not reported: names that another line excludes, and patterns with wildcards.

Example: `Node_modules`, where `node_modules` is there.
Mend: write the name as it is on the disk.
Switch it off: where the same file serves projects with different names.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.near_names import absent_literal, other_case, siblings
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT221", "case", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each literal pattern that only case keeps from a match."""
    for line in ignore_lines(subject):
        path = absent_literal(subject, line)
        folder, slash, name = path.rpartition("/")
        other = other_case(name, siblings(subject, line, path)) if path else ""
        if other:
            right = folder + slash + other
            fix = Fix(line.source.where, (right,), line.number)
            message = f"{line.text} does not match {right}: case counts"
            yield Finding(*RULE, message, right, *line.place, f"write {right}", fix=fix)
