"""Tests and their data, where a build, the image, or what runs the image runs tests (test_commands.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands import shell
from ctxtrim.manifests.formats import logical_lines
from ctxtrim.manifests.needs import need_path
from ctxtrim.manifests.tables import data
from ctxtrim.manifests.tree_cache import INSTALLED
from ctxtrim.model.build import Need

_RUNS_IMAGE = expression(
    r"\b(?:docker|podman|nerdctl|(?:docker|podman)[- ]compose)\b[^\n;&|]*?\b(?:run|exec)\s+(.+)$"
)
_COMPOSE = expression(r"^\s*(?:-\s+)?(?:command|entrypoint)\s*:\s*(.+)$")
_MOST_WORDS = 60


class _Command(NamedTuple):
    """A row of the table. words, unless, folders: compiled; see the head of test_commands.toml."""

    words: re.Pattern[str] | None
    bare: bool
    unless: re.Pattern[str] | None
    folders: re.Pattern[str]


@cache
def _commands() -> dict[str, list[_Command]]:
    """Program -> the rows about it."""
    table = data("test_commands.toml")
    found: dict[str, list[_Command]] = {}
    for row in table["command"]:
        words, unless = row.get("words"), row.get("unless")
        command = _Command(
            re.compile(words) if words else None,
            row.get("bare", False),
            re.compile(unless, re.IGNORECASE) if unless else None,
            re.compile("|".join([*table["folders"], *filter(None, [row.get("folders")])])),
        )
        for tool in row["tools"]:
            found.setdefault(tool, []).append(command)
    return found


def _runs_tests(tool: str, words: tuple[str, ...]) -> _Command | None:
    """The row of the table that a command fits; None if it runs no tests. words: without the program."""
    for command in _commands().get(tool, ()):
        if command.unless and command.unless.search(" ".join(words)):
            continue
        if command.words is None or (command.bare and not words):
            return command
        if any(command.words.fullmatch(word) for word in words):
            return command
    return None


def read_by_tests(context: BuildContext) -> Iterator[Need]:
    """The folders and files of tests below each directory in which a step runs tests."""
    seen: set[tuple[str, str]] = set()
    for step in context.steps:
        command = _runs_tests(step.tool, step.words[1:])
        home = context.directory_of(step) if command else None
        if command and home is not None and (home, command.folders.pattern) not in seen:
            seen.add((home, command.folders.pattern))
            why = f"{step.tool} runs tests"
            for path in _of_tests(context, home, command):
                yield need_path(path, step.where, why, step.line, must=False)


def run_in_the_image(context: BuildContext) -> Iterator[Need]:
    """The tests of the context, where CI, a compose file, a script or the readme runs tests in the image."""
    outside = re.compile("|".join(data("test_commands.toml")["outside"]))
    for where in context.cache.chosen("tests outside", outside.fullmatch):
        for number, line in logical_lines(context.text(where)):
            command = _of_line(line, "compose" in where) if len(line) < 5000 else None
            if command:
                for path in _of_tests(context, "", command):
                    yield need_path(path, where, "tests run in the image", number, must=False)
                return


def _of_line(line: str, is_compose: bool) -> _Command | None:
    """The row of the test command that a line runs in a container, behind the words of `docker run`."""
    of_docker = _RUNS_IMAGE.search(line)
    match = of_docker or (_COMPOSE.match(line) if is_compose else None)
    if not match:
        return None
    text = re.sub(r"[\[\],]", " ", match[1])
    for found in shell.commands(text):
        words = found.words[:_MOST_WORDS]
        words = tuple(part for word in words for part in (word.split() if " " in word else (word,)))
        for start, word in enumerate(words):
            command = _runs_tests(word.rpartition("/")[2], words[start + 1 :])
            if command and (start or not of_docker):
                return command
    return None


def _of_tests(context: BuildContext, home: str, command: _Command) -> Iterator[str]:
    """The outermost folders of tests below `home`, and the files outside of them that are tests by name."""
    files = re.compile("|".join(data("test_commands.toml")["files"]))
    folders: dict[str, str] = {home: ""}
    told: set[str] = set()
    for path in context.files_below(home):
        folder, _, name = path.rpartition("/")
        if folder not in folders:
            folders[folder] = _test_folder(folder, len(home), command.folders)
        outer = folders[folder]
        if outer and outer not in told:
            told.add(outer)
            yield outer
        elif not outer and files.fullmatch(name) and not _is_aside(folder):
            yield path


def _is_aside(folder: str) -> bool:
    """Whether a folder lies in dependencies, or in a hidden one such as .github: no test runs there."""
    return any(name in INSTALLED or name[:1] == "." for name in folder.split("/"))


def _test_folder(folder: str, start: int, names: re.Pattern[str]) -> str:
    """The outermost folder of tests on the way from the first `start` characters down to `folder`, or ""."""
    at = start + 1 if start else 0
    while at <= len(folder):
        end = folder.find("/", at)
        end = len(folder) if end < 0 else end
        if _is_aside(folder[at:end]):
            return ""
        if names.fullmatch(folder, at, end):
            return folder[:end]
        at = end + 1
    return ""
