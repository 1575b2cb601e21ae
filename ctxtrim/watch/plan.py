"""Files outside the listing that decide over a context, and the folders whose events tell of them.

What an audit lists is watched anyway. This is about the rest: Dockerfiles, ignore files, compose and bake
files in excluded folders or outside the context, files that links lead to, and git's own settings.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.builds.of_request import Builds
from ctxtrim.model.context import Request
from ctxtrim.watch.names import may_decide


class Plan(NamedTuple):
    """files: absolute paths whose change counts, there or not. folders: where they are, so to be watched.

    open_folders: those in which any file with a deciding name counts, since builds are described there.
    """

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    open_folders: frozenset[str] = frozenset()

    def decides(self, directory: str, name: str) -> bool:
        """Return whether this file may decide. directory: absolute."""
        if f"{directory}/{name}" in self.files:
            return True
        return directory in self.open_folders and may_decide(name)

    def signature(self) -> tuple[object, ...]:
        """What shows that one of the files has changed, where no events tell."""
        return tuple(map(_signature, sorted(self.files)))


def plan(request: Request, found: Builds, more: frozenset[str] = frozenset()) -> Plan:
    """The plan for the builds of a request. more: other files whose change counts (absolute)."""
    more |= found.discovery.read if found.discovery else frozenset()
    described = set(_described(request, found))
    described |= {os.path.realpath(path) for path in described}
    more |= {os.path.realpath(path) for path in more}
    folders = {os.path.dirname(path) for path in described}
    everywhere = folders | {os.path.dirname(path) for path in more}
    return Plan(more.union(described), frozenset(everywhere), frozenset(folders))


def _described(request: Request, found: Builds) -> Iterator[str]:
    """Dockerfiles, ignore files and what describes builds."""
    context = found.context
    yield os.path.join(context, ".dockerignore")
    if request.ignore_file:
        yield os.path.abspath(request.ignore_file)
    for file in request.files:
        if file != "-":
            yield os.path.abspath(file)
            yield os.path.join(context, file)
    for name in found.discovery.ignore_files if found.discovery else ():
        yield os.path.join(context, name)
    for build in found.builds:
        target = build.target
        origin, colon, _ = target.origin.partition(": ")
        if colon:
            yield os.path.join(context, origin)
        if target.dockerfile:
            yield target.dockerfile
        for template in found.dialect.search:
            if target.dockerfile or "{dockerfile}" not in template:
                yield template.format(context=context.rstrip("/"), dockerfile=target.dockerfile)


def _signature(path: str) -> tuple[int, ...]:
    try:
        info = os.stat(path)
    except OSError:
        return ()
    return info.st_ino, info.st_size, info.st_mtime_ns, info.st_mode
