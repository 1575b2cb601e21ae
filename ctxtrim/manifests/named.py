"""Which strings of a manifest name files of the context?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxtrim.manifests import globs, reading
from ctxtrim.manifests.scene import Scene
from ctxtrim.manifests.stating import join, line_of, needed, needed_glob
from ctxtrim.model.build import Need


def quoted_files(
    scene: Scene, where: str, bases: Iterable[str], why: str, must: bool = False
) -> Iterator[Need]:
    """Needs for the quoted strings of the file `where` that are files as seen from one of the directories."""
    bases = tuple(dict.fromkeys(bases))
    for text, line in reading.quoted(scene.text(where)):
        for base in bases:
            path = join(base, text)
            if path and scene.is_file(path):
                yield needed(path, where, why, line, must)
                break


def named_values(scene: Scene, value: object, where: str, base: str, why: str) -> Iterator[Need]:
    """Needs for the strings in a structure read from `where` that name files, directories or globs there."""
    text = scene.text(where)
    for leaf in reading.leaves(value):
        if not 0 < len(leaf) < 300 or "\n" in leaf or leaf in (".", "./", "*", "**", "/"):
            continue
        path = join(base, leaf.lstrip("/") if not leaf.startswith("//") else leaf)
        if not path or path == base:
            continue
        if globs.is_glob(path):
            if not globs.is_glob(leaf.lstrip("./").partition("/")[0]):
                yield from (needed_glob(g, where, why, line_of(text, leaf)) for g in globs.braces(path))
        elif scene.exists(path):
            yield needed(path, where, why, line_of(text, leaf), must=False)
