"""What cargo reads of a workspace, whichever of its packages it builds.

The Cargo Book, "The Manifest Format" and "Workspaces".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from ctxtrim.manifests import formats, globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.needs import join, line_of, need_path
from ctxtrim.manifests.readers.package_scripts import nearest
from ctxtrim.manifests.readers.rust_source import source_needs
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need

_RESOLVES = ("build", "b", "install", "run", "r", "check", "c", "test", "t", "chef", "fetch", "metadata",
    "rustc", "auditable",
    "zigbuild", "leptos", "make", "xtask", "vendor", "bench", "doc", "pgo", "cross", "ndk", "component",
    "tree")  # fmt: skip
_TARGETS = {"bin": ("src/bin",), "example": ("examples",), "test": ("tests",), "bench": ("benches",)}


def read_by_cargo(context: BuildContext) -> Iterator[Need]:
    """The manifests of every package of the workspace, the targets they declare, and what sources include."""
    seen: set[str] = set()
    for step in steps_for(
        context, "cargo", "cross", "trunk", "wasm-pack", "maturin", "cargo-leptos", "cargo-chef"
    ):
        home = context.directory_of(step)
        if home is None or (step.tool == "cargo" and _action(step) not in _RESOLVES):
            continue
        for i, word in enumerate(step.words[:-1]):
            if word in ("--manifest-path", "--path") and "$" not in step.words[i + 1]:
                given = context.source_of(step, step.words[i + 1].removesuffix("Cargo.toml"))
                home = given if given is not None else home
        place = nearest(context, home, "Cargo.toml")
        if place is None:
            continue
        root = _workspace_root(context, place)
        if root not in seen:
            seen.add(root)
            yield from _workspace(context, root, place, step)


def _action(step: Step) -> str:
    return next((w for w in step.words[1:] if not w.startswith(("-", "+"))), "")


def _workspace_root(context: BuildContext, place: str) -> str:
    """The directory whose Cargo.toml has the [workspace] that a package belongs to; its own if none."""
    above: str | None = place
    while above is not None:
        if "workspace" in formats.toml(context.text(posixpath.join(above, "Cargo.toml"))):
            return above
        above = nearest(context, posixpath.dirname(above), "Cargo.toml") if above else None
    return place


def _workspace(context: BuildContext, root: str, place: str, step: Step) -> Iterator[Need]:
    where = posixpath.join(root, "Cargo.toml")
    parsed = formats.toml(context.text(where))
    workspace = formats.table(parsed, "workspace")
    patterns = formats.text_list(workspace.get("members")) + [
        "!" + g for g in formats.text_list(workspace.get("exclude"))
    ]
    yield need_path(where, step.where, "cargo reads it", step.line, step.fatal)
    locked = any(w in ("--locked", "--frozen") for w in step.words)
    yield need_path(
        posixpath.join(root, "Cargo.lock"), step.where, "the lock file", step.line, step.fatal and locked
    )
    pending = [root, place, *globs.directories(context, root, patterns, "Cargo.toml")]
    pending += list(_path_dependencies(workspace, root)) + list(_path_dependencies(parsed, root))
    seen: set[str] = set()
    while pending and len(seen) < 2000:
        package = pending.pop()
        manifest = posixpath.join(package, "Cargo.toml")
        if package in seen or not context.is_file(manifest):
            continue
        seen.add(package)
        yield need_path(manifest, where, "cargo reads every package of the workspace", 0, step.fatal)
        declared = formats.toml(context.text(manifest))
        pending += _path_dependencies(declared, package)
        if "package" in declared:
            yield from _package(context, package, declared, step)


def _path_dependencies(parsed: dict[str, Any], place: str) -> Iterator[str]:
    tables = [parsed, *formats.table(parsed, "target").values(), *formats.table(parsed, "patch").values()]
    for table in tables:
        kinds = ("dependencies", "dev-dependencies", "build-dependencies")
        for group in [formats.table(table, kind) for kind in kinds] + [formats.table(table)]:
            for value in group.values():
                named = formats.table(value).get("path")
                path = join(place, named) if isinstance(named, str) else None
                if path is not None:
                    yield path


def _package(context: BuildContext, place: str, parsed: dict[str, Any], step: Step) -> Iterator[Need]:
    """One package: its build script, its targets, its sources' directory, and the files those take in."""
    where = posixpath.join(place, "Cargo.toml")
    text = context.text(where)
    package = formats.table(parsed, "package")
    build = package.get("build", "build.rs")
    script = join(place, build) if isinstance(build, str) else None
    if script and context.is_file(script):
        yield need_path(script, where, "the build script", line_of(text, str(build)), step.fatal)
    for kind, places in _TARGETS.items():
        for target in _tables(parsed.get(kind)):
            yield from _target(context, place, target, places[0], step.fatal)
    library = formats.table(parsed, "lib").get("path", "src/lib.rs")
    for name in (library, "src/main.rs"):
        path = join(place, name) if isinstance(name, str) else None
        if path and context.is_file(path):
            yield need_path(path, where, "the package's root", line_of(text, name), step.fatal)
    for key in ("readme", "license-file"):
        value = package.get(key)
        path = join(place, value) if isinstance(value, str) else None
        if path and context.is_file(path):
            yield need_path(path, where, f"{key} of the package", line_of(text, str(value)), must=False)
    sources = posixpath.join(place, "src")
    if context.is_dir(sources):
        yield need_path(sources, where, "the package's sources", 0, must=False)
    if context.with_sources:
        yield from source_needs(context, place, script or "", step)


def _tables(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _target(
    context: BuildContext, place: str, target: dict[str, Any], folder: str, fatal: bool
) -> Iterator[Need]:
    """A declared target: cargo refuses the whole manifest if its file cannot be found."""
    where, name = posixpath.join(place, "Cargo.toml"), target.get("name")
    named = target.get("path")
    guesses = (
        [named]
        if isinstance(named, str)
        else [f"{folder}/{name}.rs", f"{folder}/{name}/main.rs", "src/main.rs"]
    )
    for guess in guesses:
        path = join(place, guess)
        if path and context.is_file(path):
            line = line_of(context.text(where), f'"{named or name}"')
            yield need_path(path, where, "a target that Cargo.toml declares", line, fatal)
            return
