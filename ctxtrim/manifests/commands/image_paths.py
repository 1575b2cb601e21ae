"""The path of the context that a path in the image stands for, after all that was copied and mounted."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence

from ctxtrim.model.context import Tree

Copied = Sequence[tuple[str, str]]
"""(path in the context, path in the image), in the order of the Dockerfile. A file copied to a folder comes
twice: with the folder as it is written, and with the path that it gets there."""


def source_of(tree: Tree, copied: Copied, path: str, in_folders: bool = False) -> str | None:
    """Leads a path in the image back to the context; the last COPY that could have put it there wins.

    Where several COPYs share a destination, one whose source has the path is preferred. in_folders: files
    copied to `path` itself do not count, as it is known to be a directory.
    """
    guess: str | None = None
    for source, target in reversed(copied):
        target = posixpath.normpath(target)
        if path == target:
            if in_folders and tree.kind(source) == "file":
                continue
            found = source
        elif path.startswith(target.rstrip("/") + "/"):
            rest = path[len(target.rstrip("/")) + 1 :]
            found = posixpath.join(source, rest)
            if tree.kind(source) not in ("", "dir"):
                if posixpath.basename(source) != rest:
                    continue
                found = source
        else:
            continue
        if not found or tree.kind(found):
            return found
        guess = found if guess is None else guess
    return guess


def directory(tree: Tree, copied: Copied, place: str) -> str | None:
    """The directory of the context that a directory of the image stands for; None if nothing of it is there.

    If it was copied piece by piece (`COPY CMakeLists.txt ./`, `COPY src ./src`): where most pieces are from.
    """
    whole = source_of(tree, copied, place, in_folders=True)
    if whole is not None and (not whole or tree.kind(whole)):
        return whole
    above = Counter(
        source.removesuffix(rest).rstrip("/")
        for source, target in copied
        if (rest := _below(place, target)) and (source == rest or source.endswith("/" + rest))
    )
    return min(above, key=lambda found: (-above[found], len(found)), default=whole)


def _below(place: str, target: str) -> str:
    """The rest of a path below a place, or ""."""
    start = place.rstrip("/") + "/"
    target = posixpath.normpath(target)
    return target[len(start) :] if target.startswith(start) else ""
