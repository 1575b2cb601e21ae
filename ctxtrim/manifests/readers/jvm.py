"""What do Maven and Gradle read beside the sources: modules, parents, included builds, files of plugins?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests import reading
from ctxtrim.manifests.named import quoted_files
from ctxtrim.manifests.readers.package_scripts import nearest
from ctxtrim.manifests.scene import Scene, Step
from ctxtrim.manifests.stating import join, line_of, needed
from ctxtrim.model.build import Need

_BASEDIR = re.compile(r"\$\{(?:project\.|maven\.multiModuleProject)?(?:basedir|Directory)\}/?")
_INCLUDE = re.compile(r"^[ \t]*include(Build|Flat)?\b[ \t]*\(?([^)\n]*(?:,[ \t]*\n[^)\n]*)*)", re.MULTILINE)
_PROJECT_DIR = re.compile(r"projectDir\s{0,9}=[^\"'\n]{0,200}[\"']([^\"'\n]+)[\"']")
_TAKES_FOLDER = re.compile(
    r"\b(?:srcDirs?|from|fileTree|dir|file|files)\b[\s(=\[:]{1,9}(?:listOf\()?(?:(?:rootProject\.)?files?\()?[\"']([^\"'\n]{2,300})[\"']"
)
_OF_TESTS = re.compile(r"(?:^|/)src/[^/]*test", re.IGNORECASE)
_FORMATTER = re.compile(r"ktlint|spotless", re.IGNORECASE)
_SCRIPTS = ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")


def read_by_maven(scene: Scene) -> Iterator[Need]:
    """Every pom.xml that a call of Maven reaches by modules and parents, and the files that they name."""
    seen: set[str] = set()
    for step in scene.calls("mvn", "mvnw", "mvnd"):
        home = scene.home(step)
        if home is None:
            continue
        named = [step.words[i + 1] for i, w in enumerate(step.words[:-1]) if w in ("-f", "--file")]
        path = join(home, named[0]) if named else posixpath.join(home, "pom.xml")
        if path and scene.is_dir(path):
            path = posixpath.join(path, "pom.xml")
        pending = [(path, step.where, "Maven reads it", step.line)] if path else []
        while pending and len(seen) < 2000:
            pom, where, why, line = pending.pop()
            if pom in seen or not scene.is_file(pom):
                continue
            seen.add(pom)
            yield needed(pom, where, why, line, step.fatal)
            yield from _pom_files(scene, pom)
            yield from _style(scene, pom, (posixpath.dirname(pom), home))
            pending += _pom_neighbours(scene, pom)


def _pom_neighbours(scene: Scene, pom: str) -> Iterator[tuple[str, str, str, int]]:
    text, place = scene.text(pom), posixpath.dirname(pom)
    elements = reading.xml(text)
    for element in elements:
        value = (element.text or "").strip()
        if element.tag == "module" and value:
            path = join(place, value)
            if path:
                path = posixpath.join(path, "pom.xml") if scene.is_dir(path) else path
                yield path, pom, "a module of the build", line_of(text, value)
        elif element.tag == "parent":
            relative = next((c for c in element if c.tag == "relativePath"), None)
            name = (relative.text or "").strip() if relative is not None else "../pom.xml"
            path = join(place, name) if name else None
            if path:
                path = posixpath.join(path, "pom.xml") if scene.is_dir(path) else path
                yield path, pom, "the parent of the build", line_of(text, "<parent>")


def _pom_files(scene: Scene, pom: str) -> Iterator[Need]:
    """Texts of the pom that are paths of existing files or directories: resources, filters, rule sets."""
    text, place = scene.text(pom), posixpath.dirname(pom)
    for element in reading.xml(text):
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
        if path and path != place and not scene.made_again(path) and scene.exists(path):
            yield needed(path, pom, f"<{element.tag}> names it", line_of(text, value), must=False)


def read_by_gradle(scene: Scene) -> Iterator[Need]:
    """The build scripts of all included projects, and the files of the context that they name."""
    seen: set[str] = set()
    for step in scene.calls("gradle", "gradlew"):
        home = scene.home(step)
        given = [step.words[i + 1] for i, w in enumerate(step.words[:-1]) if w in ("-p", "--project-dir")]
        home = join(home, given[0]) if home is not None and given else home
        if home is None:
            continue
        roots = [nearest(scene, home, name) for name in ("settings.gradle", "settings.gradle.kts")]
        pending = [next((r for r in roots if r is not None), home)]
        while pending and len(seen) < 2000:
            place = pending.pop()
            if place in seen:
                continue
            seen.add(place)
            yield from _gradle_project(scene, place, step)
            pending += _included(scene, place)


def _included(scene: Scene, place: str) -> Iterator[str]:
    for name in ("settings.gradle", "settings.gradle.kts"):
        text = scene.text(posixpath.join(place, name))
        for found in _INCLUDE.finditer(text):
            for project, _ in reading.quoted(found[2]):
                path = join(place, project if found[1] == "Build" else project.strip(":").replace(":", "/"))
                if path is not None:
                    yield path
        for directory in _PROJECT_DIR.findall(text):
            path = join(place, directory)
            if path is not None:
                yield path
    inner = posixpath.join(place, "buildSrc")
    if scene.is_dir(inner):
        yield inner


def _gradle_project(scene: Scene, place: str, step: Step) -> Iterator[Need]:
    root = nearest(scene, place, "settings.gradle") or nearest(scene, place, "settings.gradle.kts") or ""
    for name in (*_SCRIPTS, f"{posixpath.basename(place)}.gradle.kts", f"{posixpath.basename(place)}.gradle"):
        script = posixpath.join(place, name)
        if scene.is_file(script):
            yield needed(script, step.where, "Gradle reads it", step.line, step.fatal)
            yield from quoted_files(scene, script, (place, root), "the build script names it")
            yield from _style(scene, script, (place, root))
            yield from _folders(scene, script, (place, root))


def _folders(scene: Scene, where: str, places: tuple[str, ...]) -> Iterator[Need]:
    """The folders that source sets and copies take, but for those of tests."""
    text = scene.text(where)
    for found in _TAKES_FOLDER.finditer(text):
        for place in places:
            path = join(
                place, re.sub(r"^\$\{?(?:rootDir|projectDir|rootProject\.projectDir)\}?/", "", found[1])
            )
            if path and path not in places and not _OF_TESTS.search(path) and scene.is_dir(path):
                line = text.count("\n", 0, found.start()) + 1
                yield needed(path, where, "the build script takes it", line, must=False)
                break


def _style(scene: Scene, where: str, places: tuple[str, ...]) -> Iterator[Need]:
    """ktlint, alone or in Spotless, takes its rules from .editorconfig; with others the check fails."""
    found = _FORMATTER.search(scene.text(where))
    for place in dict.fromkeys(places) if found else ():
        path = posixpath.join(place, ".editorconfig")
        if scene.is_file(path):
            line = scene.text(where).count("\n", 0, found.start()) + 1 if found else 0
            yield needed(path, where, "ktlint reads it", line, must=False)
