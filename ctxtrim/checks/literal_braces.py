"""A pattern in the syntax of another tool: `{a,b}`, `[!a]`, `\\d`.

Docker's patterns know `*`, `**`, `?`, `[a-z]`, `[^a]` and `\\` in front of a special character. Braces are
not expanded, `!` inside brackets is a character, and a backslash separates no folders.

Not reported: names that exist as they are written.

Example: `**/*.{log,tmp}`.
Mend: one line for each alternative; `[^a]` for `[!a]`; `/` for `\\`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT209", "foreign-syntax", "warning")
_BRACES = expression(r"(?P<before>[^{}]*)\{(?P<words>[^{}]*,[^{}]*)\}(?P<after>[^{}]*)")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pattern that other tools read otherwise."""
    for line in ignore_lines(subject):
        if line.pattern is None or subject.tree.kind(line.pattern.glob):
            continue
        text = line.text
        if match := _BRACES.fullmatch(text):
            lines = tuple(match["before"] + word + match["after"] for word in match["words"].split(","))
            fix = Fix(line.source.where, lines, line.number)
            message = f"braces are not expanded, so {text} matches nothing"
            yield Finding(*RULE, message, "", *line.place, "write one line for each alternative", fix=fix)
        elif "[!" in text:
            fix = Fix(line.source.where, (text.replace("[!", "[^"),), line.number)
            message = f"[!…] does not negate in {text}; `!` is one of the characters"
            yield Finding(*RULE, message, "", *line.place, "write [^…]", fix=fix)
        elif re.search(r"\\[A-Za-z0-9]", text):
            message = f"a backslash escapes the next character, so {text} does not mean a path or a class"
            yield Finding(*RULE, message, "", *line.place, "separate folders with /")
