"""A source of COPY, ADD or a bind mount that exists here and in no clone.

The build works on this machine and fails in a clean checkout, since git ignores the file and does not track
it.

Not reported: sources that a `git clone` holds, contexts without git, and wildcards.

Example: `COPY config.local.json /app/`, and `*.local.json` in .gitignore.
Mend: track the file, or make it in a RUN step or in the CI job before the build.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.go.path import has_wildcard
from ctxtrim.model.finding import Finding

RULE = Rule("CT306", "not-in-clone", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each literal source that git ignores."""
    reported: set[tuple[str, str]] = set()
    for build in subject.builds.builds:
        for copy in build.plan.copies:
            for source in copy.sources if copy.reached else ():
                place = (build.plan.where, source)
                if not source or has_wildcard(source) or place in reported or not subject.tree.kind(source):
                    continue
                git = subject.git
                if git.knows_tracked and git.is_ignored(source) and not git.holds_tracked(source):
                    reported.add(place)
                    message = f"works here, fails on a clean checkout: git ignores {source}"
                    yield Finding(*RULE, message, source, build.plan.where, copy.line)
