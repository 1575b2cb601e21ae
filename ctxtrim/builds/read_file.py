"""Read a small regular file, or nothing where it may not be read."""

from __future__ import annotations

import os
import stat

from ctxtrim import filesystem
from ctxtrim.errors import CtxtrimError

LIMIT = 1 << 20


def read_regular(path: str, limit: int = LIMIT) -> bytes:
    """Return a regular file's bytes; links are followed.

    Raises CtxtrimError for what is absent, unreadable, no regular file (a FIFO would block for ever) or
    larger than `limit` bytes.
    """
    data = _of_source(path, limit + 1)
    if data is None:
        data = _of_disk(path, limit + 1)
    if len(data) > limit:
        raise CtxtrimError(f"{path}: larger than {limit >> 10} KiB, so it is not read.")
    return data


def _of_source(path: str, limit: int) -> bytes | None:
    """Return the bytes of a file that a source holds, None for one on the disk."""
    try:
        return filesystem.read(path, limit)
    except filesystem.NotRegular:
        raise CtxtrimError(f"{path}: not a regular file, so it is not read.") from None
    except (OSError, ValueError) as error:
        raise CtxtrimError(f"{path}: {_reason(error)}, so it cannot be read.") from None


def _of_disk(path: str, limit: int) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        raise CtxtrimError(f"{path}: {_reason(error)}, so it cannot be read.") from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise CtxtrimError(f"{path}: not a regular file, so it is not read.")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(limit)
    except OSError as error:
        raise CtxtrimError(f"{path}: {_reason(error)}, so it cannot be read.") from None
    finally:
        os.close(handle)


def read_or_none(path: str, limit: int = LIMIT) -> bytes | None:
    """Return what `read_regular` returns, or None where it would raise."""
    try:
        return read_regular(path, limit)
    except CtxtrimError:
        return None


def is_regular(path: str) -> bool:
    """Say whether a regular file, or a link to one, is at `path`."""
    try:
        return stat.S_ISREG(filesystem.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def shown(path: str, root: str) -> str:
    """Return `path` as people see it: relative to `root` where it lies below it."""
    inside = path.removeprefix(root.rstrip("/") + "/")
    return inside or path


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return (getattr(error, "strerror", None) or "no valid file name").lower()
