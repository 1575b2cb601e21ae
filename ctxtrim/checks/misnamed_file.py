"""A file whose name is nearly that of an ignore file.

Builders read `.dockerignore` (podman also `.containerignore`) and nothing else: the patterns in
`dockerignore` or `.dockerignore.txt` have no effect.

Not reported: examples and templates (`.dockerignore.example`), and any of them beside a `.dockerignore`.

Example: `.dockerignore.txt` as Windows editors save it.
Mend: rename the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding

RULE = Rule("CT216", "misnamed-file", "warning")
_NEARLY = expression(r"\.?docker[-_. ]?ig(nore|ore|nroe|onre|norne)s?(\.txt|\.text|\.)?", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each such file at the root of a context without an ignore file."""
    names = subject.tree.children("")
    if ".dockerignore" in names or subject.request.ignore_file:
        return
    for name in names:
        if _NEARLY.fullmatch(name) and name.lower() != ".dockerignore" and subject.tree.kind(name) == "file":
            message = "never read: builders look for .dockerignore"
            yield Finding(*RULE, message, name, name, hint=f"rename {name} to .dockerignore")
