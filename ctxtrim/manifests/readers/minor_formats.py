"""Short manifests of Haskell, Dart, Swift, documentation and server tools."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.manifests import formats, globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, need_glob, need_path
from ctxtrim.manifests.tables import data
from ctxtrim.model.build import Need


class Format(NamedTuple):
    """tools: who reads it. files: base names or globs of them. keys: whose values count (empty: all).

    below: directories that values may be relative to, beside the manifest's own.
    """

    tools: Sequence[str]
    files: Sequence[str]
    keys: Sequence[str] = ()
    below: Sequence[str] = ()


_QUOTING = (".sbt", ".swift", ".zig", ".zon", ".py", ".bazel", "WORKSPACE")
"""Endings of manifests that are programs: only what stands in quotes counts there."""

_SWIFT_TARGET = expression(r"\.(?:\w*[tT]arget|plugin|macro)\(\s*name:\s*\"([\w.-]+)\"")


def read_by_minor_formats(context: BuildContext) -> Iterator[Need]:
    """The manifests of the table, once a step runs their tool, and what they name."""
    for row in (Format(**entry) for entry in data("minor_formats.toml")["format"]):
        homes = {context.directory_of(step): step for step in context.steps_of(*row.tools)}
        for home, step in homes.items():
            for child in context.tree.children(home) if home is not None else ():
                if any(globs.matches(glob, child) for glob in row.files):
                    where = posixpath.join(home or "", child)
                    yield need_path(where, step.where, f"{step.tool} reads it", step.line, must=False)
                    yield from _values(context, where, row)
                    if child == "Package.swift":
                        yield from _swift_targets(context, where)


def _swift_targets(context: BuildContext, where: str) -> Iterator[Need]:
    """The directories of the targets: SwiftPM stops if one is absent, though it builds no tests."""
    text, place = context.text(where), posixpath.dirname(where)
    for match in _SWIFT_TARGET.finditer(text):
        for folder in ("Tests", "Sources", ""):
            path = posixpath.join(place, folder, match[1])
            if path != place and context.is_dir(path):
                line = text.count("\n", 0, match.start()) + 1
                yield need_path(path, where, "the sources of a target", line, must=False)
                break


def _values(context: BuildContext, where: str, row: Format) -> Iterator[Need]:
    place, text = posixpath.dirname(where), context.text(where)
    found = [("", value, line) for value, line in formats.quoted(text)]
    found += formats.yaml_values(text) if not where.endswith(_QUOTING) else ()
    for key, value, line in found:
        if row.keys and key not in row.keys:
            continue
        for word in re.split(r"[\s,]+", value)[:50]:
            if 1 < len(word) < 200 and not word.startswith("/"):
                yield from _named(
                    context, where, (place, *(posixpath.join(place, b) for b in row.below)), word, line
                )


def _named(context: BuildContext, where: str, bases: Sequence[str], word: str, line: int) -> Iterator[Need]:
    for base in bases:
        path = join(base, word)
        if not path or path == base or context.is_rebuilt(path):
            continue
        if globs.is_glob(path) and "/" in word:
            yield need_glob(path, where, "the manifest names it", line)
        elif ("." in word or "/" in word or word.isupper()) and context.exists(path):
            yield need_path(path, where, "the manifest names it", line, must=False)
            return
