"""The repositories that a fleet consists of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ctxtrim.errors import CtxtrimError


def repositories(paths: Iterable[str]) -> Iterator[str]:
    """Yield the absolute paths of repositories, each once, in the order given.

    A path may be a repository or any folder with files of its own to build; a folder without a Dockerfile and
    without .git, below which repositories are looked for; or a text file with one path a line, relative to
    it. Raises CtxtrimError for a path that is not there.
    """
    seen = set()
    for path in _all(paths):
        if path not in seen:
            seen.add(path)
            yield path


def _all(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if os.path.isdir(path):
            yield from _below(os.path.abspath(path))
        elif os.path.isfile(path):
            yield from _all(_listed(path))
        else:
            raise CtxtrimError(f"{path}: no such folder, and no file that lists folders.")


def _listed(file: str) -> list[str]:
    """Return the paths in a text file; empty lines and those that begin with # are none."""
    folder = os.path.dirname(os.path.abspath(file))
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as lines:
            names = [line.rstrip("\r\n") for line in lines]
    except OSError as error:
        raise CtxtrimError(f"{file}: {error.strerror}.") from None
    found = [os.path.join(folder, name) for name in names if name.strip() and not name.startswith("#")]
    for path in found:
        if not os.path.isdir(path):
            raise CtxtrimError(f"{file}: {path}: no such folder; each line names one.")
    return found


def is_bare(path: str) -> bool:
    """Tell whether a folder is a bare repository, as git does (setup.c, is_git_directory)."""
    return all(os.path.exists(os.path.join(path, name)) for name in ("HEAD", "objects", "refs"))


def _is_repository(path: str) -> bool:
    return os.path.exists(os.path.join(path, ".git")) or is_bare(path)


def _below(top: str) -> Iterator[str]:
    """Yield the repositories at and below a folder; the folder itself where there are none."""
    found = False
    for folder, names, _ in os.walk(top):
        if _is_repository(folder):
            found = True
            names.clear()
            yield folder
        names.sort()
    if not found:
        yield top
