"""What do the build definitions of sbt and of dune take from elsewhere in the context?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests import globs
from ctxtrim.manifests.scene import INSTALLED, Scene
from ctxtrim.manifests.stating import join, needed, needed_glob
from ctxtrim.model.build import Need

_PROJECT = re.compile(r"\bfile\(\s*\"([^\"\n]{1,300})\"\s*\)((?:\s*/\s*\"[^\"\n]{1,99}\")*)")
_BELOW = re.compile(r"(?:baseDirectory|\))\s*(?:\.value)?((?:\s*/\s*\"[^\"\n]{1,99}\")+)")
_NAME = re.compile(r"\"([^\"]+)\"")
_WORD = re.compile(r"[^\s()\";]{2,300}")


def read_by_definitions(scene: Scene) -> Iterator[Need]:
    """The projects and folders of build.sbt, and what dune files name outside of the sources."""
    for step in scene.calls("sbt", "sbtn")[:1]:
        home = scene.home(step) or ""
        for where in (posixpath.join(home, "build.sbt"), *scene.below(posixpath.join(home, "project"))):
            if where.endswith((".sbt", ".scala")):
                yield from _of_sbt(scene, where, home)
    if scene.calls("dune", "opam"):
        for where in scene.named("dune"):
            if INSTALLED.isdisjoint(where.split("/")):
                yield from _of_dune(scene, where)


def _of_sbt(scene: Scene, where: str, home: str) -> Iterator[Need]:
    text = scene.text(where)
    for expression in (_PROJECT, _BELOW):
        for found in expression.finditer(text):
            parts = (
                [found[1], *_NAME.findall(found[2])] if expression is _PROJECT else _NAME.findall(found[1])
            )
            path = join(home, posixpath.join(*parts))
            if path and path != home and scene.exists(path):
                line = text.count("\n", 0, found.start()) + 1
                yield needed(path, where, "the build definition names it", line, must=False)


def _of_dune(scene: Scene, where: str) -> Iterator[Need]:
    text, place = scene.text(where), posixpath.dirname(where)
    for found in _WORD.finditer(text):
        word = found[0].removeprefix("%{dep:").removesuffix("}")
        path = join(place, word) if "/" in word or "." in word else None
        if not path or "%" in path or path == place:
            continue
        line = text.count("\n", 0, found.start()) + 1
        if globs.is_glob(path):
            yield needed_glob(path, where, "dune reads it", line)
        elif scene.exists(path):
            yield needed(path, where, "dune reads it", line, must=False)
