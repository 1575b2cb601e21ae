"""The ignore files that no build reads."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxtrim import filesystem
from ctxtrim.builds.classify import is_dockerfile_name
from ctxtrim.builds.discovery import Discovery
from ctxtrim.model.build import Target
from ctxtrim.model.finding import Severity

_NAMES = (".dockerignore", ".containerignore")


class Unread(NamedTuple):
    """An ignore file without effect. why: a sentence without its full stop. hint: what to do, or ""."""

    path: str
    severity: Severity
    why: str
    hint: str = ""


def unread_ignore_files(context: str, found: Discovery, search: Sequence[str]) -> list[Unread]:
    """Return each ignore file below `context` that no build found there reads.

    found: what `discover(context)` returned. search: the builder's order, as for `ignore_source`.
    A file below a folder that may be a context of its own is not reported.
    """
    root = os.path.abspath(context)
    builds = [*found.targets, *found.others]
    return [unread for path in found.ignore_files for unread in _judged(root, path, builds, search)]


def _judged(root: str, path: str, builds: Sequence[Target], search: Sequence[str]) -> Iterator[Unread]:
    folder, name = posixpath.split(path)
    lower = name.lower()
    owner = os.path.join(root, folder) if folder else root
    if lower in _NAMES:
        if name != lower:
            yield Unread(path, "warning", f"builders look for {lower} in this case", f"rename it to {lower}")
        elif not any(template == "{context}/" + name for template in search):
            if name == ".containerignore":
                yield Unread(
                    path, "advice", "only podman and buildah read it; docker looks for .dockerignore"
                )
        elif folder and builds and owner not in _contexts(builds):
            yield from _nested(path, folder, root, builds)
        elif not folder and builds and _always_shadowed(root, builds, search):
            why = "every Dockerfile here has its own ignore file, which replaces this one"
            yield Unread(path, "advice", why)
    elif lower.endswith(_NAMES):
        yield from _beside(path, root, builds, search)


def _contexts(builds: Sequence[Target]) -> set[str]:
    named = {place for build in builds for place in build.named_contexts.values()}
    return {build.context for build in builds} | named


def _nested(path: str, folder: str, root: str, builds: Sequence[Target]) -> Iterator[Unread]:
    here = os.path.join(root, folder)
    files = sorted({os.path.basename(b.dockerfile) for b in builds if _folder(b) == here})
    if files:
        hint = (
            f"rename it to {folder}/{files[0]}.dockerignore, or move its rules to the context's .dockerignore"
        )
        why = f"{folder}/{files[0]} is built with another context, whose .dockerignore counts"
        guessed = all(b.origin.startswith("by name") for b in builds if _folder(b) == here)
        yield Unread(path, "advice" if guessed else "warning", why, hint)
    else:
        why = f"no build has {folder} as its context"
        yield Unread(path, "advice", why)


def _folder(build: Target) -> str:
    return os.path.dirname(build.dockerfile)


def _beside(path: str, root: str, builds: Sequence[Target], search: Sequence[str]) -> Iterator[Unread]:
    stem, suffix = posixpath.splitext(path)
    if suffix != suffix.lower():
        right = stem + suffix.lower()
        yield Unread(
            path, "warning", f"builders look for {suffix.lower()} in this case", f"rename it to {right}"
        )
    elif "{dockerfile}" + suffix not in search:
        if suffix == ".dockerignore":
            why = "this builder reads only the .dockerignore at the root of the context"
            yield Unread(path, "warning", why)
        else:
            yield Unread(path, "advice", "only podman and buildah read it; docker looks for .dockerignore")
    elif not filesystem.lexists(os.path.join(root, stem)):
        yield from _misplaced(path, posixpath.basename(stem), root, builds)


def _misplaced(path: str, name: str, root: str, builds: Sequence[Target]) -> Iterator[Unread]:
    places = sorted({b.dockerfile for b in builds if os.path.basename(b.dockerfile) == name})
    if places:
        there = os.path.relpath(places[0], root)
        hint = f"move it to {there}{posixpath.splitext(path)[1]}"
        yield Unread(path, "warning", f"its Dockerfile is {there}", hint)
    elif is_dockerfile_name(name) or "/" not in path:
        yield Unread(path, "warning", f"there is no Dockerfile {name} beside it")


def _always_shadowed(root: str, builds: Sequence[Target], search: Sequence[str]) -> bool:
    from ctxtrim.builds.ignore_source import ignore_source

    own = [build for build in builds if build.context == root]
    ends = [os.path.join(root, name) for name in _NAMES]
    return bool(own) and all(ignore_source(root, b.dockerfile, search).path not in (*ends, "") for b in own)
