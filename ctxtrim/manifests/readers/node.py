"""What npm, yarn, pnpm, bun and the bundlers they start read from the context."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from ctxtrim.manifests import formats
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.named_paths import named_values
from ctxtrim.manifests.needs import join, line_of, need_path
from ctxtrim.manifests.readers.node_configs import MANAGERS, configured_by_node
from ctxtrim.manifests.readers.package_scripts import members, nearest
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need
from ctxtrim.model.folder_names import DOCUMENTS

_BUNDLERS = (
    "next",
    "nuxt",
    "nuxi",
    "vite",
    "vitepress",
    "vuepress",
    "astro",
    "docusaurus",
    "gatsby",
    "eleventy",
    "ng",
    "webpack",
    "rollup",
    "storybook",
    "tsc",
)
_LOCKS = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "yarn": ("yarn.lock",),
    "pnpm": ("pnpm-lock.yaml",),
    "bun": ("bun.lock", "bun.lockb"),
}
_TAKEN = (
    "main",
    "module",
    "bin",
    "exports",
    "types",
    "prisma",
    "babel",
    "postcss",
    "eslintConfig",
    "build",
    "imports",
)


def read_by_node(context: BuildContext) -> Iterator[Need]:
    """package.json, locks, workspaces and what they name, for every package that a step works in."""
    seen: set[tuple[str, bool]] = set()
    for step in steps_for(context, *MANAGERS):
        home = context.directory_of(step)
        place = nearest(context, home, "package.json") if home is not None else None
        if place is None or (place, _frozen(step)) in seen:
            continue
        seen.add((place, _frozen(step)))
        yield from _root(context, place, step)
    yield from _sites(context)
    yield from configured_by_node(context)


def _sites(context: BuildContext) -> Iterator[Need]:
    """Folders of documents or examples that the build itself builds: all that is in them."""
    for step in context.steps:
        home = context.directory_of(step) if step.is_build and step.tool in (*MANAGERS, *_BUNDLERS) else None
        if home and not DOCUMENTS.isdisjoint(home.split("/")) and context.is_file(f"{home}/package.json"):
            yield need_path(home, step.where, f"{step.tool} works in it", step.line, must=False)


def _frozen(step: Step) -> bool:
    return step.words[1:2] == ("ci",) or any(w in ("--frozen-lockfile", "--immutable") for w in step.words)


def _root(context: BuildContext, place: str, step: Step) -> Iterator[Need]:
    """The package in `place`, its workspaces, and the root package whose workspace it may be."""
    package = posixpath.join(place, "package.json")
    yield need_path(package, step.where, f"{step.tool} reads it", step.line, step.fatal)
    for name in _LOCKS.get(step.tool, ()):
        yield need_path(
            posixpath.join(place, name), step.where, "the lock file", step.line, step.fatal and _frozen(step)
        )
    yield from _package(context, package)
    for member in members(context, place):
        inner = f"{member}/package.json"
        must = step.fatal and (f'"{member}"' in context.text(package) or "--immutable" in step.words)
        yield need_path(inner, package, "a workspace's package.json", 0, must)
        yield from _package(context, inner)
    yield from _yarn(context, posixpath.join(place, ".yarnrc.yml"), step.fatal)
    above = posixpath.dirname(place)
    outer = nearest(context, above, "package.json") if place else None
    if outer is not None and place in members(context, outer):
        yield from _root(context, outer, step)


def _package(context: BuildContext, where: str) -> Iterator[Need]:
    """What one package.json names: patches, entry points, local dependencies."""
    place, text = posixpath.dirname(where), context.text(where)
    parsed = formats.json(text)
    for kind in ("dependencies", "devDependencies", "optionalDependencies", "resolutions", "overrides"):
        for value in formats.leaves(parsed.get(kind)):
            yield from _local(context, value, where, text)
    patched = [parsed.get("patchedDependencies"), formats.table(parsed, "pnpm").get("patchedDependencies")]
    for value in formats.leaves(patched):
        path = join(place, value)
        if path:
            yield need_path(path, where, "a patch of a dependency", line_of(text, value))
    yield from _dotenv(context, place, parsed)
    for key in _TAKEN:
        for need in named_values(context, parsed.get(key), where, place, f"package.json: {key}"):
            if not context.is_rebuilt(need.glob):
                yield need


def _dotenv(context: BuildContext, place: str, parsed: dict[str, Any]) -> Iterator[Need]:
    path = posixpath.join(place, ".env")
    if context.is_file(path) and any(
        "dotenv" in formats.table(parsed, k) for k in ("dependencies", "devDependencies")
    ):
        yield need_path(
            path, posixpath.join(place, "package.json"), "the package dotenv reads it", 0, must=False
        )


def _local(context: BuildContext, value: str, where: str, text: str) -> Iterator[Need]:
    match = re.match(r"(?:file|link|portal|patch):(.*)$", value)
    named = match[1] if match else ""
    if value.startswith("patch:"):
        named = value.rpartition("#")[2].removeprefix("~/").partition("::")[0]
    path = join(posixpath.dirname(where), named) if named else None
    if path:
        yield need_path(
            path, where, "a dependency from the context", line_of(text, value), context.is_file(path)
        )
        inner = f"{path}/package.json"
        if context.is_file(inner):
            yield need_path(inner, where, "a dependency from the context", line_of(text, value))


def _yarn(context: BuildContext, where: str, fatal: bool) -> Iterator[Need]:
    for key, value, line in formats.yaml_values(context.text(where)):
        path = join(posixpath.dirname(where), value) if "/" in value and "://" not in value else None
        if path and context.exists(path):
            must = fatal and key in ("yarnPath", "path") and context.is_file(path)
            yield need_path(path, where, f".yarnrc.yml: {key}", line, must)
