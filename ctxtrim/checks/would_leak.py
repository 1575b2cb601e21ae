"""A path that is not there now and would be sent if it were.

A clean checkout has no virtual environment, no node_modules and no .env; the machines of its developers have.
This rule asks the ignore file about such paths for the languages that the context really holds.

Reported: one finding for each kind of path that a COPY would carry, in the root or up to two folders below
it. `.env` beside an example of it (`.env.example`), and in the root where something reads it: Node.js,
Python, compose; PHP and Ruby, where git ignores it. Advice only: editor folders and core dumps that git
ignores.
Not reported: paths that exist (CT101 to CT103 report those), paths that no Dockerfile line takes, and build
output of the members of a workspace, which arises at its root.

Example: a Python project with `COPY . .` and without `**/.venv` in its ignore file.
Mend: `ctxtrim init --write`, or add the pattern.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    """A path to come. markers: base names, one of which lies beside it; none: git ignores it in the root.

    family: is told once. name: of the path. inside: what it would hold if it is a directory, since
    `node_modules/*` keeps that out. depth: how many folders below the root it may lie. outermost: only beside
    a marker that no other one lies above. ignored: only where git, if there is one, ignores it. beside: only
    where this name lies beside it, too. among: only where a file with this ending lies there or below.
    pattern: "" stands for "**/" and the name.
    """

    family: str
    markers: frozenset[str]
    name: str
    what: str
    inside: str = ""
    depth: int = 2
    outermost: bool = False
    ignored: bool = False
    beside: str = ""
    among: str = ""
    pattern: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PYTHON = _words("pyproject.toml setup.py requirements.txt Pipfile uv.lock")
_ENV_EXAMPLES = _words(".env.example .env.sample .env.dist .env.template env.example .env.local.example")
_READS_ENV = _PYTHON | _words("package.json compose.yaml compose.yml docker-compose.yaml docker-compose.yml")
_READS_ENV_LOCAL = _words(
    "next.config.js next.config.mjs next.config.ts vite.config.js vite.config.mjs vite.config.ts"
)
_GRADLE = _words("settings.gradle settings.gradle.kts build.gradle build.gradle.kts")
_DOTNET = _words("Program.cs appsettings.json")
_GIT_IGNORES_IT: frozenset[str] = frozenset()
_ENV = "local environment file, may hold secrets"
_KINDS = (
    _Kind("env", _READS_ENV, ".env", _ENV, depth=0),
    _Kind("env", _words("composer.json Gemfile"), ".env", _ENV, depth=0, ignored=True),
    _Kind("env", _ENV_EXAMPLES, ".env", _ENV),
    _Kind("env", _READS_ENV_LOCAL, ".env.local", _ENV, beside="package.json"),
    _Kind("env", _words("symfony.lock .env.local.example"), ".env.local", _ENV),
    _Kind("venv", _PYTHON, ".venv", "Python virtual environment", "bin/python"),
    _Kind("pycache", _PYTHON, "__pycache__", "Python bytecode cache", "main.cpython-312.pyc", among=".py"),
    _Kind("node", _words("package.json"), "node_modules", "installed Node.js packages", "semver/index.js"),
    _Kind("rust", _words("Cargo.toml"), "target", "Rust build output", "debug/app", outermost=True),
    _Kind("gradle", _GRADLE, ".gradle", "Gradle cache", "8.10/gc.properties", outermost=True),
    _Kind("maven", _words("pom.xml"), "target", "Maven build output", "classes/App.class", depth=0),
    _Kind("mix", _words("mix.exs"), "_build", "Elixir build output", "dev/lib/app/ebin/app.app", depth=0),
    _Kind("mix", _words("mix.exs"), "deps", "Elixir dependencies", "plug/mix.exs", depth=0),
    _Kind("dotnet", _DOTNET, "obj", ".NET intermediate output", "project.assets.json"),
    _Kind("dotnet", _DOTNET, "bin", ".NET build output", "Debug/net8.0/App.dll"),
    _Kind("agents", _words("CLAUDE.md"), ".claude/worktrees", "coding agent worktrees", "a/b.md", depth=0),
    _Kind("machine", _GIT_IGNORES_IT, ".idea", "JetBrains project settings", "workspace.xml"),
    _Kind("machine", _GIT_IGNORES_IT, ".vscode", "Visual Studio Code settings", "settings.json"),
    _Kind("machine", _GIT_IGNORES_IT, "core.1234", "core dump", pattern="core.[0-9]*"),
    _Kind("machine", _GIT_IGNORES_IT, "java_pid1.hprof", "Java heap dump", pattern="**/*.hprof"),
)
MARKERS: frozenset[str] = frozenset().union(*(kind.markers for kind in _KINDS))
"""The base names that a scan is asked for."""


class _Leak(NamedTuple):
    """A path to come that a line of a Dockerfile would send. file: the ignore file of that build."""

    kind: _Kind
    path: str
    line: str
    file: str


def check(subject: Subject) -> Iterator[Finding]:
    """Yield one finding a family of paths that a known build would send."""
    places = _places(subject)
    for family in dict.fromkeys(kind.family for kind in _KINDS):
        kinds = (kind for kind in _KINDS if kind.family == family)
        leaks = [leak for kind in kinds if (leak := _leak(subject, kind, places))]
        if leaks:
            yield _finding(leaks)


def _finding(leaks: Sequence[_Leak]) -> Finding:
    kind, path, line, file = leaks[0]
    rule = RULE if kind.markers else RULE._replace(severity="advice")
    others = list(dict.fromkeys(leak.path for leak in leaks if leak.path != path))
    also = f", and {' and '.join(others)}" if others else ""
    patterns = dict.fromkeys(
        leak.kind.pattern or f"**/{leak.kind.name}" for leak in leaks if leak.file == file
    )
    hint = f"add {' and '.join(patterns)} to {file}"
    message = f"{kind.what}: not there now, and {line} would send it{also}"
    return Finding(*rule, message, path, file, hint=hint, fix=Fix(file, tuple(patterns)))


def _leak(subject: Subject, kind: _Kind, places: dict[str, set[str]]) -> _Leak | None:
    """Return the outermost path of a kind that is absent and would be sent; None if one is there and sent."""
    for folder in _beside(subject, kind, places):
        path = f"{folder}/{kind.name}" if folder else kind.name
        if subject.tree.kind(path):
            if subject.builds.rules.ruleset.judge_path(path).eligible:
                return None
        elif sender := _sender(subject, path, kind.inside):
            return _Leak(kind, path, *sender)
    return None


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
    git = subject.git
    if not kind.markers:
        is_sent = _sender(subject, kind.name, kind.inside) is not None
        return [""] if is_sent and git.would_ignore(kind.name) else []
    if kind.ignored and git.root and not git.would_ignore(kind.name):
        return []
    found = [
        folder
        for folder, names in places.items()
        if kind.markers & names and _depth(folder) <= kind.depth and _arises(subject, kind, folder, names)
    ]
    if kind.outermost:
        found = [folder for folder in found if not {"", *parents(folder)} & set(found) - {folder}]
    return found[:_MOST_PLACES]


def _arises(subject: Subject, kind: _Kind, folder: str, names: set[str]) -> bool:
    """Whether what lies in a folder beside the marker makes it likely."""
    if kind.beside and kind.beside not in names:
        return False
    if kind.among and subject.eligible is not None:
        below = f"{folder}/" if folder else ""
        if not any(path.endswith(kind.among) and path.startswith(below) for path in subject.eligible):
            return False
    if kind.family == "node":
        return _has_packages(subject, folder)
    return _is_project(subject, folder, names)


def _has_packages(subject: Subject, folder: str) -> bool:
    """Whether a package.json names packages to install; True if it cannot be read."""
    text = subject.tree.read(f"{folder}/package.json" if folder else "package.json")
    return text is None or b'ependencies"' in text or b'"workspaces"' in text


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
