"""A context that holds more files than its budget.

Reported: the files that the largest build sends (without a Dockerfile: what is eligible), where there are
more than `--max-files`. Not reported: anything without `--max-files`.

Example: `ctxtrim check --max-files 500` where 865 files are sent.
Mend: exclude folders of many small files; `ctxtrim audit` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT108", "too-many-files", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error where more files are sent than allowed."""
    most, count = subject.limits.files, subject.largest_sent.files
    if most is not None and count > most:
        yield Finding(*RULE, f"{count:,} files are sent; allowed are {most:,}")
