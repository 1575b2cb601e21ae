"""Does a build ask for something that it does not get?

A literal COPY, ADD or mount source that is absent or excluded fails the build (BuildKit: "failed to compute
cache key … not found"). Not reported: globs, which silently match nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.model.audit import Audit, Finding


def missing(audit: Audit) -> Iterator[Finding]:
    """One error for each source that is missing."""
    for target in audit.targets:
        for miss in target.missing:
            reason = f"excluded by {miss.by}" if miss.by else miss.why
            yield Finding(
                "missing-source",
                "error",
                f"the build fails here: {miss.source} is {reason}",
                miss.source,
                miss.where,
                miss.line,
            )
