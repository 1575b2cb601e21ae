"""What do npm, yarn, pnpm, bun and the bundlers they start read from the context?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from ctxtrim.manifests import globs, reading
from ctxtrim.manifests.named import named_values
from ctxtrim.manifests.readers.package_scripts import members, nearest
from ctxtrim.manifests.scene import Scene, Step
from ctxtrim.manifests.stating import join, line_of, needed
from ctxtrim.model.build import Need

_MANAGERS = ("npm", "yarn", "pnpm", "bun", "npx", "pnpx", "turbo", "lerna", "nx")
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
_ASIDE = frozenset("docs doc documentation website examples example demo demos samples".split())
_LOCKS = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "yarn": ("yarn.lock",),
    "pnpm": ("pnpm-lock.yaml",),
    "bun": ("bun.lock", "bun.lockb"),
}
_CODE = (".js", ".cjs", ".mjs", ".ts", ".mts", ".cts")
_NEAR = re.compile(r"['\"](\.{1,2}/[^'\"\n]{1,200})['\"]")
_CONFIG = re.compile(
    r"(?:^|/)(?:[\w.-]+\.(?:config|conf)\.[cm]?[jt]s|\.?(?:babelrc|eslintrc|postcssrc|stylelintrc)\.c?js|gulpfile[\w.]*"
    r"|Gruntfile[\w.]*)$"
)
_TESTING = re.compile(
    r"(?:^|/)\.?(?:vitest|jest|playwright|cypress|karma|wdio|eslint|stylelint|prettier)|\.d\.[cm]?ts$"
)
_DEEPEST = 2
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


def read_by_node(scene: Scene) -> Iterator[Need]:
    """package.json, locks, workspaces and what they name, for every package that a step works in."""
    seen: set[tuple[str, bool]] = set()
    for step in scene.steps:
        home = scene.home(step) if step.tool in _MANAGERS else None
        place = nearest(scene, home, "package.json") if home is not None else None
        if place is None or (place, _frozen(step)) in seen:
            continue
        seen.add((place, _frozen(step)))
        yield from _root(scene, place, step)
    yield from _sites(scene)
    yield from _configs(scene)


def _sites(scene: Scene) -> Iterator[Need]:
    """Folders of documents or examples that the build itself builds: all that is in them."""
    for step in scene.steps:
        home = scene.home(step) if step.built and step.tool in (*_MANAGERS, *_BUNDLERS) else None
        if home and not _ASIDE.isdisjoint(home.split("/")) and scene.is_file(f"{home}/package.json"):
            yield needed(home, step.where, f"{step.tool} works in it", step.line, must=False)


def _frozen(step: Step) -> bool:
    return step.words[1:2] == ("ci",) or any(w in ("--frozen-lockfile", "--immutable") for w in step.words)


def _root(scene: Scene, place: str, step: Step) -> Iterator[Need]:
    """The package in `place`, its workspaces, and the root package whose workspace it may be."""
    package = posixpath.join(place, "package.json")
    yield needed(package, step.where, f"{step.tool} reads it", step.line, step.fatal)
    for name in _LOCKS.get(step.tool, ()):
        yield needed(
            posixpath.join(place, name), step.where, "the lock file", step.line, step.fatal and _frozen(step)
        )
    yield from _package(scene, package)
    for member in members(scene, place):
        inner = f"{member}/package.json"
        must = step.fatal and (f'"{member}"' in scene.text(package) or "--immutable" in step.words)
        yield needed(inner, package, "a workspace's package.json", 0, must)
        yield from _package(scene, inner)
    yield from _yarn(scene, posixpath.join(place, ".yarnrc.yml"), step.fatal)
    above = posixpath.dirname(place)
    outer = nearest(scene, above, "package.json") if place else None
    if outer is not None and place in members(scene, outer):
        yield from _root(scene, outer, step)


def _package(scene: Scene, where: str) -> Iterator[Need]:
    """What one package.json names: patches, entry points, local dependencies."""
    place, text = posixpath.dirname(where), scene.text(where)
    parsed = reading.json(text)
    for kind in ("dependencies", "devDependencies", "optionalDependencies", "resolutions", "overrides"):
        for value in reading.leaves(parsed.get(kind)):
            yield from _local(scene, value, where, text)
    patched = [parsed.get("patchedDependencies"), reading.table(parsed, "pnpm").get("patchedDependencies")]
    for value in reading.leaves(patched):
        path = join(place, value)
        if path:
            yield needed(path, where, "a patch of a dependency", line_of(text, value))
    yield from _dotenv(scene, place, parsed)
    for key in _TAKEN:
        for need in named_values(scene, parsed.get(key), where, place, f"package.json: {key}"):
            if not scene.made_again(need.glob):
                yield need


def _dotenv(scene: Scene, place: str, parsed: dict[str, Any]) -> Iterator[Need]:
    path = posixpath.join(place, ".env")
    if scene.is_file(path) and any(
        "dotenv" in reading.table(parsed, k) for k in ("dependencies", "devDependencies")
    ):
        yield needed(
            path, posixpath.join(place, "package.json"), "the package dotenv reads it", 0, must=False
        )


def _local(scene: Scene, value: str, where: str, text: str) -> Iterator[Need]:
    found = re.match(r"(?:file|link|portal|patch):(.*)$", value)
    named = found[1] if found else ""
    if value.startswith("patch:"):
        named = value.rpartition("#")[2].removeprefix("~/").partition("::")[0]
    path = join(posixpath.dirname(where), named) if named else None
    if path:
        yield needed(path, where, "a dependency from the context", line_of(text, value), scene.is_file(path))
        inner = f"{path}/package.json"
        if scene.is_file(inner):
            yield needed(inner, where, "a dependency from the context", line_of(text, value))


def _yarn(scene: Scene, where: str, fatal: bool) -> Iterator[Need]:
    for key, value, line in reading.yaml_values(scene.text(where)):
        path = join(posixpath.dirname(where), value) if "/" in value and "://" not in value else None
        if path and scene.exists(path):
            must = fatal and key in ("yarnPath", "path") and scene.is_file(path)
            yield needed(path, where, f".yarnrc.yml: {key}", line, must)


def _configs(scene: Scene) -> Iterator[Need]:
    """What configuration files of JavaScript tools import or extend, once a step runs node at all."""
    homes = {
        scene.home(s)
        for s in scene.steps
        if s.tool in _MANAGERS or s.tool in ("tsc", "vite", "webpack", "next")
    }
    homes.discard(None)
    for home in sorted(h for h in homes if h is not None):
        pending = [
            (posixpath.join(home, child), 0)
            for child in scene.tree.children(home)
            if _CONFIG.search(child) or re.match(r"[tj]sconfig.*\.json$|angular\.json$", child)
        ]
        seen: set[str] = set()
        while pending and len(seen) < 500:
            current, depth = pending.pop()
            if current in seen or _TESTING.search(current):
                continue
            seen.add(current)
            found = list(
                _typescript(scene, current) if current.endswith(".json") else _imports(scene, current)
            )
            yield from found
            if depth < _DEEPEST:
                pending += [
                    (n.glob, depth + 1) for n in found if n.glob.endswith(_CODE) or "tsconfig" in n.glob
                ]


def _imports(scene: Scene, where: str) -> Iterator[Need]:
    text = scene.text(where)
    for found in _NEAR.finditer(text):
        path = join(posixpath.dirname(where), found[1])
        for candidate in (
            [path, *(f"{path}{tail}" for tail in _CODE), f"{path}.json", f"{path}/index.js"] if path else ()
        ):
            if candidate and not globs.is_glob(candidate) and scene.is_file(candidate):
                if not scene.made_again(candidate):
                    yield needed(
                        candidate, where, "the configuration names it", line_of(text, found[0]), must=False
                    )
                break


def _typescript(scene: Scene, where: str) -> Iterator[Need]:
    """`extends`, `references` and `files` of a tsconfig; every file that angular.json names."""
    text, place = scene.text(where), posixpath.dirname(where)
    parsed = reading.json(text)
    if where.endswith("angular.json"):
        projects = reading.table(parsed, "projects").values()
        sources = {reading.table(p).get(key) for p in projects for key in ("root", "sourceRoot")}
        for need in named_values(scene, parsed.get("projects"), where, place, "angular.json names it"):
            if not scene.made_again(need.glob) and posixpath.relpath(need.glob, place or ".") not in sources:
                yield need
        return
    references = parsed.get("references")
    named = reading.text_list(parsed.get("extends")) + reading.text_list(parsed.get("files"))
    named += (
        [str(reading.table(r).get("path", "")) for r in references] if isinstance(references, list) else []
    )
    for name in named:
        path = (
            join(place, name) if name.startswith(".") or "/" not in name or not name.startswith("@") else None
        )
        for candidate in (path, f"{path}.json", f"{path}/tsconfig.json") if path else ():
            if candidate and scene.is_file(candidate):
                yield needed(candidate, where, "the configuration names it", line_of(text, name), must=False)
                break
