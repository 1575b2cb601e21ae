"""Finds the named contexts of a build that are not there."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ctxtrim import filesystem
from ctxtrim.builds.claims import BuildFault
from ctxtrim.builds.read_file import shown
from ctxtrim.model.build import Target


def absent_contexts(target: Target, root: str) -> Iterator[BuildFault]:
    """Yield a fault for each named context whose folder is not there; docker build stops at once.

    Advice, where steps of the same CI job run before the build.
    """
    for name, folder in folders_of(target):
        if not filesystem.isdir(folder):
            where = shown(target.origin_file, root) or "--build-context"
            message = f"named context {name} not found: {shown(folder, root)}"
            if target.is_prepared:
                message += "; steps of its CI job may make it first"
                yield BuildFault("named-context", "advice", message, where, target.origin_line)
            else:
                message = f"build will fail: {message}"
                yield BuildFault("named-context", "error", message, where, target.origin_line)


def folders_of(target: Target) -> Iterator[tuple[str, str]]:
    """Yield name and place of each named context that is a folder, not an image, a URL or another target."""
    return ((name, place) for name, place in target.named_contexts.items() if os.path.isabs(place))
