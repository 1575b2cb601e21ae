"""A comment behind a pattern on the same line.

Only a line that begins with `#` is a comment. Behind a pattern, `# note` is a part of the pattern, which then
matches nothing.

Not reported: a `#` inside a name.

Example: `run/ # created by the server`.
Mend: move the comment to its own line.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT201", "trailing-comment", "warning")
_COMMENT = expression(r"(?P<pattern>!?[^#\s](?:.*?\S)??)[ \t]+#[ \t]*(?P<note>.*)")
_MESSAGE = "trailing comment becomes part of the pattern, which matches nothing"


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each line with a pattern and a comment."""
    for line in ignore_lines(subject):
        match = _COMMENT.fullmatch(line.text)
        if match and not match["pattern"].startswith(("//", "/*")):
            lines = (f"# {match['note']}", match["pattern"]) if match["note"] else (match["pattern"],)
            fix = Fix(line.source.where, lines, line.number)
            yield Finding(*RULE, _MESSAGE, "", *line.place, "move it to its own line", fix=fix)
