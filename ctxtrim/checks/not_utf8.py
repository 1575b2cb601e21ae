"""An ignore file in UTF-16.

Builders read UTF-8. In a file that an editor or PowerShell (`>`) saved as UTF-16 no pattern matches anything;
with BuildKit of Docker 20.10 the build stops ("PROTOCOL_ERROR").

Not reported: a UTF-8 byte order mark, which BuildKit strips.

Example: `"node_modules" > .dockerignore` in Windows PowerShell.
Mend: save the file as UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT217", "not-utf-8", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each ignore file in use that is UTF-16."""
    for file in subject.ignore_files:
        if file.data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in file.data:
            message = "UTF-16: no pattern of this file matches anything"
            yield Finding(*RULE, message, file.where, file.where, hint="save it as UTF-8")
