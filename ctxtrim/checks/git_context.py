"""A build that gets a commit instead of this folder.

build-push-action without `context:` lets the builder clone the repository: no ignore file applies (not even
the one in the commit, seen with BuildKit), .git is absent, and untracked files never arrive.

Not reported: builds from folders, and those whose context is given as a URL, on purpose.

Example: `uses: docker/build-push-action@v6` without `context`.
Mend: `context: .` after a checkout step, where the build needs an ignore file or made files.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.faults_of import findings_of
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT501", "git-context", "advice")
_BY_DEFAULT = "builds from the commit,"


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each build that gets a commit because it names no context."""
    return (finding for finding in findings_of(subject, RULE, "git") if _BY_DEFAULT in finding.message)
