"""Builds that the files of a repository describe, collected while they are read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from ctxtrim import filesystem
from ctxtrim.builds.read_file import read_or_none, shown
from ctxtrim.model.build import Target
from ctxtrim.model.finding import Severity

FaultKind = Literal["rejected", "not-found", "git", "named-context", "submodule"]


class BuildFault(NamedTuple):
    """A build that fails before anything is sent, or that does not get this folder.

    message: a sentence without its full stop. file, line: where to look, as people see it. hint: what to do,
    or "". path: the entry concerned, or "". context: of the build, absolute.
    """

    kind: FaultKind
    severity: Severity
    message: str
    file: str
    line: int = 0
    hint: str = ""
    path: str = ""
    context: str = ""


class Claims:
    """What was read so far, for a search below `root`.

    targets: builds. faults: what is wrong with described builds. notes: sentences about what
    could not be read. read: compose files and what they include, `.env` files too, there or not (absolute).
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.targets: list[Target] = []
        self.faults: list[BuildFault] = []
        self.notes: list[str] = []
        self.read: set[str] = set()

    def fail_to_find(self, context: str, dockerfile: str, origin: str, file: str, line: int) -> None:
        """Keep a build whose Dockerfile (absolute, as the builder looks for it) or context is not found."""
        where = shown(file, self.root)
        submodule = unfilled_submodule(self.root, context) or unfilled_submodule(self.root, dockerfile)
        if submodule:
            self._fail_in_submodule(submodule)
        elif not filesystem.isdir(context):
            message = f"{_who(origin, where)}the context {shown(context, self.root)} is not found"
            self.faults.append(BuildFault("not-found", "error", message, where, line, context=context))
        else:
            message = f"{_who(origin, where)}{shown(dockerfile, self.root)} is not found"
            hint = _hint(context, dockerfile)
            self.faults.append(BuildFault("not-found", "error", message, where, line, hint, context=context))

    def _fail_in_submodule(self, path: str) -> None:
        """Keep a submodule that is not checked out, once for all builds in it."""
        message = f"{path} is a git submodule that is not checked out"
        hint = "run git submodule update --init"
        fault = BuildFault("submodule", "warning", message, ".gitmodules", 0, hint, path, self.root)
        if fault not in self.faults:
            self.faults.append(fault)

    def take_commit(self, target_context: str, origin: str, source: str, place: tuple[str, int]) -> None:
        """Keep that a build gets a commit, not this folder. place: the file that says so, and the line."""
        who = _who(origin, place[0])
        message = f"{who}builds from {source}, without .git, untracked files and any ignore file"
        hint = "`context: .` sends this folder"
        fault = BuildFault("git", "advice", message, *place, hint, context=target_context)
        self.faults.append(fault)


def _who(origin: str, where: str) -> str:
    """Return what an origin tells beside the file and line that stand in front of every message."""
    rest = re.sub(r"^(:\d+)?:? ?", "", origin.removeprefix(where))
    return f"{rest}: " if rest else ""


def _hint(context: str, dockerfile: str) -> str:
    """Say so where the path was meant from the folder above, as `docker build -f` would read it."""
    below = os.path.relpath(dockerfile, context)
    if below.startswith(os.path.basename(context) + os.sep):
        short = below.partition(os.sep)[2]
        if filesystem.isfile(os.path.join(context, short)):
            return f"the path starts at the context: write {short}"
    return ""


def unfilled_submodule(root: str, path: str) -> str:
    """Return the submodule that holds `path` and is not checked out, relative to `root`, or ""."""
    data = read_or_none(os.path.join(root, ".gitmodules")) or b""
    for match in re.finditer(rb"(?m)^[ \t]*path[ \t]*=[ \t]*(.*?)[ \t\r]*$", data):
        name = os.fsdecode(match[1])
        place = os.path.normpath(os.path.join(root, name))
        if (path == place or path.startswith(place + os.sep)) and not _has_entries(place):
            return name
    return ""


def _has_entries(folder: str) -> bool:
    try:
        with filesystem.scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def line_of(path: str, pattern: str, values: Mapping[str, str]) -> int:
    """Return the first line of a file that a pattern matches, 0 if none does. values: put in, escaped."""
    data = read_or_none(path) or b""
    expression = pattern.format(**{name: re.escape(value) for name, value in values.items()})
    match = re.search(expression.encode("utf-8", "surrogateescape"), data, re.MULTILINE)
    return data.count(b"\n", 0, match.end()) + 1 if match else 0
