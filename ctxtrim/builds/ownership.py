"""Folders that a Dockerfile may belong to: its own, or one above it that has what it copies."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from ctxtrim import filesystem
from ctxtrim.builds.read_file import read_or_none
from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression

# A folder that holds one of these is a project of its own.
_MANIFESTS = (
    "package.json pyproject.toml setup.py setup.cfg requirements.txt Pipfile go.mod Cargo.toml pom.xml"
    " build.gradle build.gradle.kts Gemfile composer.json mix.exs CMakeLists.txt deno.json pubspec.yaml"
    " build.sbt"
)
_PROJECT = frozenset(_MANIFESTS.split())
_IGNORE_FILES = frozenset((".dockerignore", ".containerignore"))
_FIRST = expression(rb"(?:\s*#[^\n]*\n|\s+)*[ \t]*(\w+)[ \t]")
_FROM = expression(rb"^[ \t]*FROM[ \t]", re.IGNORECASE | re.MULTILINE)
_TEMPLATE = expression(rb"^[ \t]*(?:\{\{|\{%|<%|@@)|^[ \t]*FROM[ \t][^\n#]*(?:\{\{|\{%|<%)", re.MULTILINE)


def is_template(data: bytes) -> bool:
    """Say whether a Dockerfile is made from these bytes by a template engine (Go, Jinja, ERB)."""
    return bool(_TEMPLATE.search(data))


def looks_like_dockerfile(data: bytes) -> bool:
    """Say whether a file begins as a Dockerfile must: with FROM, or ARG and a FROM later."""
    first = _FIRST.match(data.removeprefix(b"\xef\xbb\xbf"))
    return first is not None and first[1].upper() in (b"FROM", b"ARG") and bool(_FROM.search(data))


def owners(root: str, dockerfile: str, claimed: Sequence[str] = ()) -> list[str]:
    """Return the folders that are contexts of a Dockerfile; all paths are relative to `root`.

    claimed: folders that somebody names as its context. Without claims: those of its own folder, the root and
    the projects between in which most of what it copies exists; equals all count (more needs are the safe
    side). With claims: the claimed ones, and another only if strictly more of the sources exist there, or,
    for a Dockerfile that lies in the root, equally many, since `docker build .` takes it.
    """
    own = posixpath.dirname(dockerfile)
    sources = copy_sources(read_or_none(os.path.join(root, dockerfile)) or b"")
    places = [p for p in _places(own) if p in ("", own) or _holds(folder(root, p), _PROJECT | _IGNORE_FILES)]
    score = {place: _present(folder(root, place), sources) for place in (*places, *claimed)}
    if claimed:
        best = max(score[place] for place in claimed)
        more = [p for p in places if score[p] > best or (p == own == "" and score[p] == best)]
        return list(dict.fromkeys((*claimed, *more)))
    if not sources:
        return [own]
    best = max(score.values())
    return [place for place in places if score[place] == best]


def folder(root: str, place: str) -> str:
    """Return the absolute path of a folder below the root; "" is the root."""
    return os.path.join(root, place) if place else root


def _places(own: str) -> Iterator[str]:
    """Yield a folder and all above it: "a/b", "a", ""."""
    yield own
    while own:
        own = posixpath.dirname(own)
        yield own


def _holds(directory: str, names: frozenset[str]) -> bool:
    try:
        return not names.isdisjoint(filesystem.listdir(directory))
    except OSError:
        return False


def _present(directory: str, sources: Sequence[str]) -> int:
    """Count the sources that a folder holds; the whole of it counts if it is a project."""
    project = "." in sources and _holds(directory, _PROJECT)
    return sum(project if source == "." else _exists(directory, source) for source in sources)


def _exists(directory: str, source: str) -> bool:
    """Say whether a source, maybe with wildcards, is there; there only one folder is listed."""
    head, _, _ = re.split(r"[*?\[]", source, maxsplit=1)[0].rpartition("/")
    if not re.search(r"[*?\[]", source):
        return filesystem.lexists(os.path.join(directory, source))
    component = source[len(head) + 1 if head else 0 :].split("/")[0]
    try:
        return any(fnmatchcase(name, component) for name in filesystem.listdir(os.path.join(directory, head)))
    except OSError:
        return False


def copy_sources(data: bytes) -> list[str]:
    """Return what COPY, ADD and bind mounts take from the context, "." for all of it.

    What a variable may change stands as a pattern; a broken Dockerfile takes nothing.
    """
    from ctxtrim.dockerfile.needs import plan
    from ctxtrim.dockerfile.parse import parse

    try:
        needs = plan(parse(data, "")).needs
    except CtxtrimError:
        return []
    sources = (need.glob or "." for need in needs if need.kind in ("copy", "mount"))
    return list(dict.fromkeys(sources))
