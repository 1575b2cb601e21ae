"""A named context whose folder does not exist.

docker build stops before it sends anything ("failed to get build context"), whether the Dockerfile uses it
or not.

Not reported: images, URLs and targets of other builds.


Example: `additional_contexts: {shared: ../shared}` in a checkout without ../shared.
Mend: correct the path, or check the folder out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.faults_of import findings_of
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT502", "named-context-missing", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each named context that is not there."""
    return findings_of(subject, RULE, "named-context")
