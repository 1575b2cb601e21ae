"""A context that holds more files than its budget.

Reported: the files that the largest build sends, or with `--budget eligible`, or without a Dockerfile, that
are eligible, where there are more than `--max-files`; with the folders that grew since the branch began.
Not reported: anything without `--max-files`.

Example: `ctxtrim check --max-files 500` where 865 files are sent.
Mend: exclude folders of many small files; `ctxtrim audit` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.grown_paths import grown_paths
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT108", "too-many-files", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error where more files are sent than allowed."""
    most, count = subject.limits.files, subject.largest.files
    if most is not None and count > most:
        grown = [f"{path} (+{more.files:,})" for path, more in grown_paths(subject, 0)[:3] if more.files > 0]
        hint = f"grown: {', '.join(grown)}" if grown else ""
        message = f"{count:,} files are {subject.limits.of}; allowed are {most:,}"
        yield Finding(*RULE, message, hint=hint)
