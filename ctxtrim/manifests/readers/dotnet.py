"""What MSBuild projects and solutions take from the context."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests import formats, globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.needs import join, line_of, need_glob, need_path
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need

_PROJECT = expression(r"\.(?:cs|fs|vb|sql|es|vcx|dc)proj$")
_IN_SOLUTION = expression(
    r'"([^"\n]{1,300}\.\w{1,9}proj)"|<Project Path="([^"\n]+)"|"path":\s*"([^"\n]+\.slnx?)"'
)
_HERE = expression(
    r"\$\((?:MSBuildThisFileDirectory|MSBuildProjectDirectory|ProjectDir)\)[\\/]?", re.IGNORECASE
)
_ASIDE = expression(r"test|doc|example|sample|bench|demo", re.IGNORECASE)
_ITEMS = frozenset(("Content", "EmbeddedResource", "None", "Compile", "AdditionalFiles", "Protobuf",
    "Resource", "Analyzer",
    "TypeScriptCompile", "ApplicationIcon", "PackageIcon", "AssemblyOriginatorKeyFile", "ApplicationManifest",
    "CodeAnalysisRuleSet", "PackageReadmeFile", "PackageLicenseFile", "Using", "Import"))  # fmt: skip


def read_by_dotnet(context: BuildContext) -> Iterator[Need]:
    """Every project that a `dotnet` step reaches through solutions, references and imports."""
    seen: set[str] = set()
    for step in steps_for(context, "dotnet", "msbuild"):
        pending = [
            (path, step.where, "dotnet is given it", step.line, True) for path in _starts(context, step)
        ]
        pending = [*_solution_above(context, step), *pending]
        while pending and len(seen) < 5000:
            path, where, why, line, must = pending.pop()
            if path in seen or not context.is_file(path):
                continue
            seen.add(path)
            yield need_path(path, where, why, line, step.fatal and must)
            place = posixpath.dirname(path)
            if why == "<ProjectReference>" and _ASIDE.search(place):
                yield need_path(place, where, "the sources of a project", line, must=False)
            if path.endswith((".sln", ".slnx", ".slnf")):
                pending += _in_solution(context, path)
            else:
                pending += _references(context, path)
                yield from _items(context, path, step.fatal)


def _starts(context: BuildContext, step: Step) -> Iterator[str]:
    """The projects that a step names, else the one in its directory; shared files above it go along."""
    home = context.directory_of(step)
    named = [context.source_of(step, w) for w in step.words[1:] if "$" not in w and not w.startswith("-")]
    places = [p for p in named if p is not None and context.exists(p)] or ([home] if home is not None else [])
    for place in places:
        if context.is_dir(place):
            for child in context.tree.children(place):
                if _PROJECT.search(child) or child.endswith((".sln", ".slnx")):
                    yield posixpath.join(place, child)
        elif _PROJECT.search(place) or place.endswith((".sln", ".slnx", ".slnf")):
            yield place


def _solution_above(context: BuildContext, step: Step) -> Iterator[tuple[str, str, str, int, bool]]:
    """The projects, tests left out, of the solution in the context's root: who restores it needs them all."""
    for child in context.tree.children("") if context.directory_of(step) is not None else ():
        if child.endswith((".sln", ".slnx")):
            for path, where, why, line, _ in _in_solution(context, child):
                if not re.search("test|spec", path, re.IGNORECASE):
                    yield path, where, why, line, False


def _in_solution(context: BuildContext, where: str) -> Iterator[tuple[str, str, str, int, bool]]:
    text = context.text(where)
    for match in _IN_SOLUTION.finditer(text):
        name = match[1] or match[2] or match[3]
        path = join(posixpath.dirname(where), name.replace("\\\\", "/").replace("\\", "/"))
        if path:
            yield path, where, "a project of the solution", text.count("\n", 0, match.start()) + 1, True


def _references(context: BuildContext, where: str) -> Iterator[tuple[str, str, str, int, bool]]:
    text, place = context.text(where), posixpath.dirname(where)
    for element in formats.xml(text):
        value = element.get("Include") if element.tag == "ProjectReference" else element.get("Project")
        if element.tag not in ("ProjectReference", "Import") or not value:
            continue
        path = _path(place, value)
        if path and path != where:
            yield path, where, f"<{element.tag}>", line_of(text, value), not element.get("Condition")
    above = place
    while True:
        for name in ("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"):
            if context.is_file(posixpath.join(above, name)):
                yield posixpath.join(above, name), where, "MSBuild imports it", 0, False
        if not above:
            return
        above = posixpath.dirname(above)


def _items(context: BuildContext, where: str, fatal: bool) -> Iterator[Need]:
    """Files that items and properties of a project name outright; MSBuild stops where one is absent."""
    text, place = context.text(where), posixpath.dirname(where)
    for element in formats.xml(text):
        if element.tag not in _ITEMS:
            continue
        for value in re.split(
            ";", element.get("Include") or element.get("Update") or (element.text or "").strip()
        ):
            path = _path(place, value.strip()) if value.strip() else None
            if not path or path == place:
                continue
            if globs.is_glob(path):
                yield need_glob(path, where, f"<{element.tag}>", line_of(text, value))
            elif context.exists(path):
                must = (
                    fatal
                    and element.tag in ("EmbeddedResource", "Content", "Compile")
                    and context.is_file(path)
                )
                yield need_path(
                    path,
                    where,
                    f"<{element.tag}>",
                    line_of(text, value),
                    must and not element.get("Condition"),
                )


def _path(place: str, value: str) -> str | None:
    plain = _HERE.sub("", value).replace("\\", "/")
    return None if "$(" in plain or "@(" in plain else join(place, plain)
