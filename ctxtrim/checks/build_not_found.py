"""A build that compose, bake or another file describes and that has no context or no Dockerfile.

The path of a Dockerfile starts at the context, not at the file that names it.

Not reported: contexts that are URLs, and paths with variables whose value is unknown.

Example: `dockerfile = "app/Dockerfile"` in `context = "app"`.
Mend: write the path as seen from the context.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.faults_of import findings_of
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT503", "build-not-found", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each described build that cannot start."""
    return findings_of(subject, RULE, "not-found")
