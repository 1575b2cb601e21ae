"""A line that is meant as a comment and is read as a pattern.

Only a line whose first column is `#` is a comment; `// note`, `/* note */` and an indented `# note` are
patterns that match nothing.

Not reported: `//name`, which is the pattern `name`.

Example: `// dependencies`.
Mend: begin the line with `#`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT202", "not-a-comment", "advice")
_COMMENT = expression(r"(//\s+|/\*+\s|#+)\s*(?P<note>.*)")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each line that looks like a comment and is none."""
    for line in ignore_lines(subject):
        if match := _COMMENT.fullmatch(line.text):
            fix = Fix(line.source.where, (f"# {match['note'].removesuffix('*/').strip()}",), line.number)
            message = "only a # in the first column begins a comment; this is a pattern that matches nothing"
            yield Finding(*RULE, message, "", *line.place, "begin the line with #", fix=fix)
