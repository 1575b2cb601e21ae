"""A source of COPY, ADD or a bind mount that the context does not hold.

The build stops there (BuildKit: "failed to compute cache key: … not found").

Not reported: what a RUN of an earlier stage may have made, stages that the target does not reach, and
wildcards that match nothing (CT304).

Example: `COPY dist /srv` in a checkout where nothing has been built.
Mend: correct the name, or make the file before the build.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.missing_of import distinct_missing, place_of, weigh
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT301", "not-found", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each source that is not there and stops the build."""
    for miss, lines in distinct_missing(subject):
        if miss.fails and not miss.by:
            what = "not found"
            if miss.why == "unasked":
                what = "is a link to what no source names, so it is not sent"
            elif miss.is_wildcard:
                what = "matches nothing"
            yield Finding(
                *weigh(RULE, miss, subject),
                f"build will fail: {miss.source} {what}",
                miss.source,
                *place_of(miss, lines),
            )
