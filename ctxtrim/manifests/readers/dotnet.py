"""What do MSBuild projects and solutions take from the context?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests import globs, reading
from ctxtrim.manifests.scene import Scene, Step
from ctxtrim.manifests.stating import join, line_of, needed, needed_glob
from ctxtrim.model.build import Need

_PROJECT = re.compile(r"\.(?:cs|fs|vb|sql|es|vcx|dc)proj$")
_IN_SOLUTION = re.compile(
    r'"([^"\n]{1,300}\.\w{1,9}proj)"|<Project Path="([^"\n]+)"|"path":\s*"([^"\n]+\.slnx?)"'
)
_HERE = re.compile(
    r"\$\((?:MSBuildThisFileDirectory|MSBuildProjectDirectory|ProjectDir)\)[\\/]?", re.IGNORECASE
)
_ASIDE = re.compile(r"test|doc|example|sample|bench|demo", re.IGNORECASE)
_ITEMS = frozenset(("Content", "EmbeddedResource", "None", "Compile", "AdditionalFiles", "Protobuf",
    "Resource", "Analyzer",
    "TypeScriptCompile", "ApplicationIcon", "PackageIcon", "AssemblyOriginatorKeyFile", "ApplicationManifest",
    "CodeAnalysisRuleSet", "PackageReadmeFile", "PackageLicenseFile", "Using", "Import"))  # fmt: skip


def read_by_dotnet(scene: Scene) -> Iterator[Need]:
    """Every project that a `dotnet` step reaches through solutions, references and imports."""
    seen: set[str] = set()
    for step in scene.calls("dotnet", "msbuild"):
        pending = [(path, step.where, "dotnet is given it", step.line, True) for path in _starts(scene, step)]
        pending = [*_solution_above(scene, step), *pending]
        while pending and len(seen) < 5000:
            path, where, why, line, must = pending.pop()
            if path in seen or not scene.is_file(path):
                continue
            seen.add(path)
            yield needed(path, where, why, line, step.fatal and must)
            place = posixpath.dirname(path)
            if why == "<ProjectReference>" and _ASIDE.search(place):
                yield needed(place, where, "the sources of a project", line, must=False)
            if path.endswith((".sln", ".slnx", ".slnf")):
                pending += _in_solution(scene, path)
            else:
                pending += _references(scene, path)
                yield from _items(scene, path, step.fatal)


def _starts(scene: Scene, step: Step) -> Iterator[str]:
    """The projects that a step names, else the one in its directory; shared files above it go along."""
    home = scene.home(step)
    named = [scene.lead(step, w) for w in step.words[1:] if "$" not in w and not w.startswith("-")]
    places = [p for p in named if p is not None and scene.exists(p)] or ([home] if home is not None else [])
    for place in places:
        if scene.is_dir(place):
            for child in scene.tree.children(place):
                if _PROJECT.search(child) or child.endswith((".sln", ".slnx")):
                    yield posixpath.join(place, child)
        elif _PROJECT.search(place) or place.endswith((".sln", ".slnx", ".slnf")):
            yield place


def _solution_above(scene: Scene, step: Step) -> Iterator[tuple[str, str, str, int, bool]]:
    """The projects, tests left out, of the solution in the context's root: who restores it needs them all."""
    for child in scene.tree.children("") if scene.home(step) is not None else ():
        if child.endswith((".sln", ".slnx")):
            for path, where, why, line, _ in _in_solution(scene, child):
                if not re.search("test|spec", path, re.IGNORECASE):
                    yield path, where, why, line, False


def _in_solution(scene: Scene, where: str) -> Iterator[tuple[str, str, str, int, bool]]:
    text = scene.text(where)
    for found in _IN_SOLUTION.finditer(text):
        name = found[1] or found[2] or found[3]
        path = join(posixpath.dirname(where), name.replace("\\\\", "/").replace("\\", "/"))
        if path:
            yield path, where, "a project of the solution", text.count("\n", 0, found.start()) + 1, True


def _references(scene: Scene, where: str) -> Iterator[tuple[str, str, str, int, bool]]:
    text, place = scene.text(where), posixpath.dirname(where)
    for element in reading.xml(text):
        value = element.get("Include") if element.tag == "ProjectReference" else element.get("Project")
        if element.tag not in ("ProjectReference", "Import") or not value:
            continue
        path = _path(place, value)
        if path and path != where:
            yield path, where, f"<{element.tag}>", line_of(text, value), not element.get("Condition")
    above = place
    while True:
        for name in ("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"):
            if scene.is_file(posixpath.join(above, name)):
                yield posixpath.join(above, name), where, "MSBuild imports it", 0, False
        if not above:
            return
        above = posixpath.dirname(above)


def _items(scene: Scene, where: str, fatal: bool) -> Iterator[Need]:
    """Files that items and properties of a project name outright; MSBuild stops where one is absent."""
    text, place = scene.text(where), posixpath.dirname(where)
    for element in reading.xml(text):
        if element.tag not in _ITEMS:
            continue
        for value in re.split(
            ";", element.get("Include") or element.get("Update") or (element.text or "").strip()
        ):
            path = _path(place, value.strip()) if value.strip() else None
            if not path or path == place:
                continue
            if globs.is_glob(path):
                yield needed_glob(path, where, f"<{element.tag}>", line_of(text, value))
            elif scene.exists(path):
                must = (
                    fatal
                    and element.tag in ("EmbeddedResource", "Content", "Compile")
                    and scene.is_file(path)
                )
                yield needed(
                    path,
                    where,
                    f"<{element.tag}>",
                    line_of(text, value),
                    must and not element.get("Condition"),
                )


def _path(place: str, value: str) -> str | None:
    plain = _HERE.sub("", value).replace("\\", "/")
    return None if "$(" in plain or "@(" in plain else join(place, plain)
