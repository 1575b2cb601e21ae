"""A file that arrives in the image with 0 bytes.

Where a plain pattern stands behind an exception, BuildKit's walk may keep a file that its opening then
refuses (fsutil filter.go since a9fa946): the image gets an empty file, and the build reports success.

Not reported: files that are empty on the disk.

Example: `nm`, `!nm/keep`, `nm` in an ignore file, and `COPY nm /s`.
Mend: delete the plain pattern behind the exception, or move the exception to the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT105", "emptied-file", "error")
_MESSAGE = "arrives EMPTY: its content is lost, and docker reports no error"


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each file whose content is lost on the way."""
    audit = subject.audit
    paths = [path for target in audit.targets for path in target.sent.emptied]
    for path in dict.fromkeys([*audit.scan.emptied, *paths]):
        hint = f"`ctxtrim why {path}` names the line that does it"
        yield Finding(*RULE, _MESSAGE, path, audit.ignore_file, hint=hint)
