"""Which builds do CI files, Makefiles, scripts and READMEs speak of?

They are read as text, cautiously: a build counts only if its Dockerfile exists.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence

from ctxtrim.builds.build_commands import build_commands
from ctxtrim.builds.read_file import is_regular, read_or_none
from ctxtrim.model.build import Target

MAX_FILES = 300
TEXT_LIMIT = 256 << 10
LINE_LIMIT = 1000

_ACTION = re.compile(
    r"^(?P<indent>[ ]*)(?P<dash>-[ ]+)?uses:[ ]*['\"]?"
    r"(?:docker/build-push-action|redhat-actions/buildah-build)"
)
_INPUT = re.compile(
    r"^[ ]*(?P<key>context|file|containerfiles|dockerfiles|target|build-args):[ ]*(?P<value>.*?)[ ]*(?:#.*)?$"
)
_DEFAULT_CONTEXT = re.compile(r"\{\{[ ]*defaultContext[ ]*\}\}:?")
_JSON_PAIR = re.compile(r"\"(dockerfile|dockerFile|context|target)\"\s*:\s*\"([^\"\n]*)\"")


def workflow_targets(root: str, paths: Sequence[str]) -> list[Target]:
    """Return the builds that GitHub workflows start with docker/build-push-action.

    paths: relative to `root`. An input that holds an expression (`${{ … }}`) is unknown; a build with an
    unknown place is left out.
    """
    targets = []
    for path in paths[:MAX_FILES]:
        data = read_or_none(os.path.join(root, path), TEXT_LIMIT)
        if data and b"build-" in data:
            for line, inputs in _actions(data.decode("utf-8", "surrogateescape").splitlines()):
                target = _from_inputs(root, inputs, f"{path}:{line}")
                if target:
                    targets.append(target)
    return targets


def script_targets(root: str, paths: Sequence[str]) -> list[Target]:
    """Return the builds that scripts, Makefiles, READMEs and Dockerfiles' own comments start with a command.

    Paths in a command start at `root` or at the file's own folder: each reading whose Dockerfile exists
    counts. A Dockerfile at the root of its context is found by name, so what is said of it is left out.
    """
    targets: list[Target] = []
    for path in paths[:MAX_FILES]:
        data = read_or_none(os.path.join(root, path), TEXT_LIMIT)
        if not data or (b"build" not in data and not path.endswith("devcontainer.json")):
            continue
        text = data.decode("utf-8", "surrogateescape")
        if path.endswith("devcontainer.json"):
            targets += _devcontainer(root, path, text)
            continue
        for command in build_commands(text):
            build = (command.context, command.dockerfile, command.target)
            for target in _placed(root, posixpath.dirname(path), build):
                if os.path.dirname(target.dockerfile) != target.context:
                    targets.append(target._replace(origin=f"{path}:{command.line}"))
    return targets


def _actions(lines: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, inputs) of each step that builds."""
    for number, line in enumerate(lines):
        action = _ACTION.match(line)
        if action:
            column = len(action["indent"]) + len(action["dash"] or "")
            yield number + 1, dict(_inputs(lines, number, column))


def _inputs(lines: list[str], number: int, column: int) -> Iterator[tuple[str, str]]:
    first, last = number, number + 1
    while first > 0 and not _starts_step(lines[first], column) and _within(lines[first - 1], column - 2):
        first -= 1
    while last < len(lines) and _within(lines[last], column) and last - number < 200:
        last += 1
    for index in range(first, last):
        found = _INPUT.match(lines[index][:LINE_LIMIT])
        if found and _indent(lines[index]) > column:
            value = found["value"].strip("'\"")
            if found["key"] == "build-args" or value in ("|", ">", "|-", ">-"):
                value = "\n".join(_block(lines, index, last))
            yield found["key"], value


def _starts_step(line: str, column: int) -> bool:
    return line[:column].strip() == "-"


def _block(lines: list[str], index: int, last: int) -> Iterator[str]:
    inside = _indent(lines[index])
    for line in lines[index + 1 : last]:
        if line.strip() and _indent(line) <= inside:
            return
        if line.strip():
            yield line.strip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _within(line: str, column: int) -> bool:
    return not line.strip() or _indent(line) >= column


def _from_inputs(root: str, inputs: dict[str, str], origin: str) -> Target | None:
    context = _DEFAULT_CONTEXT.sub("./", inputs.get("context", "."))
    file = inputs.get("file") or inputs.get("containerfiles") or inputs.get("dockerfiles") or ""
    file = file.splitlines()[0] if file else ""
    if "${{" in context + file or "://" in context:
        return None
    stage = inputs.get("target", "")
    args: dict[str, str | None] = {}
    for pair in inputs.get("build-args", "").splitlines():
        name, equals, value = pair.partition("=")
        args[name.strip()] = value if equals and "${{" not in value else None
    for target in _placed(root, "", (context, file, "" if "${{" in stage else stage)):
        return target._replace(args=args, origin=origin)
    return None


def _placed(root: str, folder: str, build: tuple[str, str, str]) -> Iterator[Target]:
    context, dockerfile, stage = build
    for base in dict.fromkeys((root, os.path.normpath(os.path.join(root, folder)))):
        place = os.path.normpath(os.path.join(base, context))
        file = os.path.normpath(os.path.join(base, dockerfile or os.path.join(context, "Dockerfile")))
        if _inside(place, root) and _inside(file, root) and os.path.isdir(place) and is_regular(file):
            yield Target(place, file, stage)


def _inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")


def _devcontainer(root: str, path: str, text: str) -> Iterator[Target]:
    pairs = dict(_JSON_PAIR.findall(text))
    dockerfile = pairs.get("dockerfile") or pairs.get("dockerFile")
    if dockerfile:
        base = os.path.join(root, posixpath.dirname(path))
        context = os.path.normpath(os.path.join(base, pairs.get("context", ".")))
        file = os.path.normpath(os.path.join(base, dockerfile))
        if _inside(context, root) and _inside(file, root) and os.path.isdir(context) and is_regular(file):
            yield Target(context, file, pairs.get("target", ""), {}, {}, path)
