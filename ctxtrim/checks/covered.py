"""A pattern that another one covers.

What it matches is excluded by a wider pattern all the same, on every tree and for every builder: the line
says nothing.

Not reported: lines behind the first exception, where the order decides; patterns with `?`, classes and
escapes, which are not compared.

Example: `web/node_modules` beside `**/node_modules`.
Mend: delete the narrower line.
Switch it off: where the narrower line documents something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.checks.ignore_lines import IgnoreLine, lines_by_file
from ctxtrim.checks.pattern_relations import blocks, covers
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT207", "covered", "advice")
MOST_LINES = 200
"""In a longer block nothing is compared."""


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each plain pattern in front of the first exception that another one covers."""
    for lines in lines_by_file(subject):
        block = next(blocks(lines), [])
        if len(block) > MOST_LINES or not block or (block[0].pattern and block[0].pattern.is_exception):
            continue
        for line in block:
            wider = _wider(line, block)
            if wider:
                fix = Fix(line.source.where, (), line.number)
                message = f"{line.text} is covered by {wider.text} in line {wider.number}"
                yield Finding(*RULE, message, "", *line.place, "delete the line", fix=fix)


def _wider(line: IgnoreLine, block: Sequence[IgnoreLine]) -> IgnoreLine | None:
    """Return a line that covers this one; of two that cover each other the first stays."""
    narrow = line.pattern
    for other in block:
        wide = other.pattern
        if not (narrow and wide) or wide.glob == narrow.glob or not covers(wide, narrow):
            continue
        if other.number < line.number or not covers(narrow, wide):
            return other
    return None
