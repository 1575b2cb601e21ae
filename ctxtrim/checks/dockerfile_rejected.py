"""A Dockerfile that a builder rejects.

The build stops before anything is sent; the message is BuildKit's own. The other builds are judged all the
same.

Not reported: a file that is only guessed to be the Dockerfile of this context.

Example: `COPPY . .`, a heredoc without its end.
Mend: correct the line.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.faults_of import findings_of
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT305", "dockerfile-rejected", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each Dockerfile that cannot be parsed."""
    return findings_of(subject, RULE, "rejected")
