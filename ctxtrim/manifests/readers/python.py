"""What Python build tools read to build a project or to install its dependencies."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from ctxtrim.manifests import formats, globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.named_paths import named_values
from ctxtrim.manifests.needs import join, line_of, need_path
from ctxtrim.manifests.readers.python_projects import TOOLS, Project, projects
from ctxtrim.manifests.readers.python_setup import setup_files
from ctxtrim.manifests.readers.requirements import requirement_files
from ctxtrim.model.build import Need

_BACKEND_TABLES = (
    "setuptools",
    "flit",
    "pdm",
    "poetry",
    "uv",
    "maturin",
    "scikit-build",
    "py-build-cmake",
    "whey",
)
_HATCH_TABLES = ("version", "metadata", "build")
_RESOLVERS = ("uv", "poetry", "pdm", "pipenv", "rye", "maturin")
"""Programs that build a project only if it has a build system."""

_STRICT = (
    "hatchling",
    "flit",
    "poetry",
    "pdm",
    "uv_build",
    "maturin",
    "scikit_build_core",
    "mesonpy",
    "whey",
)
"""Back ends that stop at a readme or license file that is absent; setuptools only warns."""


_IGNORING = ("hatchling", "hatch", "poetry", "pdm", "maturin", "scikit_build_core", "mesonpy", "whey")
"""Back ends that read .gitignore, themselves or by asking git."""


def read_by_python(context: BuildContext) -> Iterator[Need]:
    """Files of every Python project that a step installs, and the requirements files it is given."""
    seen: dict[str, bool] = {}
    for step in steps_for(context, *TOOLS):
        yield from requirement_files(context, step)
        for project in projects(context, step):
            if seen.get(project.place, False) or (project.place in seen and not project.built):
                continue
            seen[project.place] = project.built
            yield from _project(context, project)


def _project(context: BuildContext, project: Project) -> Iterator[Need]:
    place, step = project.place, project.step
    where = posixpath.join(place, "pyproject.toml")
    text = context.text(where)
    if context.is_file(where):
        yield need_path(where, step.where, f"{step.tool} reads it", step.line, step.fatal)
    parsed = formats.toml(text)
    yield from _paths(context, parsed, where)
    packaged = "build-system" in parsed or formats.table(parsed, "tool", "poetry")
    backend = str(formats.table(parsed, "build-system").get("build-backend", ""))
    if project.built and backend.startswith(_IGNORING):
        yield from _ignore_files(context, place)
    if project.built and (packaged or not text or step.tool not in _RESOLVERS):
        yield from _metadata(context, parsed, where, step.fatal)
        yield from setup_files(context, place, step.fatal)


def _ignore_files(context: BuildContext, place: str) -> Iterator[Need]:
    """The .gitignore of the project and those above it: what they ignore stays out of the package."""
    where = posixpath.join(place, "pyproject.toml")
    while True:
        path = posixpath.join(place, ".gitignore")
        if context.is_file(path):
            yield need_path(path, where, "the build back end leaves out what it ignores", 0, must=False)
        if not place:
            return
        place = posixpath.dirname(place)


def _paths(context: BuildContext, parsed: dict[str, Any], where: str) -> Iterator[Need]:
    """Projects beside this one, which resolving reads: `path =` of uv, poetry and pdm."""
    place = posixpath.dirname(where)
    tables = [
        formats.table(parsed, "tool", "uv", "sources"),
        formats.table(parsed, "tool", "poetry", "dependencies"),
    ]
    groups = formats.table(parsed, "tool", "poetry", "group")
    tables += [formats.table(group, "dependencies") for group in groups.values()]
    for value in [v for t in tables for v in t.values()]:
        named = formats.table(value).get("path")
        path = join(place, named) if isinstance(named, str) else None
        if path and context.exists(path):
            inner = posixpath.join(path, "pyproject.toml")
            yield need_path(
                path, where, "a dependency by path", line_of(context.text(where), str(named)), must=False
            )
            if context.is_file(inner):
                yield need_path(
                    inner, where, "a dependency by path", line_of(context.text(where), str(named)), must=False
                )


def _metadata(context: BuildContext, parsed: dict[str, Any], where: str, fatal: bool) -> Iterator[Need]:
    place, text = posixpath.dirname(where), context.text(where)
    system = formats.table(parsed, "build-system")
    backend = str(system.get("build-backend", "setuptools"))
    strict = fatal and backend.startswith(_STRICT)
    for key, named in _declared(parsed):
        path = join(place, named)
        if path and not globs.is_glob(path):
            yield need_path(
                path,
                where,
                f"{key} of the package",
                line_of(text, f'"{named}"') or line_of(text, named),
                strict,
            )
        elif path:
            yield from named_values(context, named, where, place, f"{key} of the package")
    yield from named_values(
        context, system.get("backend-path"), where, place, "the build back end lies there"
    )
    for name in _BACKEND_TABLES:
        value = {
            k: v
            for k, v in formats.table(parsed, "tool", name).items()
            if k not in ("urls", "scripts", "source")
        }
        yield from named_values(context, value, where, place, f"tool.{name} names it")
    hatch = formats.table(parsed, "tool", "hatch")
    for name in _HATCH_TABLES:
        yield from named_values(
            context, _wheel_only(hatch.get(name)), where, place, f"tool.hatch.{name} names it"
        )
    yield from _hatch_must(context, hatch, where, fatal)
    for attribute in formats.leaves([formats.table(parsed, "tool", "setuptools", "dynamic")]):
        yield from _module_of(context, attribute, where)


def _declared(parsed: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, file) of the readme and the license files of PEP 621 and of poetry."""
    for table in (formats.table(parsed, "project"), formats.table(parsed, "tool", "poetry")):
        for key in ("readme", "license"):
            value = table.get(key)
            if isinstance(value, dict) and isinstance(value.get("file"), str):
                yield key, value["file"]
            elif key == "readme":
                yield from ((key, named) for named in formats.text_list(value))
        files = table.get("license-files")
        for named in formats.text_list(files) + formats.text_list(formats.table(files).get("paths")):
            yield "license-files", named
    yield from (
        ("license", g)
        for g in formats.text_list(formats.table(parsed, "tool", "setuptools").get("license-files"))
    )


def _wheel_only(value: object) -> object:
    """Without the source distribution's targets: what it takes beside the package, no build misses."""
    targets = formats.table(value, "targets")
    if not targets or not isinstance(value, dict):
        return value
    return {**value, "targets": {k: v for k, v in targets.items() if k != "sdist"}}


def _hatch_must(context: BuildContext, hatch: dict[str, Any], where: str, fatal: bool) -> Iterator[Need]:
    """Build hooks and forced files, whose absence stops hatchling."""
    place, text = posixpath.dirname(where), context.text(where)
    hooks = [
        formats.table(hatch, "build", "hooks"),
        formats.table(hatch, "build", "targets", "wheel", "hooks"),
    ]
    hooks.append(formats.table(hatch, "metadata", "hooks"))
    named = [str(formats.table(h, "custom").get("path", "hatch_build.py")) for h in hooks if "custom" in h]
    named += list(formats.table(hatch, "build", "force-include"))
    named += list(formats.table(hatch, "build", "targets", "wheel", "force-include"))
    for name in named:
        path = join(place, name)
        if path:
            yield need_path(path, where, "hatchling stops without it", line_of(text, name), fatal)


def _module_of(context: BuildContext, attribute: str, where: str) -> Iterator[Need]:
    """`attr = "package.module.NAME"`: the module's file, at the root or below src."""
    parts = attribute.split(".")
    for base in ("", "src"):
        for length in range(len(parts), 0, -1):
            for tail in (".py", "/__init__.py"):
                path = join(posixpath.join(posixpath.dirname(where), base), "/".join(parts[:length]) + tail)
                if path and context.is_file(path):
                    yield need_path(
                        path,
                        where,
                        "the package's version stands in it",
                        line_of(context.text(where), attribute),
                    )
