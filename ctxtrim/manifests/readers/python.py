"""What does pip, uv, poetry, pdm, hatch or `python -m build` read to build a project or install its list?"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from ctxtrim.manifests import globs, reading
from ctxtrim.manifests.named import named_values
from ctxtrim.manifests.readers.python_projects import TOOLS, Project, projects
from ctxtrim.manifests.readers.python_setup import setup_files
from ctxtrim.manifests.readers.requirements import requirement_files
from ctxtrim.manifests.scene import Scene
from ctxtrim.manifests.stating import join, line_of, needed
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


def read_by_python(scene: Scene) -> Iterator[Need]:
    """Files of every Python project that a step installs, and the requirements files it is given."""
    seen: dict[str, bool] = {}
    for step in scene.calls(*TOOLS):
        yield from requirement_files(scene, step)
        for project in projects(scene, step):
            if seen.get(project.place, False) or (project.place in seen and not project.built):
                continue
            seen[project.place] = project.built
            yield from _project(scene, project)


def _project(scene: Scene, project: Project) -> Iterator[Need]:
    place, step = project.place, project.step
    where = posixpath.join(place, "pyproject.toml")
    text = scene.text(where)
    if scene.is_file(where):
        yield needed(where, step.where, f"{step.tool} reads it", step.line, step.fatal)
    parsed = reading.toml(text)
    yield from _paths(scene, parsed, where)
    packaged = "build-system" in parsed or reading.table(parsed, "tool", "poetry")
    if project.built and (packaged or not text or step.tool in ("pip", "build", "hatch", "python", "flit")):
        yield from _metadata(scene, parsed, where, step.fatal)
        yield from setup_files(scene, place, step.fatal)


def _paths(scene: Scene, parsed: dict[str, Any], where: str) -> Iterator[Need]:
    """Projects beside this one, which resolving reads: `path =` of uv, poetry and pdm."""
    place = posixpath.dirname(where)
    tables = [
        reading.table(parsed, "tool", "uv", "sources"),
        reading.table(parsed, "tool", "poetry", "dependencies"),
    ]
    groups = reading.table(parsed, "tool", "poetry", "group")
    tables += [reading.table(group, "dependencies") for group in groups.values()]
    for value in [v for t in tables for v in t.values()]:
        named = reading.table(value).get("path")
        path = join(place, named) if isinstance(named, str) else None
        if path and scene.exists(path):
            inner = posixpath.join(path, "pyproject.toml")
            yield needed(
                path, where, "a dependency by path", line_of(scene.text(where), str(named)), must=False
            )
            if scene.is_file(inner):
                yield needed(
                    inner, where, "a dependency by path", line_of(scene.text(where), str(named)), must=False
                )


def _metadata(scene: Scene, parsed: dict[str, Any], where: str, fatal: bool) -> Iterator[Need]:
    place, text = posixpath.dirname(where), scene.text(where)
    system = reading.table(parsed, "build-system")
    backend = str(system.get("build-backend", "setuptools"))
    strict = fatal and backend.startswith(_STRICT)
    for key, named in _declared(parsed):
        path = join(place, named)
        if path and not globs.is_glob(path):
            yield needed(
                path,
                where,
                f"{key} of the package",
                line_of(text, f'"{named}"') or line_of(text, named),
                strict,
            )
        elif path:
            yield from named_values(scene, named, where, place, f"{key} of the package")
    yield from named_values(scene, system.get("backend-path"), where, place, "the build back end lies there")
    for name in _BACKEND_TABLES:
        value = {
            k: v
            for k, v in reading.table(parsed, "tool", name).items()
            if k not in ("urls", "scripts", "source")
        }
        yield from named_values(scene, value, where, place, f"tool.{name} names it")
    hatch = reading.table(parsed, "tool", "hatch")
    for name in _HATCH_TABLES:
        yield from named_values(
            scene, _wheel_only(hatch.get(name)), where, place, f"tool.hatch.{name} names it"
        )
    yield from _hatch_must(scene, hatch, where, fatal)
    for attribute in reading.leaves([reading.table(parsed, "tool", "setuptools", "dynamic")]):
        yield from _module_of(scene, attribute, where)


def _declared(parsed: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, file) of the readme and the license files of PEP 621 and of poetry."""
    for table in (reading.table(parsed, "project"), reading.table(parsed, "tool", "poetry")):
        for key in ("readme", "license"):
            value = table.get(key)
            if isinstance(value, dict) and isinstance(value.get("file"), str):
                yield key, value["file"]
            elif key == "readme":
                yield from ((key, named) for named in reading.text_list(value))
        files = table.get("license-files")
        for named in reading.text_list(files) + reading.text_list(reading.table(files).get("paths")):
            yield "license-files", named
    yield from (
        ("license", g)
        for g in reading.text_list(reading.table(parsed, "tool", "setuptools").get("license-files"))
    )


def _wheel_only(value: object) -> object:
    """Without the source distribution's targets: what it takes beside the package, no build misses."""
    targets = reading.table(value, "targets")
    if not targets or not isinstance(value, dict):
        return value
    return {**value, "targets": {k: v for k, v in targets.items() if k != "sdist"}}


def _hatch_must(scene: Scene, hatch: dict[str, Any], where: str, fatal: bool) -> Iterator[Need]:
    """Build hooks and forced files, whose absence stops hatchling."""
    place, text = posixpath.dirname(where), scene.text(where)
    hooks = [
        reading.table(hatch, "build", "hooks"),
        reading.table(hatch, "build", "targets", "wheel", "hooks"),
    ]
    hooks.append(reading.table(hatch, "metadata", "hooks"))
    named = [str(reading.table(h, "custom").get("path", "hatch_build.py")) for h in hooks if "custom" in h]
    named += list(reading.table(hatch, "build", "force-include"))
    named += list(reading.table(hatch, "build", "targets", "wheel", "force-include"))
    for name in named:
        path = join(place, name)
        if path:
            yield needed(path, where, "hatchling stops without it", line_of(text, name), fatal)


def _module_of(scene: Scene, attribute: str, where: str) -> Iterator[Need]:
    """`attr = "package.module.NAME"`: the module's file, at the root or below src."""
    parts = attribute.split(".")
    for base in ("", "src"):
        for length in range(len(parts), 0, -1):
            for tail in (".py", "/__init__.py"):
                path = join(posixpath.join(posixpath.dirname(where), base), "/".join(parts[:length]) + tail)
                if path and scene.is_file(path):
                    yield needed(
                        path,
                        where,
                        "the package's version stands in it",
                        line_of(scene.text(where), attribute),
                    )
