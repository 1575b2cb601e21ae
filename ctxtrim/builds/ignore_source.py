"""The ignore file that a builder reads."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import NamedTuple

from ctxtrim import filesystem
from ctxtrim.context.links import follow

_UNREADABLE = "unreadable, so it gives no rules"


class IgnoreSource(NamedTuple):
    """The ignore file of one build.

    path: where it is, as its name says ("" if there is none). file: what is opened, `path` unless a link is
    resolved differently by the builder. trouble: "" or why a file that is there gives no rules.
    """

    path: str = ""
    file: str = ""
    trouble: str = ""


def ignore_source(
    context: str, dockerfile: str, search: Sequence[str], confined: bool = True
) -> IgnoreSource:
    """Return the ignore file that a builder opens for a build, with the trouble if it gives no rules.

    search: templates in the builder's order, "{dockerfile}.dockerignore" or "{context}/.dockerignore"; the
    first that is there wins, an empty one too. dockerfile: absolute, or "" for an inline one or one on
    stdin, which has no file beside it. confined: links stop at the folder that the builder mounts.
    BuildKit (confined) mounts the context and the Dockerfile's folder apart and sees nothing outside: an
    absolute link or one with `..` starts again at that folder. A directory, or a link that leads nowhere, is
    as good as absent, and the next name is tried; an unreadable file arrives empty, and counts (seen with
    Docker 28.5). The classic builder and buildah open the file as any program does.
    """
    trouble = IgnoreSource()
    for template in search:
        if "{dockerfile}" in template and not dockerfile:
            continue
        path = template.format(context=context.rstrip("/") or "/", dockerfile=dockerfile)
        if not filesystem.lexists(path):
            continue
        source = _opened(path, confined)
        if not source.trouble or not confined or source.trouble == _UNREADABLE:
            return source
        trouble = trouble if trouble.trouble else source
    return trouble


def _opened(path: str, confined: bool) -> IgnoreSource:
    file = (
        resolve_inside(os.path.dirname(path), os.path.basename(path))
        if confined
        else filesystem.realpath(path)
    )
    if file is None or not filesystem.lexists(file):
        return IgnoreSource(path, "", "a link that leads nowhere the builder can see, so it gives no rules")
    if filesystem.realpath(path) == file:
        file = path
    mode = filesystem.stat(file).st_mode
    if not stat.S_ISREG(mode):
        what = "a directory" if stat.S_ISDIR(mode) else "not a regular file"
        return IgnoreSource(path, "", f"{what}, so it gives no rules")
    if not filesystem.access(file, os.R_OK):
        return IgnoreSource(path, "", _UNREADABLE)
    return IgnoreSource(path, file)


def resolve_inside(root: str, name: str) -> str | None:
    """Return where `name` in `root` leads if no link leaves `root`, None where links lead in circles.

    What the path names need not exist.
    """
    end = follow(name, lambda path: _target(os.path.join(root, path))).end
    return None if end is None else os.path.join(filesystem.realpath(root), *filter(None, [end]))


def _target(path: str) -> str:
    try:
        return filesystem.readlink(path)
    except OSError:
        return ""
