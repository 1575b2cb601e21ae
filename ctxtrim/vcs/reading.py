"""What do the .gitignore files on the disk ignore, when git itself cannot be asked?

Every file is opened so that it can neither block nor lead away by a link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from ctxtrim.gitignore import GitPattern, Level, enter, is_ignored, read

_LIMIT = 16 << 20


def regular_file(path: str, limit: int = _LIMIT, follow: bool = True) -> bytes | None:
    """A regular file's bytes; None if it is anything else, unreadable or larger than `limit` bytes."""
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


def read_ignored(root: str, context: str, exclude: str) -> Iterator[str]:
    """What the .gitignore files from `root` down ignore below `context`; directories end with "/".

    root: the work tree, which holds the context. exclude: the path of info/exclude. Tracked files are not
    known here. A nested repository is looked at as one entry, as git does.
    """
    below = os.path.relpath(context, root).replace(os.sep, "/")
    prefix = "" if below == "." else below
    level = Level(patterns=_patterns(exclude, "") + _patterns(os.path.join(root, ".gitignore"), ""))
    parts = prefix.split("/") if prefix else []
    for depth in range(len(parts)):
        path = "/".join(parts[: depth + 1])
        level = enter(level, path, _gitignore(root, path))
    stack = [level]
    while stack:
        level = stack.pop()
        for item in _listed(os.path.join(root, level.path)):
            path = f"{level.path}/{item.name}" if level.path else item.name
            is_dir = item.is_dir(follow_symlinks=False)
            if item.name == ".git":
                continue
            if is_ignored(level, path, is_dir):
                yield path[len(prefix) + bool(prefix) :] + ("/" if is_dir else "")
            elif is_dir and not os.path.lexists(os.path.join(root, path, ".git")):
                stack.append(enter(level, path, _gitignore(root, path)))


def _gitignore(root: str, directory: str) -> bytes | None:
    return regular_file(os.path.join(root, directory, ".gitignore"), follow=False)


def _patterns(path: str, base: str) -> tuple[GitPattern, ...]:
    return read(regular_file(path) or b"", base, path)


def _listed(directory: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as found:
            return list(found)
    except OSError:
        return []
