"""A pattern of which a part is read as a regular expression.

Docker turns a pattern with wildcards into a regular expression and leaves `{`, `}`, `|` and `^` as they are
(patternmatcher.go, shouldEscape): `ab|c*` excludes what begins with ab and what ends with c…, and `x{2}*`
excludes what begins with xx.

Not reported: patterns without wildcards, where each character stands for itself, and `{a,b}` (CT209).

Example: `*.log|*.tmp`.
Mend: one line for each alternative; a backslash in front of a character that is meant.
Switch it off: where a regular expression is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.go.path import has_wildcard
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT220", "regex-leak", "warning")
_CLASS, _LEAK = expression(r"\[[^\]]*\]|\\."), expression(r"\||\^|\{\d+(,\d*)?\}")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pattern with wildcards in which `|`, `^` or `{n}` stands unescaped."""
    for line in ignore_lines(subject):
        glob = line.pattern.glob if line.pattern else ""
        found = _LEAK.search(_CLASS.sub("", glob)) if has_wildcard(glob) else None
        if not found:
            continue
        parts = tuple(part for part in line.text.split("|") if part)
        fix = None
        if found[0] == "|" and not glob.startswith("!") and "\\" not in glob:
            fix = Fix(line.source.where, parts, line.number)
        message = f"{found[0]} is read as a regular expression in {line.text}"
        hint = "write one line for each alternative" if fix else f"write \\{found[0]}"
        yield Finding(*RULE, message, "", *line.place, hint, fix=fix)
