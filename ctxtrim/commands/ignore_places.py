"""The ignore files of a context that a fix is about, and the builds that read each of them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ctxtrim import filesystem
from ctxtrim.builds.ignore_source import resolve_inside
from ctxtrim.builds.of_request import Build, Builds
from ctxtrim.builds.read_file import read_regular
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request


def place_of(request: Request, found: Builds, everyone: Sequence[Build]) -> str:
    """The ignore file to change: the one that most of the builds read; where there is none, the context's,
    or the Dockerfile's own if other builds of the context would be bound by it.
    """
    if request.ignore_file:
        return os.path.abspath(request.ignore_file)
    if found.rules.path:
        return found.rules.path
    beside = "{dockerfile}.dockerignore"
    if len(found.builds) == 1 < len(everyone) and beside in found.dialect.search:
        dockerfile = found.builds[0].target.dockerfile
        if dockerfile:
            return beside.format(dockerfile=dockerfile)
    return os.path.join(found.context, ".dockerignore")


def places_of(request: Request, found: Builds) -> list[str]:
    """The ignore files that builds of the context read, the most read first, guesses aside; where a build
    reads none, the one that it would read. Names of one file count once.
    """
    first = place_of(request, found, ())
    if request.ignore_file:
        return [first]
    known = [build for build in found.builds if not build.target.is_guess] or found.builds
    default = os.path.join(found.context, ".dockerignore")
    places = {filesystem.realpath(first): first}
    for build in known:
        place = build.rules.path or default
        places.setdefault(filesystem.realpath(place), place)
    return list(places.values())


def bytes_seen(place: str, request: Request) -> bytes | None:
    """Return the bytes of an ignore file, None if it is not there."""
    if not request.ignore_file:
        _refuse_outside(place)
    return read_regular(place) if filesystem.lexists(place) else None


def _refuse_outside(place: str) -> None:
    """A link of the repository's may not lead a writer to a file elsewhere.

    Raises CtxtrimError where the builder would not open what a program opens (see targets.ignore_source).
    """
    if not filesystem.islink(place):
        return
    inside = resolve_inside(os.path.dirname(place), os.path.basename(place))
    if inside is None or not filesystem.exists(inside) or filesystem.realpath(place) != inside:
        raise CtxtrimError(f"{place}: a link that leads out of its folder; put a file there instead.")


def readers_of(place: str, found: Builds, everyone: Sequence[Build]) -> list[Build]:
    """The builds that read this file; where none does, those that would if it were there."""
    shared = os.path.basename(place) in (".dockerignore", ".containerignore")
    builds = everyone if shared else found.builds
    file = filesystem.realpath(place)
    reading = [
        build for build in builds if build.rules.path and filesystem.realpath(build.rules.path) == file
    ]
    return reading or [build for build in builds if not build.rules.path] or list(found.builds)


def itself(seen: bytes | None, shown: str) -> frozenset[str]:
    """The pattern of an ignore file that is not there yet and soon will be."""
    if seen is not None or "/" in shown:
        return frozenset()
    return frozenset((shown if shown in (".dockerignore", ".containerignore") else "*.dockerignore",))


def label(build: Build) -> str:
    """A build's name for people: its Dockerfile, and its stage if one was asked for."""
    where, stage = build.plan.where, build.target.target
    return f"{where} ({stage})" if stage else where
