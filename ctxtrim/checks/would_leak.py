"""A path that is not there now and would be sent if it were.

A clean checkout has no virtual environment, no node_modules and no .env; the machines of its developers have.
This rule asks the ignore file about such paths for the languages that the context really holds.

Reported: one finding for each kind of path that a COPY would carry, in the root or up to two folders below
it. `.env` where something reads it: Node.js, Python, PHP, Ruby, compose, an example of it (`.env.example`).
Not reported: paths that exist (CT101 to CT103 report those), paths that no Dockerfile line takes, and build
output of the members of a workspace, which arises at its root.

Example: a Python project with `COPY . .` and without `**/.venv` in its ignore file.
Mend: `ctxtrim init --write`, or add the pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.builds.sent_by_build import lines_taking
from ctxtrim.catalogue.kinds import CACHES, DEPENDENCIES, DIR_KINDS
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.go.path import parents
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT104", "would-leak", "warning")
_MOST_PLACES = 20


class _Kind(NamedTuple):
    """A path to come. markers: base names, one of which lies beside it. name: of the path.

    inside: what it would hold if it is a directory, since `node_modules/*` keeps that out. depth: how many
    folders below the root it may lie. outermost: only beside a marker that no other one lies above.
    """

    markers: frozenset[str]
    name: str
    what: str
    inside: str = ""
    depth: int = 2
    outermost: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PYTHON = _words("pyproject.toml setup.py requirements.txt Pipfile uv.lock")
_READS_ENV = _PYTHON | _words(
    "package.json composer.json Gemfile compose.yaml compose.yml docker-compose.yaml docker-compose.yml"
    " .env.example .env.sample .env.dist .env.template env.example .env.local.example"
)
_GRADLE = _words("settings.gradle settings.gradle.kts build.gradle build.gradle.kts")
_DOTNET = _words("Program.cs appsettings.json")
_KINDS = (
    _Kind(_READS_ENV, ".env", "local environment file, may hold secrets", depth=1),
    _Kind(_PYTHON, ".venv", "Python virtual environment", "bin/python"),
    _Kind(_PYTHON, "__pycache__", "Python bytecode cache", "main.cpython-312.pyc"),
    _Kind(_words("package.json"), "node_modules", "installed Node.js packages", "semver/index.js"),
    _Kind(_words("Cargo.toml"), "target", "Rust build output", "debug/app", outermost=True),
    _Kind(_GRADLE, ".gradle", "Gradle cache", "8.10/gc.properties", outermost=True),
    _Kind(_words("pom.xml"), "target", "Maven build output", "classes/App.class", depth=0),
    _Kind(_words("mix.exs"), "_build", "Elixir build output", "dev/lib/app/ebin/app.app", depth=0),
    _Kind(_words("mix.exs"), "deps", "Elixir dependencies", "plug/mix.exs", depth=0),
    _Kind(_DOTNET, "obj", ".NET intermediate output", "project.assets.json"),
    _Kind(_DOTNET, "bin", ".NET build output", "Debug/net8.0/App.dll"),
)
MARKERS: frozenset[str] = frozenset().union(*(kind.markers for kind in _KINDS))
"""The base names that a scan is asked for."""


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each kind of path that a known build would send."""
    places = _places(subject)
    for kind in _KINDS:
        for folder in _beside(subject, kind, places):
            path = f"{folder}/{kind.name}" if folder else kind.name
            if subject.tree.kind(path):
                if subject.builds.rules.ruleset.judge_path(path).eligible:
                    break
                continue
            if sender := _sender(subject, path, kind.inside):
                line, file = sender
                message = f"{kind.what}: not there now, and {line} would send it"
                fix = Fix(file, (f"**/{kind.name}",))
                yield Finding(*RULE, message, path, file, hint=f"add **/{kind.name} to {file}", fix=fix)
                break


def _sender(subject: Subject, path: str, inside: str) -> tuple[str, str] | None:
    """Return the line of a known build that would send a path, and the ignore file of that build."""
    full = f"{path}/{inside}" if inside else path
    for build in subject.builds.builds:
        if build.target.is_guess or not build.rules.ruleset.judge_path(full).eligible:
            continue
        if lines := lines_taking(build, full, subject.tree.entries):
            return lines[0], build.rules.where or ".dockerignore"
    return None


def _beside(subject: Subject, kind: _Kind, places: dict[str, set[str]]) -> list[str]:
    """Return the folders where a path of this kind may arise."""
    found = [
        folder
        for folder, names in places.items()
        if (kind.markers & names and _depth(folder) <= kind.depth) and _is_project(subject, folder, names)
    ]
    if kind.outermost:
        found = [folder for folder in found if not {"", *parents(folder)} & set(found) - {folder}]
    return found[:_MOST_PLACES]


def _is_project(subject: Subject, folder: str, names: set[str]) -> bool:
    """Whether this is no package of Python that has a module called setup."""
    return names != {"setup.py"} or "__init__.py" not in subject.tree.children(folder)


def _places(subject: Subject) -> dict[str, set[str]]:
    """Map the folders of the project where markers lie to their names, the outermost first."""
    files = subject.eligible
    paths = subject.audit.scan.found if files is None else files
    places: dict[str, set[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name in MARKERS and _depth(folder) <= 2 and not _is_foreign(folder):
            places.setdefault(folder, set()).add(name)
    return dict(sorted(places.items(), key=lambda item: (_depth(item[0]), item[0])))


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0


def _is_foreign(folder: str) -> bool:
    """Whether it holds installed packages, or samples for tests."""
    parts = folder.split("/")
    return any(DIR_KINDS.get(part) in (CACHES, DEPENDENCIES) for part in parts) or bool(
        {"testdata", "fixtures"} & set(parts)
    )
