"""An ignore file that no builder reads.

Builders look for `.dockerignore` at the root of the context and for `<Dockerfile>.dockerignore` beside the
Dockerfile, in this case and nowhere else. The rules of a file in another place have no effect.

Not reported: a file below a folder that may be a context of its own.

Example: `docker/.dockerignore`, where `docker/Dockerfile` is built with the root as its context.
Mend: rename it to `docker/Dockerfile.dockerignore`, or move its rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.builds.discovery import discover
from ctxtrim.builds.unread_ignore_files import unread_ignore_files
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT215", "unread-file", "warning")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each ignore file that no build reads; nothing where one to read was named."""
    if subject.request.ignore_file:
        return
    builds = subject.builds
    found = builds.discovery or discover(builds.context)
    for unread in unread_ignore_files(builds.context, found, builds.dialect.search):
        rule = RULE._replace(severity=unread.severity)
        yield Finding(*rule, f"never read: {unread.why}", unread.path, unread.path, hint=unread.hint)
