"""Builds that a command line describes, placed where their Dockerfile exists."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ctxtrim import filesystem
from ctxtrim.builds.read_file import is_regular
from ctxtrim.model.build import Target


def placed(
    root: str, bases: Iterable[str], context: str, dockerfile: str, stage: str = ""
) -> Iterator[Target]:
    """Yield a target for each folder that its paths may start at, if its Dockerfile exists below `root`."""
    for base in dict.fromkeys(map(os.path.normpath, bases)):
        place = os.path.normpath(os.path.join(base, context))
        file = os.path.normpath(os.path.join(base, dockerfile or os.path.join(context, "Dockerfile")))
        is_below = is_inside(place, root) and is_inside(file, root)
        if is_below and filesystem.isdir(place) and is_regular(file):
            yield Target(place, file, stage)


def is_inside(path: str, folder: str) -> bool:
    """Say whether a clean absolute path is a folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def is_same(context: str, root: str) -> bool:
    """Say whether two folders are one; "" is none."""
    return context == root or (bool(context) and filesystem.realpath(context) == filesystem.realpath(root))
