"""Does a file arrive with 0 bytes?

Where a plain pattern stands behind an exception, BuildKit's walk may keep a file whose opening it then
refuses (fsutil filter.go since a9fa946): the image gets an empty file and nobody is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.model.audit import Audit, Finding


def emptied(audit: Audit) -> Iterator[Finding]:
    """One error for each file whose bytes are lost on the way."""
    paths = [path for target in audit.targets for path in target.sent.emptied]
    for path in dict.fromkeys([*audit.scan.emptied, *paths]):
        why = "it arrives empty: the walk keeps it, but opening it is refused"
        yield Finding("emptied-file", "error", why, path, audit.ignore_file)
