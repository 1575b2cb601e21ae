"""A path that is not there now and would be sent if it were.

A clean checkout has no virtual environment, no node_modules and no .env; the machines of its developers have.
This rule asks the ignore file about such paths for the languages that the context really holds.

Reported: one finding for each kind of path that a COPY would carry.
Not reported: paths that exist (CT101 to CT103 report those), and paths that no Dockerfile line takes.

Example: a Python project with `COPY . .` and without `**/.venv` in its ignore file.
Mend: `ctxtrim init --write`, or add the pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.builds.sent_by_build import lines_taking
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Fix

RULE = Rule("CT104", "would-leak", "warning")


class _Kind(NamedTuple):
    """markers: base names, one of which lies beside the path ("" for any context). name: of the path."""

    markers: tuple[str, ...]
    name: str
    what: str


_PYTHON = ("pyproject.toml", "setup.py", "requirements.txt", "Pipfile", "uv.lock")
_KINDS = (
    _Kind(("",), ".env", "local environment file, may hold secrets"),
    _Kind(_PYTHON, ".venv", "Python virtual environment"),
    _Kind(_PYTHON, "__pycache__", "Python bytecode cache"),
    _Kind(("package.json",), "node_modules", "installed Node.js packages"),
    _Kind(("Cargo.toml",), "target", "Rust build output"),
    _Kind(("build.gradle", "build.gradle.kts"), ".gradle", "Gradle cache"),
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each kind of path that a known build would send."""
    for kind in _KINDS:
        for folder in _folders(subject, kind):
            path = f"{folder}/{kind.name}" if folder else kind.name
            sender = None if subject.tree.kind(path) else _sender(subject, path)
            if sender:
                line, file = sender
                message = f"{kind.what}: not there now, and {line} would send it"
                fix = Fix(file, (f"**/{kind.name}",))
                yield Finding(*RULE, message, path, file, hint=f"add **/{kind.name} to {file}", fix=fix)
                break


def _sender(subject: Subject, path: str) -> tuple[str, str] | None:
    """Return the line of a known build that would send a path, and the ignore file of that build."""
    for build in subject.builds.builds:
        if build.target.is_guess or not build.rules.ruleset.judge_path(path).eligible:
            continue
        if lines := lines_taking(build, path, subject.tree.entries):
            return lines[0], build.rules.where or ".dockerignore"
    return None


def _folders(subject: Subject, kind: _Kind) -> list[str]:
    """Return where one of the markers lies: the root, and folders up to two levels below it."""
    if kind.markers == ("",):
        return [""]
    places = ["", *sorted(_shallow(subject))]  # a scan has them in no order that stays
    return [place for place in places if set(kind.markers) & set(subject.tree.children(place))][:20]


def _shallow(subject: Subject) -> Iterator[str]:
    for folder in subject.audit.scan.folders[1:2000]:
        if folder.path.count("/") <= 1 and folder.eligible and "node_modules" not in folder.path:
            yield folder.path
