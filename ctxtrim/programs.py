"""Programs of the machine, found so that no context can put its own in their place."""

from __future__ import annotations

import os
from collections.abc import Iterable

_SUFFIX = ".exe" if os.name == "nt" else ""


def find_program(name: str, untrusted: Iterable[str], path: str | None = None) -> str:
    """Return the absolute path of a program, "" if there is none.

    untrusted: folders whose files are never run, such as a context or a work tree. path: what to search,
    the environment's PATH if it is None.
    """
    for folder in trusted_path(untrusted, path).split(os.pathsep):
        file = os.path.join(folder, name + _SUFFIX)
        if folder and os.path.isfile(file) and os.access(file, os.X_OK):
            return file
    return ""


def trusted_path(untrusted: Iterable[str], path: str | None = None) -> str:
    """Return PATH without relative entries and without what leads into a folder that is not trusted."""
    if path is None:
        path = os.environ.get("PATH", os.defpath)
    roots = [os.path.realpath(folder) for folder in untrusted]
    folders = (folder for folder in path.split(os.pathsep) if os.path.isabs(folder))
    return os.pathsep.join(folder for folder in folders if not _is_below_any(os.path.realpath(folder), roots))


def _is_below_any(path: str, roots: list[str]) -> bool:
    return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)
