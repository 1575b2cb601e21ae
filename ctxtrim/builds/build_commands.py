"""Builds that `docker build` commands in some text start."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ctxtrim.expressions import expression

# Options of docker build, buildx build, podman build and buildah bud that take no value.
_NO_VALUE = (
    "--no-cache --pull --push --load --quiet -q --rm --force-rm --squash --compress --disable-content-trust"
    " --layers --check --debug -D --provenance --sbom --tls-verify --all-platforms --no-hostname --no-hosts"
    " --disable-compression --rewrite-timestamp --skip-unused-stages --pull-always --pull-never --stdin"
    " --http-proxy --inherit-labels --omit-history --save-stages"
)
_SWITCHES = frozenset(_NO_VALUE.split())
_COMMAND = expression(
    r"""(?:\b(?:docker(?:[ \t]+(?:image|builder|buildx))?|podman(?:[ \t]+image)?|nerdctl|buildah)
        |\$[({]?(?:DOCKER|CONTAINER)[A-Z_]*[)}]?)
        [ \t]+(?:(?:-H|--host|--context|-c)[ =]\S+[ \t]+)?(?:build|b|bud|build-using-dockerfile)[ \t]+
        (?P<rest>(?:\\\r?\n[ \t]*(?:\#[ \t]*)?|[^\n;|&>`])*)""",
    re.VERBOSE,
)
_CONTINUED = expression(r"\\\r?\n[ \t]*(?:#[ \t]*)?")
_CHANGE = expression(r"\b(?:cd|pushd)[ \t]+[\"']?([^\s\"';&|()]+)")
_UNKNOWN = expression(r"[$`*?<>]|\{\{")
MAX_COMMANDS = 100


class Command(NamedTuple):
    """A build as a command line gives it; paths are as written.

    line: where the command starts. folder: what a `cd` before it on its line leads to, or "".
    """

    context: str
    dockerfile: str
    target: str
    line: int
    folder: str = ""


def build_commands(text: str) -> Iterator[Command]:
    """Find the build commands in a script, a Makefile, a CI file or a page of documentation.

    A command whose context or Dockerfile holds a variable is left out.
    """
    for match in islice(_COMMAND.finditer(text), MAX_COMMANDS):
        command = _parsed(_words(_CONTINUED.sub(" ", match["rest"])), text.count("\n", 0, match.start()) + 1)
        if command:
            before = text[max(text.rfind("\n", 0, match.start()), match.start() - 500, 0) : match.start()]
            folders = [folder for folder in _CHANGE.findall(before) if not _UNKNOWN.search(folder)]
            yield command._replace(folder=folders[-1] if folders else "")


def _words(rest: str) -> list[str]:
    try:
        return shlex.split(rest, comments=True)
    except ValueError:
        return rest.split()


def _parsed(words: list[str], line: int) -> Command | None:
    options: dict[str, list[str]] = {}
    places: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if not word.startswith("-") or word == "-":
            places.append(word)
            continue
        name, equals, value = word.partition("=")
        if not equals and len(name) > 2 and name[1] != "-" and name[1] in "ft":
            name, value, equals = name[:2], name[2:], "="
        if not equals and name not in _SWITCHES:
            value = words[at] if at < len(words) else ""
            at += 1
        options.setdefault(name, []).append(value)
    context = places[0].strip("'\",)") if places else ""
    dockerfile = (options.get("-f") or options.get("--file") or [""])[-1]
    if not context or context == "-" or "://" in context or _UNKNOWN.search(context + dockerfile):
        return None
    target = (options.get("--target") or [""])[-1]
    return Command(
        context,
        dockerfile,
        "" if _UNKNOWN.search(target) else target,
        line,
    )
