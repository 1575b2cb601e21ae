"""What the .gitignore files on the disk ignore, for where git itself cannot be asked."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ctxtrim.gitignore.patterns import GitPattern, Level, enter, is_ignored, read
from ctxtrim.go.path import parents
from ctxtrim.vcs.files import regular_file


def read_ignored(root: str, context: str, exclude: str) -> Iterator[str]:
    """Yield what the .gitignore files from `root` down ignore below `context`; directories end with "/".

    root: the work tree, which holds the context. exclude: the path of info/exclude. Tracked files are not
    known here. A nested repository is looked at as one entry, as git does.
    """
    below = os.path.relpath(context, root).replace(os.sep, "/")
    prefix = "" if below == "." else below
    stack = [_level_at(root, prefix, exclude)]
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


def would_ignore(root: str, path: str, exclude: str) -> bool:
    """Whether the .gitignore files ignore a file or a directory of this path, be it there or not.

    path: relative to `root`, the work tree. exclude: the path of info/exclude.
    """
    level = _level_at(root, path.rpartition("/")[0], exclude)
    return is_ignored(level, path, False) or is_ignored(level, path, True)


def _level_at(root: str, directory: str, exclude: str) -> Level:
    level = Level(patterns=_patterns(exclude, "") + _patterns(os.path.join(root, ".gitignore"), ""))
    for path in (*parents(directory), directory) if directory else ():
        level = enter(level, path, _gitignore(root, path))
    return level


def _gitignore(root: str, directory: str) -> bytes | None:
    return regular_file(os.path.join(root, directory, ".gitignore"), follow=False)


def _patterns(path: str, base: str) -> tuple[GitPattern, ...]:
    return read(regular_file(path) or b"", base, path)


def _listed(directory: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            return list(entries)
    except OSError:
        return []
