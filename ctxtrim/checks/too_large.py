"""A context that is larger than its budget.

Reported: what the largest build sends, or with `--budget eligible`, or without a Dockerfile, what is
eligible, where it exceeds `--max-size`; with the paths that grew since the branch began (git's merge base
with the upstream branch), else the largest ones. Not reported: anything without `--max-size`.

Example: `ctxtrim check --max-size 50MB` where 154MB are sent.
Mend: exclude what grew; `ctxtrim audit` lists the largest paths, `ctxtrim diff` all that is new.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.grown_paths import grown_paths
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.context.transfer_size import human
from ctxtrim.model.finding import Finding

RULE = Rule("CT107", "too-large", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error where more bytes are sent than allowed."""
    most, size = subject.limits.bytes, subject.largest.bytes
    if most is not None and size > most:
        grown = [
            f"{path} (+{human(more.bytes)})" for path, more in grown_paths(subject, 1)[:3] if more.bytes > 0
        ]
        largest = [heavy.path for heavy in subject.audit.heaviest[:3]]
        hint = f"grown: {', '.join(grown)}" if grown else f"largest: {', '.join(largest)}"
        message = f"{human(size)} are {subject.limits.of}; allowed are {human(most)}"
        yield Finding(*RULE, message, hint=hint, bytes=size)
