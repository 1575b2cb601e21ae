"""A context that is larger than its budget.

Reported: what the largest build sends (without a Dockerfile: what is eligible), where it exceeds
`--max-size`. Not reported: anything without `--max-size`.

Example: `ctxtrim check --max-size 50MB` where 154MB are sent.
Mend: exclude the largest paths; `ctxtrim audit` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.context.transfer_size import human
from ctxtrim.model.finding import Finding

RULE = Rule("CT107", "too-large", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error where more bytes are sent than allowed."""
    most, size = subject.limits.bytes, subject.largest_sent.bytes
    if most is not None and size > most:
        hint = f"largest: {', '.join(heavy.path for heavy in subject.audit.heaviest[:3])}"
        yield Finding(*RULE, f"{human(size)} are sent; allowed are {human(most)}", hint=hint, bytes=size)
