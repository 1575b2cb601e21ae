"""Files of a repository, read so that they can neither block nor lead away by a link."""

from __future__ import annotations

import os
import stat

_LIMIT = 16 << 20


def regular_file(path: str, limit: int = _LIMIT, follow: bool = True) -> bytes | None:
    """Return a regular file's bytes; None if it is anything else, unreadable or larger than `limit` bytes."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        fd = os.open(path, flags | (0 if follow else getattr(os, "O_NOFOLLOW", 0)))
    except (OSError, ValueError):
        return None
    with open(fd, "rb") as file:
        info = os.fstat(fd)
        if not stat.S_ISREG(info.st_mode) or info.st_size > limit:
            return None
        try:
            return file.read(limit)
        except OSError:
            return None
