"""Files that the sources which are sent name.

A scan of text, not of a language: a source names a file by its base name, with as much of its path as it
writes; or names a directory, and with it all that is below. It rather sees a name too many than one too few:
what is named stays. Comments, addresses of other hosts and lines that exclude something name nothing, and
neither does prose: documents do not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxtrim.catalogue.kinds import (
    CACHES,
    DEPENDENCIES,
    DIR_KINDS,
    EXT_KINDS,
    NAME_KINDS,
    SETTINGS,
    SOURCE,
    extension,
)
from ctxtrim.model.context import Tree
from ctxtrim.references.names import Names, aside
from ctxtrim.references.text import mentions

SERVED = frozenset("public static wwwroot www htdocs webroot templates".split())
SERVED_BELOW = frozenset("assets resources res".split())
"""Folders that frameworks serve or bundle as a whole; the latter where they are not the context's own."""

_PAGES = frozenset("content _posts posts pages blog src".split())
"""Folders whose Markdown is turned into pages, not read by people."""

_SILENT = frozenset(
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml go.sum go.work composer.lock Makefile "
    "GNUmakefile Jenkinsfile Vagrantfile pytest.ini tox.ini codecov.yml noxfile.py".split()
)
_SILENT_ENDINGS = frozenset(".lock .map .mod .mk".split())
_OF_BUILDERS = ("Dockerfile", "Containerfile", "docker-compose", "compose.", "compose-")
"""What names files without reading them; Dockerfiles and makefiles are read for needs elsewhere, and what a
compose file mounts is no part of the image.
"""

Place = tuple[str, int]


def referenced(tree: Tree, candidates: Iterable[str], sources: Iterable[str]) -> dict[str, Place]:
    """The candidates that are named, each with the source and line that did so first.

    candidates, sources: paths of files. Sources that hold no code, markup or settings are passed over, and
    those that `tree.read` does not give (over 1 MiB) or that hold a NUL. Folders that web frameworks serve
    as a whole name what is in them: the place is then the folder, with line 0. Linear in the text read.
    """
    names = Names(candidates)
    found: dict[str, Place] = dict(_served(names.paths))
    for source in sources:
        if _may_name(source):
            data = tree.read(source) or b""
            if b"\0" not in data[:8192]:
                _scan(source, data.decode("utf-8", "replace"), names, found)
    return found


def _scan(source: str, text: str, names: Names, found: dict[str, Place]) -> None:
    for at, mention in mentions(source, text, names):
        place = None
        for path in names.meant(mention):
            if path != source and path not in found:
                place = place or (source, text.count("\n", 0, at) + 1)
                found[path] = place


def _served(paths: Iterable[str]) -> Iterator[tuple[str, Place]]:
    for path in paths:
        if not aside(path):
            *folders, _ = path.split("/")
            for depth, name in enumerate(folders):
                if name in SERVED or (depth and name in SERVED_BELOW):
                    yield path, ("/".join(folders[: depth + 1]), 0)
                    break


def _may_name(path: str) -> bool:
    """Whether a file is code, markup or settings that run."""
    *folders, name = path.split("/")
    ending = extension(name)
    if name in _SILENT or name[0] == "." or ending in _SILENT_ENDINGS:
        return False
    if any(folder[0] == "." or DIR_KINDS.get(folder) in (DEPENDENCIES, CACHES) for folder in folders):
        return False
    if ending == ".md":
        return not aside(path) and not _PAGES.isdisjoint(folders)
    if ending == ".mdx":
        return not aside(path)
    if ending == ".json":
        return True
    kind = NAME_KINDS.get(name) or EXT_KINDS.get(ending)
    return kind in (SOURCE, SETTINGS) and not name.startswith(_OF_BUILDERS)
