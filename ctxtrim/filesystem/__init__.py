"""Files by path, from the disk or from a source that stands in for a directory of it.

A source is a tree that is read in place of what the disk holds there, such as a commit. Whatever looks for
builds asks here instead of os and os.path, and so reads either. The functions are those of os and os.path.
"""

from __future__ import annotations

import errno
import os
import stat as modes
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

from ctxtrim.filesystem.source import Source

_MOST_LINKS = 40  # as Linux follows for one path
_sources: ContextVar[tuple[Source, ...]] = ContextVar("sources", default=())


class NotRegular(OSError):
    """What was to be read is there, and is no regular file."""


@contextmanager
def reading(*sources: Source) -> Iterator[None]:
    """Read these sources in place of what the disk holds at their roots; without any, the disk alone."""
    token = _sources.set(sources)
    try:
        yield
    finally:
        _sources.reset(token)


def source_at(path: str) -> tuple[Source, str] | None:
    """Return the source that stands in for an absolute path, and the path in it ("": its root)."""
    for source in _sources.get():
        if path == source.root:
            return source, ""
        if path.startswith(source.root.rstrip("/") + "/"):
            return source, path[len(source.root.rstrip("/")) + 1 :]
    return None


def realpath(path: str) -> str:
    """Return the path without links, as os.path.realpath."""
    return _resolved(path) if _sources.get() else os.path.realpath(path)


def lstat(path: str) -> os.stat_result:
    """Return what is at a path, a link itself. Raises OSError."""
    folder, name = os.path.split(path)
    if not _sources.get() or name in ("", ".", ".."):
        return os.lstat(path) if not _sources.get() else stat(path)
    return _lstat(os.path.join(_resolved(folder), name))


def stat(path: str) -> os.stat_result:
    """Return what is at a path, where links lead. Raises OSError."""
    if not _sources.get():
        return os.stat(path)
    real = _resolved(path)
    info = _lstat(real)
    if modes.S_ISLNK(info.st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    return info


def readlink(path: str) -> str:
    """Return a link's target. Raises OSError."""
    if not _sources.get():
        return os.readlink(path)
    folder, name = os.path.split(path)
    return _target(os.path.join(_resolved(folder), name))


def listdir(path: str) -> list[str]:
    """Return the names in a directory. Raises OSError."""
    with scandir(path) as found:
        return [item.name for item in found]


def scandir(path: str) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
    """Return the entries of a directory. Raises OSError."""
    real = _resolved(path) if _sources.get() else path
    found = source_at(real)
    return nullcontext(iter(found[0].entries(found[1]).values())) if found else os.scandir(real)


def read(path: str, limit: int, follow: bool = True) -> bytes | None:
    """Return at most so many bytes of a regular file of a source; None for a path that is on the disk.

    Raises OSError for what is no regular file.
    """
    if not _sources.get():
        return None
    folder, name = os.path.split(path)
    real = _resolved(path) if follow else os.path.join(_resolved(folder), name)
    found = source_at(real)
    if not found:
        return None
    if not modes.S_ISREG(_lstat(real).st_mode):
        raise NotRegular(errno.EINVAL, "not a regular file", path)
    return found[0].read(found[1], limit)


def lexists(path: str) -> bool:
    """Say whether something is at a path."""
    return _mode(path, follow=False) != 0


def exists(path: str) -> bool:
    """Say whether something is where a path leads."""
    return _mode(path) != 0


def isdir(path: str) -> bool:
    """Say whether a path leads to a directory."""
    return modes.S_ISDIR(_mode(path))


def isfile(path: str) -> bool:
    """Say whether a path leads to a regular file."""
    return modes.S_ISREG(_mode(path))


def islink(path: str) -> bool:
    """Say whether a link is at a path."""
    return modes.S_ISLNK(_mode(path, follow=False))


def access(path: str, mode: int) -> bool:
    """Say whether we may use a path so; in a source everything may be read."""
    found = source_at(realpath(path)) if _sources.get() else None
    return exists(path) if found else os.access(path, mode)


def _mode(path: str, follow: bool = True) -> int:
    try:
        return (stat(path) if follow else lstat(path)).st_mode
    except (OSError, ValueError):
        return 0


def _resolved(path: str) -> str:
    """Return an absolute path without links, whether they are in a source or on the disk."""
    path, links = os.path.join(os.getcwd(), path), 0
    found = source_at(path)
    here, rest = (found[0].root, found[1]) if found else ("/", path)
    waiting = rest.split("/")[::-1]
    while waiting:
        name = waiting.pop()
        if name in ("", "."):
            continue
        if name == "..":
            here = os.path.dirname(here)
            continue
        there = os.path.join(here, name)
        try:
            target = _target(there)
        except (OSError, ValueError):
            here = there
            continue
        links += 1
        if links > _MOST_LINKS:
            return os.path.join(there, *waiting[::-1])
        here = "/" if target.startswith("/") else here
        waiting += target.split("/")[::-1]
    return here


def _lstat(path: str) -> os.stat_result:
    """Return what is at a path whose folder is no link."""
    found = source_at(path)
    return found[0].lstat(found[1]) if found else os.lstat(path)


def _target(path: str) -> str:
    found = source_at(path)
    return found[0].readlink(found[1]) if found else os.readlink(path)
