"""Whose Dockerfile is this: its own folder's, or that of a folder above?"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from ctxtrim.builds.read_file import read_or_none

# A folder that holds one of these is a project of its own.
_MANIFESTS = (
    "package.json pyproject.toml setup.py setup.cfg requirements.txt Pipfile go.mod Cargo.toml pom.xml"
    " build.gradle build.gradle.kts Gemfile composer.json mix.exs CMakeLists.txt deno.json pubspec.yaml"
    " build.sbt"
)
_PROJECT = frozenset(_MANIFESTS.split())
_IGNORE_FILES = frozenset((".dockerignore", ".containerignore"))
_CONTINUED = re.compile(r"\\[ \t]*\r?\n(?:[ \t]*#[^\n]*\n)*")
_VARIABLE = re.compile(r"\$(?:\{[^{}]*\}?|\w+)")
_COPY = re.compile(
    r"^[ \t]*(?:ONBUILD[ \t]+)?(?:COPY|ADD)[ \t]+(?P<rest>[^\n]*)", re.IGNORECASE | re.MULTILINE
)
_BIND = re.compile(r"--mount=(?P<options>\S*)")
_FROM = re.compile(r"^[ \t]*FROM[ \t]", re.IGNORECASE | re.MULTILINE)


def looks_like_dockerfile(path: str) -> bool:
    """Say whether a file holds a FROM line (it may be named like a Dockerfile and be none)."""
    data = read_or_none(path)
    return data is not None and bool(_FROM.search(data.decode("utf-8", "surrogateescape")))


def owners(root: str, dockerfile: str, claimed: Sequence[str] = ()) -> list[str]:
    """Return the folders that are contexts of a Dockerfile; all paths are relative to `root`.

    claimed: folders that somebody names as its context. Without claims: those of its own folder, the root and
    the projects between in which most of what it copies exists; equals all count (more needs are the safe
    side). With claims: the claimed ones, and another only if strictly more of the sources exist there, or,
    for a Dockerfile that lies in the root, equally many, since `docker build .` takes it.
    """
    own = posixpath.dirname(dockerfile)
    sources = list(copy_sources(read_or_none(os.path.join(root, dockerfile)) or b""))
    places = [p for p in _places(own) if p in ("", own) or _holds(_join(root, p), _PROJECT | _IGNORE_FILES)]
    score = {place: _present(_join(root, place), sources) for place in (*places, *claimed)}
    if claimed:
        best = max(score[place] for place in claimed)
        more = [p for p in places if score[p] > best or (p == own == "" and score[p] == best)]
        return list(dict.fromkeys((*claimed, *more)))
    if not sources:
        return [own]
    best = max(score.values())
    return [place for place in places if score[place] == best]


def _places(own: str) -> list[str]:
    """Return a folder and all above it: "a/b" gives ["a/b", "a", ""]."""
    places = [own]
    while own:
        own = posixpath.dirname(own)
        places.append(own)
    return places


def _holds(folder: str, names: frozenset[str]) -> bool:
    try:
        return not names.isdisjoint(os.listdir(folder))
    except OSError:
        return False


def _present(folder: str, sources: Sequence[str]) -> int:
    """Return how many sources a folder holds; the whole of it counts if it is a project."""
    project = "." in sources and _holds(folder, _PROJECT)
    return sum(project if source == "." else _exists(folder, source) for source in sources)


def _exists(folder: str, source: str) -> bool:
    """Say whether a source, maybe with wildcards, is there; there only one folder is listed."""
    head, _, _ = re.split(r"[*?\[]", source, maxsplit=1)[0].rpartition("/")
    if not re.search(r"[*?\[]", source):
        return os.path.lexists(os.path.join(folder, source))
    component = source[len(head) + 1 if head else 0 :].split("/")[0]
    try:
        return any(fnmatchcase(name, component) for name in os.listdir(os.path.join(folder, head)))
    except OSError:
        return False


def _join(root: str, folder: str) -> str:
    return os.path.join(root, folder) if folder else root


def copy_sources(data: bytes) -> Iterator[str]:
    """Yield what COPY, ADD and bind mounts take from the context: clean paths, "." for all of it.

    A plain scan that reads any text; a variable stands as `*`, what comes from elsewhere is left out.
    """
    text = _CONTINUED.sub(" ", data.decode("utf-8", "surrogateescape"))
    for match in _COPY.finditer(text):
        words = match["rest"].strip().strip("[]").replace('",', '" ').replace('"', " ").split()
        flags = [word for word in words if word.startswith("--")]
        if not any(flag.startswith("--from") for flag in flags):
            yield from filter(None, map(_clean, [w for w in words if not w.startswith("--")][:-1]))
    for match in _BIND.finditer(text):
        options = dict(part.partition("=")[::2] for part in match["options"].split(","))
        if options.get("type", "bind") == "bind" and "from" not in options:
            yield _clean(options.get("source") or options.get("src") or ".") or "."


def _clean(source: str) -> str:
    """Return a source relative to the context, "." for all of it, "" for what is none of its paths."""
    if "://" in source or source.startswith(("<<", "git@")):
        return ""
    source = _VARIABLE.sub("*", source)
    return posixpath.normpath("/" + source).lstrip("/") or "."
