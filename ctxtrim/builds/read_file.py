"""What does this small file hold, if it is one that may be read?"""

from __future__ import annotations

import os
import stat

from ctxtrim.errors import CtxtrimError

LIMIT = 1 << 20


def read_regular(path: str, limit: int = LIMIT) -> bytes:
    """Return a regular file's bytes; links are followed.

    Raises CtxtrimError for what is absent, unreadable, no regular file (a FIFO would block for ever) or
    larger than `limit` bytes.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        raise CtxtrimError(f"{path}: {_reason(error)}, so it cannot be read.") from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise CtxtrimError(f"{path}: not a regular file, so it is not read.")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise CtxtrimError(f"{path}: {_reason(error)}, so it cannot be read.") from None
    finally:
        os.close(handle)
    if len(data) > limit:
        raise CtxtrimError(f"{path}: larger than {limit >> 10} KiB, so it is not read.")
    return data


def read_or_none(path: str, limit: int = LIMIT) -> bytes | None:
    """Return what `read_regular` returns, or None where it would raise."""
    try:
        return read_regular(path, limit)
    except CtxtrimError:
        return None


def is_regular(path: str) -> bool:
    """Say whether a regular file, or a link to one, is at `path`."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
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
