"""A pattern that points outside the context.

Patterns are relative to the context. An absolute path of this machine and `../name` match nothing.

Not reported: `/name`, which is `name`.

Example: `../secrets`.
Mend: delete the line; files outside the context are never sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT204", "outside-context", "warning")
_ABSOLUTE = expression(r"!?(/+(home|Users|root|mnt|media|Volumes)/.|[A-Za-z]:[\\/]).*")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pattern that leads out of the context."""
    for line in ignore_lines(subject):
        glob = line.pattern.glob if line.pattern else ""
        if glob.startswith("../") or glob == ".." or _ABSOLUTE.fullmatch(line.text):
            top = glob.partition("/")[0]
            if top != ".." and top and subject.tree.kind(top):
                continue
            fix = Fix(line.source.where, (), line.number)
            message = f"{line.text} points outside the context and matches nothing"
            yield Finding(*RULE, message, "", *line.place, "delete the line", fix=fix)
