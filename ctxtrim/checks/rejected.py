"""A pattern that the builder rejects.

The build stops at once ("syntax error in pattern", "illegal exclusion pattern"), whatever the Dockerfile
says. Nothing else of the context can be judged until the line is corrected.

Not reported: patterns that a builder rejects only for a path that is not here.

Example: `[`, `a[-]`, a lone `!`, `name\\` at the end of a line.
Mend: correct the line; a backslash in front of a character that is meant.
Switch it off: never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.matching.pattern import RejectedPattern
from ctxtrim.model.finding import Finding

RULE = Rule("CT225", "rejected", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield nothing: a context with such a pattern cannot be audited (see `finding_of`)."""
    return iter(())


def finding_of(error: RejectedPattern) -> Finding:
    """Return the finding of a pattern that kept the context from being audited."""
    parts = re.fullmatch(r"(.*?):(\d+): (.*)", str(error), re.DOTALL)
    where, line, reason = parts.groups() if parts else ("", "0", str(error))
    reason = reason.removesuffix(": the build stops here.")
    return Finding(*RULE, f"build will fail: {reason}", "", where, int(line), "correct the line")
