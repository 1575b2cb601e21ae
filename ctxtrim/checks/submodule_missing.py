"""A git submodule that is not checked out, where a build would take place in it.

Not reported: submodules that no build names.

Example: a clone without --recurse-submodules.
Mend: `git submodule update --init`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.faults_of import findings_of
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT504", "submodule-missing", "warning")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each submodule that holds a build and nothing else yet."""
    return findings_of(subject, RULE, "submodule")
