"""A wildcard of COPY or ADD that copies nothing.

BuildKit says nothing where a wildcard matches no file; what it stood for is missing in the image.

Not reported: wildcards behind which another source of the same instruction is found, if they match nothing at
all on the disk (`COPY package.json yarn.lock* ./`); a class of one character (`.[V]ERSION`), which is written
to make a source optional.

Example: `**/*.md` in .dockerignore and `COPY docs/*.md /d/`.
Mend: correct the wildcard, or except what it should match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.checks.missing_of import distinct_missing, place_of, weigh
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT304", "empty-wildcard", "warning")
_OPTIONAL = r"[^*?\[\]]*\[[^^\]]\][^*?\[\]]*"


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning where what a wildcard matches is all excluded, advice where it matches nothing."""
    for miss, lines in distinct_missing(subject):
        if miss.fails or (not miss.match and re.fullmatch(_OPTIONAL, miss.source)):
            continue
        rule, message = RULE, f"copies nothing: everything {miss.source} matches is excluded by {miss.by}"
        if not miss.match:
            rule, message = RULE._replace(severity="advice"), f"copies nothing: nothing matches {miss.source}"
        yield Finding(*weigh(rule, miss, subject), message, miss.source, *place_of(miss, lines))
