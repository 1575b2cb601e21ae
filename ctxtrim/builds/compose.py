"""Builds that the compose files of a folder describe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.builds.claims import Claims, line_of
from ctxtrim.builds.compose_model import (
    WORKDIR,
    ComposeReader,
    Services,
    compose_files_of,
    is_remote,
    scope_of,
)
from ctxtrim.builds.read_file import is_regular, read_or_none, shown
from ctxtrim.builds.yaml_reader import Value
from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression
from ctxtrim.model.build import Target

# compose-go 2, cli/options.go: DefaultFileNames and DefaultOverrideFileNames, the first that exists wins.
_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_SERVICES = expression(
    rb"^services:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ ]+[\w.-]+:", re.MULTILINE
)
_SERVICE_LINE = r"^[ \t]+[\"']?{name}[\"']?[ \t]*:"


class _Set(NamedTuple):
    """Files that are merged; a partial one builds nothing of its own unless it names a context."""

    paths: list[str]
    partial: bool = False


def add_compose(claims: Claims, folder: str, names: Sequence[str], env: Mapping[str, str]) -> None:
    """Add the builds of a folder's compose files.

    names: the base names of the files there that could be compose files. They are read as people combine
    them: the default file alone and with its override, every other one alone and on top of the default file.
    env: the environment; it wins over the folder's `.env`.
    """
    reader = ComposeReader(claims.root, claims.read)
    scope = scope_of(folder, env)
    for paths, partial in _sets(folder, names, scope.env):
        try:
            services = reader.services(paths, scope)
        except CtxtrimError as error:
            reader.note(str(error))
            continue
        if partial:
            services = _with_own_context(services)
        _add_services(claims, services, paths[-1:])
    claims.notes += reader.notes


def add_compose_files(claims: Claims, paths: Sequence[str], env: Mapping[str, str]) -> None:
    """Add the builds of compose files that the user names, merged; a broken one is a CtxtrimError.

    Their paths start at the folder of the first one, whose `.env` file counts.
    """
    folder = os.path.dirname(paths[0])
    reader = ComposeReader(folder, claims.read)
    services = reader.services(list(paths), scope_of(folder, env))
    _add_services(claims, services, paths)
    claims.notes += reader.notes


def _sets(folder: str, names: Sequence[str], env: Mapping[str, str]) -> Iterator[_Set]:
    here = set(names)
    default = next((name for name in _NAMES if name in here), None)
    override = next((name for name in _OVERRIDES if name in here), None)
    chosen = compose_files_of(env, folder)
    if chosen:
        yield _Set(chosen)
    base = [os.path.join(folder, default)] if default else []
    if default:
        yield _Set(base)
        if override:
            yield _Set([*base, os.path.join(folder, override)])
    for name in names:
        if name in (default, override) or name in _NAMES:
            continue
        path = os.path.join(folder, name)
        if base:
            yield _Set([*base, path])
        yield _Set([path], partial=bool(base))


def _with_own_context(services: Services) -> Services:
    def names_context(service: Value) -> bool:
        build = service.get("build") if isinstance(service, dict) else None
        return isinstance(build, dict) and "context" in build

    return {name: service for name, service in services.items() if names_context(service)}


def _add_services(claims: Claims, services: Services, paths: Sequence[str]) -> None:
    where = " + ".join(shown(path, claims.root) for path in paths)
    for name, service in services.items():
        build = service.get("build") if isinstance(service, dict) else None
        if isinstance(build, dict):
            lines = {path: line_of(path, _SERVICE_LINE, {"name": name}) for path in paths}
            file = next((path for path in paths if lines[path]), paths[-1])
            _add(claims, build, f"{where}: service {name}", file, lines[file])


def _add(claims: Claims, build: dict[str, Value], origin: str, file: str, line: int) -> None:
    context = _text(build.get("context")) or _text(build.get(WORKDIR))
    if is_remote(context):
        if not context.startswith(("service:", "target:")):
            claims.take_commit(claims.root, origin, context, (shown(file, claims.root), line))
        return
    inline = _text(build.get("dockerfile_inline"))
    dockerfile = "" if inline else os.path.join(context, _text(build.get("dockerfile")) or "Dockerfile")
    if dockerfile and not is_regular(dockerfile):
        lower = os.path.join(context, "dockerfile")
        if "dockerfile" in build or not is_regular(lower):
            claims.fail_to_find(context, os.path.normpath(dockerfile), origin, file, line)
            return
        dockerfile = lower
    named = {key: value for key, value in _pairs(build.get("additional_contexts")).items() if value}
    claims.targets.append(
        Target(
            context=context,
            dockerfile=os.path.normpath(dockerfile) if dockerfile else "",
            target=_text(build.get("target")),
            args=_pairs(build.get("args")),
            named_contexts=named,
            origin=origin,
            inline=inline,
            found_by="compose",
            origin_file=file,
            origin_line=line,
        )
    )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _pairs(value: Value) -> dict[str, str | None]:
    if not isinstance(value, dict):
        return {}
    return {key: item if isinstance(item, str) else None for key, item in value.items()}


def is_compose(path: str) -> bool:
    """Say whether a YAML file of any name (`local.yml`) has a map of services, some of them built."""
    data = read_or_none(path) or b""
    return b"build:" in data and bool(_SERVICES.search(data))
