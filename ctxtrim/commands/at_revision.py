"""A request about a revision: everything below is read from git's objects instead of the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ctxtrim import filesystem
from ctxtrim.model.context import Request


@contextmanager
def at_revision(request: Request, rev: str) -> Iterator[Request]:
    """Let a request be answered from a revision while the block runs; rev "": from the disk.

    The context may be a directory that only the revision has. A Dockerfile given by its path is the
    revision's, unless it lies outside the repository. Raises CtxtrimError as `open_revision` does.
    """
    if not rev:
        yield request
        return
    from ctxtrim.vcs.revision import open_revision

    with open_revision(request.context, rev) as (revision, context), filesystem.reading(revision):
        yield request._replace(context=context)
