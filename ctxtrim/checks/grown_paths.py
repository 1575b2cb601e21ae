"""The paths of a context that grew since its branch began."""

from __future__ import annotations

import posixpath

from ctxtrim import filesystem
from ctxtrim.checks.subject import Subject
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import parents
from ctxtrim.model.context import Sum
from ctxtrim.vcs.compared_with import merge_base
from ctxtrim.vcs.revision import open_revision


def grown_paths(subject: Subject, by: int) -> list[tuple[str, Sum]]:
    """Return what is eligible and new or larger than in git's merge base, the most first, with the growth.

    by: the field of the growth that counts, 0 for files, 1 for bytes. A folder that is new stands for what is
    in it. Nothing where git cannot tell, or the context is too large to look at each file.
    """
    before = _before(subject)
    if before is None or subject.eligible is None:
        return []
    folders = {folder for path in before for folder in parents(path)}
    grown: dict[str, Sum] = {}
    for path, entry in subject.eligible.items():
        if entry.kind == "file" and path != ".git" and not path.startswith(".git/"):
            more = Sum(int(path not in before), entry.size - before.get(path, 0))
            place = path
            if path not in before:
                place = next((folder for folder in parents(path) if folder not in folders), path)
            known = grown.get(place, Sum())
            grown[place] = Sum(known.files + more.files, known.bytes + more.bytes)
    return sorted(grown.items(), key=lambda item: (-item[1][by], item[0]))


def _before(subject: Subject) -> dict[str, int] | None:
    """Map the files of the merge base below the context to their sizes; None where that cannot be told."""
    if filesystem.source_at(subject.context):
        return None
    try:
        with open_revision(subject.context, merge_base(subject.context)) as (revision, context):
            below = posixpath.relpath(context, revision.root) + "/" if context != revision.root else ""
            paths = [path for path in revision.files if path.startswith(below)]
            return {path[len(below) :]: revision.lstat(path).st_size for path in paths}
    except (CtxtrimError, OSError):
        return None
