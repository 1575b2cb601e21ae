"""Files that programs read from their directory without being told, from the table tool_habits.toml."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from ctxtrim.manifests import globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, need_path
from ctxtrim.manifests.step import Step
from ctxtrim.manifests.tables import data
from ctxtrim.model.build import Need

Table = Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def habits() -> Table:
    """Table name ("may", "above", "must") -> program -> names, with the lists that "@x" stands for."""
    parsed = data("tool_habits.toml")
    lists: Mapping[str, list[str]] = parsed["lists"]

    def names(written: Iterable[str]) -> Iterator[str]:
        for name in written:
            yield from names(lists[name[1:]]) if name.startswith("@") else (name,)

    tables = ("may", "above", "must")
    return {table: {tool: tuple(names(w)) for tool, w in parsed[table].items()} for table in tables}


def read_tool_habits(context: BuildContext) -> Iterator[Need]:
    """The files that the programs of all steps read by habit, as far as they exist."""
    table = habits()
    seen: set[tuple[str, str]] = set()
    for step in context.steps:
        may, above, must = (table[kind].get(step.tool, ()) for kind in ("may", "above", "must"))
        place = context.directory_of(step) if may or above or must else None
        if place is None or (place, step.tool) in seen:
            continue
        seen.add((place, step.tool))
        why = f"{step.tool} reads it"
        for name in must:
            path = join(place, name)
            if path and context.is_file(path):
                yield need_path(path, step.where, why, step.line, step.fatal)
        yield from _existing(context, step, place, (*may, *above))
        while place and above:
            place = posixpath.dirname(place)
            yield from _existing(context, step, place, above)


def _existing(context: BuildContext, step: Step, place: str, names: Iterable[str]) -> Iterator[Need]:
    for name in names:
        paths = [posixpath.join(place, name.rstrip("/"))]
        if globs.is_glob(name):
            children = context.tree.children(place)
            paths = [posixpath.join(place, child) for child in children if globs.matches(name, child)]
        for path in paths:
            if context.is_dir(path) if name.endswith("/") else context.is_file(path):
                yield need_path(path, step.where, f"{step.tool} reads it", step.line, must=False)


def read_root_manifests(context: BuildContext) -> Iterator[Need]:
    """The manifests in the context's root, whatever runs them: a shell in the container may."""
    for name in data("tool_habits.toml")["lists"]["root"]:
        if context.is_file(name):
            yield need_path(name, name, "a manifest of the project", 0, must=False)
