"""Which ignore files does no build ever read?"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence

from ctxtrim.builds.classify import is_dockerfile_name
from ctxtrim.builds.discovery import Discovery
from ctxtrim.model.audit import Finding
from ctxtrim.model.build import Target

SLUG = "ignore-file-never-read"
_NAMES = (".dockerignore", ".containerignore")


def dead_ignore_files(context: str, found: Discovery, search: Sequence[str]) -> list[Finding]:
    """Return a finding for each ignore file below `context` that no build found there reads.

    found: what `discover(context)` returned. search: the builder's order, as for `ignore_file_for`.
    A file below a folder that may be a context of its own is not reported.
    """
    root = os.path.abspath(context)
    builds = [*found.targets, *found.others]
    return [finding for path in found.ignore_files for finding in _judged(root, path, builds, search)]


def _judged(root: str, path: str, builds: Sequence[Target], search: Sequence[str]) -> Iterator[Finding]:
    folder, name = posixpath.split(path)
    lower = name.lower()
    owner = os.path.join(root, folder) if folder else root
    if lower in _NAMES:
        if name != lower:
            yield _finding(path, "warning", f"builders look for {lower}, and case counts: rename it")
        elif not any(template == "{context}/" + name for template in search):
            if name == ".containerignore":
                yield _finding(
                    path, "note", "only podman and buildah read it; docker looks for .dockerignore"
                )
        elif folder and builds and owner not in _contexts(builds):
            yield from _nested(path, folder, root, builds)
        elif not folder and builds and _always_shadowed(root, builds, search):
            why = "every Dockerfile here has an ignore file of its own beside it, which replaces this one"
            yield _finding(path, "note", why)
    elif lower.endswith(_NAMES):
        yield from _beside(path, root, builds, search)


def _contexts(builds: Sequence[Target]) -> set[str]:
    named = {place for build in builds for place in build.named_contexts.values()}
    return {build.context for build in builds} | named


def _nested(path: str, folder: str, root: str, builds: Sequence[Target]) -> Iterator[Finding]:
    here = os.path.join(root, folder)
    files = sorted({os.path.basename(b.dockerfile) for b in builds if _folder(b) == here})
    if files:
        advice = f"name it {folder}/{files[0]}.dockerignore, or move its rules to the context's .dockerignore"
        why = f"{folder}/{files[0]} is built with another context, whose .dockerignore counts: {advice}"
        guessed = all(b.origin.startswith("by name") for b in builds if _folder(b) == here)
        yield _finding(path, "note" if guessed else "warning", why)
    else:
        why = f"it counts only at the root of a context, and no build has {folder} as its context"
        yield _finding(path, "note", why)


def _folder(build: Target) -> str:
    return os.path.dirname(build.dockerfile)


def _beside(path: str, root: str, builds: Sequence[Target], search: Sequence[str]) -> Iterator[Finding]:
    stem, suffix = posixpath.splitext(path)
    if suffix != suffix.lower():
        yield _finding(path, "warning", f"builders look for {suffix.lower()}, and case counts: rename it")
    elif "{dockerfile}" + suffix not in search:
        if suffix == ".dockerignore":
            why = "this builder reads only the .dockerignore at the root of the context"
            yield _finding(path, "warning", why)
        else:
            yield _finding(path, "note", "only podman and buildah read it; docker looks for .dockerignore")
    elif not os.path.lexists(os.path.join(root, stem)):
        yield from _misplaced(path, posixpath.basename(stem), root, builds)


def _misplaced(path: str, name: str, root: str, builds: Sequence[Target]) -> Iterator[Finding]:
    places = sorted({b.dockerfile for b in builds if os.path.basename(b.dockerfile) == name})
    if places:
        there = os.path.relpath(places[0], root)
        why = f"its Dockerfile is {there}: move it beside that, to {there}{posixpath.splitext(path)[1]}"
        yield _finding(path, "warning", why)
    elif is_dockerfile_name(name) or "/" not in path:
        yield _finding(path, "warning", f"there is no Dockerfile {name} beside it")


def _always_shadowed(root: str, builds: Sequence[Target], search: Sequence[str]) -> bool:
    from ctxtrim.builds.ignore_source import ignore_source

    own = [build for build in builds if build.context == root]
    ends = [os.path.join(root, name) for name in _NAMES]
    return bool(own) and all(ignore_source(root, b.dockerfile, search).path not in (*ends, "") for b in own)


def _finding(path: str, severity: str, why: str) -> Finding:
    return Finding(SLUG, severity, f"is never read: {why}.", path=path, file=path)
