"""Named contexts of a build: folders beside its context, each with its own ignore file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim import filesystem
from ctxtrim.builds.claims import BuildFault
from ctxtrim.builds.of_request import Build, Rules, rules_for
from ctxtrim.builds.read_file import shown
from ctxtrim.dockerfile.stages import familiar_name
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import NamedTake, Target
from ctxtrim.model.context import Request


class NamedContext(NamedTuple):
    """A folder that a build takes from by name. folder: absolute. rules: of the ignore file in its root.

    An ignore file beside the Dockerfile, and the one of the main context, do not apply (seen with Docker
    28.5).
    """

    build: Build
    name: str
    folder: str
    rules: Rules
    take: NamedTake


def named_contexts(build: Build, request: Request) -> Iterator[NamedContext]:
    """Yield the named contexts that a build takes from; none that is no folder, or has broken rules."""
    takes = {take.name: take for take in build.plan.named}
    for name, folder in _folders(build.target):
        take = takes.get(familiar_name(name))
        if take and filesystem.isdir(folder):
            try:
                rules = rules_for(request._replace(context=folder, ignore_file=""))
            except CtxtrimError:
                continue
            yield NamedContext(build, name, folder, rules, take)


def absent_contexts(target: Target, root: str) -> Iterator[BuildFault]:
    """Yield a fault for each named context whose folder is not there; docker build stops at once.

    Advice, where steps of the same CI job run before the build.
    """
    for name, folder in _folders(target):
        if not filesystem.isdir(folder):
            where = shown(target.origin_file, root) or "--build-context"
            message = f"named context {name} not found: {shown(folder, root)}"
            if target.is_prepared:
                message += "; steps of its CI job may make it first"
                yield BuildFault("named-context", "advice", message, where, target.origin_line)
            else:
                message = f"build will fail: {message}"
                yield BuildFault("named-context", "error", message, where, target.origin_line)


def _folders(target: Target) -> Iterator[tuple[str, str]]:
    """Yield the names whose context is a folder, not an image, a URL or another target."""
    return ((name, place) for name, place in target.named_contexts.items() if os.path.isabs(place))
