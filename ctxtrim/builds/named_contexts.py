"""Named contexts of a build: folders beside its context, each with its own ignore file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim import filesystem
from ctxtrim.builds.absent_contexts import folders_of
from ctxtrim.builds.of_request import Build, Rules, rules_for
from ctxtrim.dockerfile.stages import familiar_name
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import NamedTake
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
    for name, folder in folders_of(build.target):
        take = takes.get(familiar_name(name))
        if take and filesystem.isdir(folder):
            try:
                rules = rules_for(request._replace(context=folder, ignore_file=""))
            except CtxtrimError:
                continue
            yield NamedContext(build, name, folder, rules, take)
