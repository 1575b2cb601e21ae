"""A pattern with a character that nobody sees.

BuildKit sends each pattern as the value of a header, which may hold no control character: a TAB in a pattern
stops the build ("header key exclude-patterns contains value with non-printable ASCII characters",
dockerfile-x#1). Other builders take it for a part of the name, which then matches nothing; so do all of them
with characters of no width.

Not reported: blanks around a pattern, which are stripped, and files in UTF-16 (CT217).

Example: `node_modules<TAB># dependencies`.
Mend: delete the character.
Switch it off: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding

RULE = Rule("CT211", "control-character", "warning")
_CONTROL = expression("[\x01-\x1f\x7f]")
_UNSEEN = expression("[\x80-\x9f\xad\u200b-\u200f\u2060\ufeff]")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error where BuildKit refuses the pattern, else a warning."""
    for line in ignore_lines(subject):
        if b"\0" in line.source.data:
            continue
        glob = line.pattern.glob if line.pattern else ""
        found = _CONTROL.search(glob) or _UNSEEN.search(glob)
        if found:
            name = "a TAB" if found[0] == "\t" else f"the character U+{ord(found[0]):04X}"
            is_ascii = all(pattern.glob.isascii() for pattern in line.source.ruleset.patterns)
            fails = found[0].isascii() and is_ascii and line.source.ruleset.dialect.selects
            rule = RULE._replace(severity="error") if fails else RULE
            message = f"build will fail: {name} in a pattern" if fails else f"{name} is a part of the pattern"
            yield Finding(*rule, message, "", *line.place, "delete the character")
