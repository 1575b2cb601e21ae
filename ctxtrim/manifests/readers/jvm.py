"""What Maven and Gradle read beside sources: modules, parents, included builds, files of plugins."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests import formats
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.named_paths import quoted_files
from ctxtrim.manifests.needs import join, line_of, need_path
from ctxtrim.manifests.readers.package_scripts import nearest
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need

_BASEDIR = expression(r"\$\{(?:project\.|maven\.multiModuleProject)?(?:basedir|Directory)\}/?")
_INCLUDE = expression(r"^[ \t]*include(Build|Flat)?\b[ \t]*\(?([^)\n]*(?:,[ \t]*\n[^)\n]*)*)", re.MULTILINE)
_PROJECT_DIR = expression(r"projectDir\s{0,9}=[^\"'\n]{0,200}[\"']([^\"'\n]+)[\"']")
_TAKES_FOLDER = expression(
    r"\b(?:srcDirs?|from|fileTree|dir|file|files)\b[\s(=\[:]{1,9}(?:listOf\()?(?:(?:rootProject\.)?files?\()?[\"']([^\"'\n]{2,300})[\"']"
)
_OF_TESTS = expression(r"(?:^|/)src/[^/]*test", re.IGNORECASE)
_FORMATTER = expression(r"ktlint|spotless", re.IGNORECASE)
_SCRIPTS = ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")


def read_by_maven(context: BuildContext) -> Iterator[Need]:
    """Every pom.xml that a call of Maven reaches by modules and parents, and the files that they name."""
    seen: set[str] = set()
    for step in steps_for(context, "mvn", "mvnw", "mvnd"):
        home = context.directory_of(step)
        if home is None:
            continue
        named = [step.words[i + 1] for i, w in enumerate(step.words[:-1]) if w in ("-f", "--file")]
        path = join(home, named[0]) if named else posixpath.join(home, "pom.xml")
        if path and context.is_dir(path):
            path = posixpath.join(path, "pom.xml")
        pending = [(path, step.where, "Maven reads it", step.line)] if path else []
        while pending and len(seen) < 2000:
            pom, where, why, line = pending.pop()
            if pom in seen or not context.is_file(pom):
                continue
            seen.add(pom)
            yield need_path(pom, where, why, line, step.fatal)
            yield from _pom_files(context, pom)
            yield from _style(context, pom, (posixpath.dirname(pom), home))
            pending += _pom_neighbours(context, pom)


def _pom_neighbours(context: BuildContext, pom: str) -> Iterator[tuple[str, str, str, int]]:
    text, place = context.text(pom), posixpath.dirname(pom)
    elements = formats.xml(text)
    for element in elements:
        value = (element.text or "").strip()
        if element.tag == "module" and value:
            path = join(place, value)
            if path:
                path = posixpath.join(path, "pom.xml") if context.is_dir(path) else path
                yield path, pom, "a module of the build", line_of(text, value)
        elif element.tag == "parent":
            relative = next((c for c in element if c.tag == "relativePath"), None)
            name = (relative.text or "").strip() if relative is not None else "../pom.xml"
            path = join(place, name) if name else None
            if path:
                path = posixpath.join(path, "pom.xml") if context.is_dir(path) else path
                yield path, pom, "the parent of the build", line_of(text, "<parent>")


def _pom_files(context: BuildContext, pom: str) -> Iterator[Need]:
    """Texts of the pom that are paths of existing files or directories: resources, filters, rule sets."""
    text, place = context.text(pom), posixpath.dirname(pom)
    for element in formats.xml(text):
        value = (element.text or "").strip()
        if not 0 < len(value) < 200 or element.tag in (
            "module",
            "relativePath",
            "exclude",
            "artifactId",
            "groupId",
            "name",
        ):
            continue
        path = join(place, _BASEDIR.sub("", value).lstrip("/")) if re.search("[./]", value) else None
        if path and path != place and not context.is_rebuilt(path) and context.exists(path):
            yield need_path(path, pom, f"<{element.tag}> names it", line_of(text, value), must=False)


def read_by_gradle(context: BuildContext) -> Iterator[Need]:
    """The build scripts of all included projects, and the files of the context that they name."""
    seen: set[str] = set()
    for step in steps_for(context, "gradle", "gradlew"):
        home = context.directory_of(step)
        given = [step.words[i + 1] for i, w in enumerate(step.words[:-1]) if w in ("-p", "--project-dir")]
        home = join(home, given[0]) if home is not None and given else home
        if home is None:
            continue
        roots = [nearest(context, home, name) for name in ("settings.gradle", "settings.gradle.kts")]
        pending = [next((r for r in roots if r is not None), home)]
        while pending and len(seen) < 2000:
            place = pending.pop()
            if place in seen:
                continue
            seen.add(place)
            yield from _gradle_project(context, place, step)
            pending += _included(context, place)


def _included(context: BuildContext, place: str) -> Iterator[str]:
    for name in ("settings.gradle", "settings.gradle.kts"):
        text = context.text(posixpath.join(place, name))
        for match in _INCLUDE.finditer(text):
            for project, _ in formats.quoted(match[2]):
                path = join(place, project if match[1] == "Build" else project.strip(":").replace(":", "/"))
                if path is not None:
                    yield path
        for directory in _PROJECT_DIR.findall(text):
            path = join(place, directory)
            if path is not None:
                yield path
    inner = posixpath.join(place, "buildSrc")
    if context.is_dir(inner):
        yield inner


def _gradle_project(context: BuildContext, place: str, step: Step) -> Iterator[Need]:
    root = nearest(context, place, "settings.gradle") or nearest(context, place, "settings.gradle.kts") or ""
    for name in (*_SCRIPTS, f"{posixpath.basename(place)}.gradle.kts", f"{posixpath.basename(place)}.gradle"):
        script = posixpath.join(place, name)
        if context.is_file(script):
            yield need_path(script, step.where, "Gradle reads it", step.line, step.fatal)
            yield from quoted_files(context, script, (place, root), "the build script names it")
            yield from _style(context, script, (place, root))
            yield from _folders(context, script, (place, root))
    catalog = posixpath.join(place, "gradle/libs.versions.toml")
    if context.is_file(catalog):
        yield need_path(catalog, step.where, "Gradle's version catalog", step.line, step.fatal)


def _folders(context: BuildContext, where: str, places: tuple[str, ...]) -> Iterator[Need]:
    """The folders that source sets and copies take, but for those of tests."""
    text = context.text(where)
    for match in _TAKES_FOLDER.finditer(text):
        for place in places:
            path = join(
                place, re.sub(r"^\$\{?(?:rootDir|projectDir|rootProject\.projectDir)\}?/", "", match[1])
            )
            if path and path not in places and not _OF_TESTS.search(path) and context.is_dir(path):
                line = text.count("\n", 0, match.start()) + 1
                yield need_path(path, where, "the build script takes it", line, must=False)
                break


def _style(context: BuildContext, where: str, places: tuple[str, ...]) -> Iterator[Need]:
    """ktlint, alone or in Spotless, takes its rules from .editorconfig; with others the check fails."""
    match = _FORMATTER.search(context.text(where))
    for place in dict.fromkeys(places) if match else ():
        path = posixpath.join(place, ".editorconfig")
        if context.is_file(path):
            line = context.text(where).count("\n", 0, match.start()) + 1 if match else 0
            yield need_path(path, where, "ktlint reads it", line, must=False)
