"""A source of COPY, ADD or a bind mount that the ignore file excludes.

The build stops there ("failed to compute cache key: … not found"), although the file is on the disk.

Not reported: a wildcard of which a part is excluded (that is often meant).

Example: `uv.lock` in .dockerignore and `COPY pyproject.toml uv.lock ./`.
Mend: delete the line, or add an exception (`!uv.lock`) at the end; `ctxtrim fix` proposes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.missing_of import distinct_missing, place_of, weigh
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT302", "excluded-source", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each source that is excluded and stops the build."""
    for miss, lines in distinct_missing(subject):
        if miss.fails and miss.by:
            what = f"everything {miss.source} matches is" if miss.match else f"{miss.source} is"
            message = f"build will fail: {what} excluded by {miss.by}"
            hint = f"delete that line or add `!{miss.match or miss.source}` at the end of the file"
            yield Finding(*weigh(RULE, miss, subject), message, miss.source, *place_of(miss, lines), hint)
