"""Needs for the strings of a manifest that name files of the context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxtrim.manifests import formats, globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, line_of, need_glob, need_path
from ctxtrim.model.build import Need


def quoted_files(
    context: BuildContext, where: str, bases: Iterable[str], why: str, must: bool = False
) -> Iterator[Need]:
    """Needs for the quoted strings of the file `where` that are files as seen from one of the directories."""
    bases = tuple(dict.fromkeys(bases))
    for text, line in formats.quoted(context.text(where)):
        for base in bases:
            path = join(base, text)
            if path and context.is_file(path):
                yield need_path(path, where, why, line, must)
                break


def named_values(context: BuildContext, value: object, where: str, base: str, why: str) -> Iterator[Need]:
    """Needs for the strings in a structure read from `where` that name files, directories or globs there."""
    text = context.text(where)
    for leaf in formats.leaves(value):
        if not 0 < len(leaf) < 300 or "\n" in leaf or leaf in (".", "./", "*", "**", "/"):
            continue
        path = join(base, leaf.lstrip("/") if not leaf.startswith("//") else leaf)
        if not path or path == base:
            continue
        if globs.is_glob(path):
            if not globs.is_glob(leaf.lstrip("./").partition("/")[0]):
                yield from (need_glob(g, where, why, line_of(text, leaf)) for g in globs.braces(path))
        elif context.exists(path):
            yield need_path(path, where, why, line_of(text, leaf), must=False)
