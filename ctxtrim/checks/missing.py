"""Does a build ask for something that it does not get?

A literal COPY, ADD or mount source that is absent or excluded fails the build (BuildKit: "failed to compute
cache key … not found"). A wildcard may match nothing in BuildKit, which is often meant; where it matches
only what is excluded, something is lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.model.audit import Audit, Finding, Missing


def missing(audit: Audit) -> Iterator[Finding]:
    """One finding for each source that is missing: an error where the build fails."""
    for miss in dict.fromkeys(miss for target in audit.targets for miss in target.missing):
        check, severity = _weighed(miss)
        yield Finding(check, severity, miss.told(), miss.source, miss.where, miss.line)


def _weighed(miss: Missing) -> tuple[str, str]:
    if miss.fails:
        return "missing-source", "error"
    return "empty-wildcard", "warning" if miss.match else "note"
