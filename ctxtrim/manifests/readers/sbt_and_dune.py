"""What the build definitions of sbt and dune take from elsewhere in the context."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests import globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, need_glob, need_path
from ctxtrim.manifests.tree_cache import INSTALLED
from ctxtrim.model.build import Need

_COMMENT = expression(r"(\"(?:\\.|[^\"\\\n])*\")|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_PROJECT = expression(r"\bfile\(\s*\"([^\"\n]{1,300})\"\s*\)((?:\s*/\s*\"[^\"\n]{1,99}\")*)")
_BELOW = expression(r"(?:baseDirectory|\))\s*(?:\.value)?((?:\s*/\s*\"[^\"\n]{1,99}\")+)")
_NAME = expression(r"\"([^\"]+)\"")
_WORD = expression(r"[^\s()\";]{2,300}")


def read_by_sbt_and_dune(context: BuildContext) -> Iterator[Need]:
    """The projects and folders of build.sbt, and what dune files name outside of the sources."""
    for step in context.steps_of("sbt", "sbtn")[:1]:
        home = context.directory_of(step) or ""
        for where in (
            posixpath.join(home, "build.sbt"),
            *context.files_below(posixpath.join(home, "project")),
        ):
            if where.endswith((".sbt", ".scala")):
                yield from _of_sbt(context, where, home)
    if context.steps_of("dune", "opam"):
        for where in context.files_named("dune"):
            if INSTALLED.isdisjoint(where.split("/")):
                yield from _of_dune(context, where)


def _of_sbt(context: BuildContext, where: str, home: str) -> Iterator[Need]:
    text = _COMMENT.sub(lambda match: match[1] or "\n" * match[0].count("\n"), context.text(where))
    for form in (_PROJECT, _BELOW):
        for match in form.finditer(text):
            parts = [match[1], *_NAME.findall(match[2])] if form is _PROJECT else _NAME.findall(match[1])
            path = join(home, posixpath.join(*parts))
            if path and path != home and context.exists(path):
                line = text.count("\n", 0, match.start()) + 1
                yield need_path(path, where, "the build definition names it", line, must=False)


def _of_dune(context: BuildContext, where: str) -> Iterator[Need]:
    text, place = context.text(where), posixpath.dirname(where)
    for match in _WORD.finditer(text):
        word = match[0].removeprefix("%{dep:").removesuffix("}")
        path = join(place, word) if "/" in word or "." in word else None
        if not path or "%" in path or path == place:
            continue
        line = text.count("\n", 0, match.start()) + 1
        if globs.is_glob(path):
            yield need_glob(path, where, "dune reads it", line)
        elif context.exists(path):
            yield need_path(path, where, "dune reads it", line, must=False)
