"""Which builds do the compose files of a folder describe?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.builds.compose_model import ComposeReader, Services, compose_files_of, is_remote, scope_of
from ctxtrim.builds.read_file import is_regular, read_or_none, shown
from ctxtrim.builds.yaml_reader import Value
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import Target

# compose-go 2, cli/options.go: DefaultFileNames and DefaultOverrideFileNames, the first that exists wins.
_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_SERVICES = re.compile(
    rb"^services:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ ]+[\w.-]+:", re.MULTILINE
)


class _Set(NamedTuple):
    """Files that are read together; a partial one builds nothing of its own unless it names a context."""

    paths: list[str]
    partial: bool = False


def compose_targets(
    folder: str, names: Sequence[str], root: str, env: Mapping[str, str], read: set[str] | None = None
) -> tuple[list[Target], list[str]]:
    """Return the builds of a folder's compose files, and notes.

    names: the base names of the files there that could be compose files. They are read as people combine
    them: the default file alone and with its override, every other one alone and on top of the default file.
    env: the environment; it wins over the folder's `.env`. root: paths in notes are relative to it. read: the
    files that were looked for are added to it.
    """
    reader = ComposeReader(root, read)
    scope = scope_of(folder, env)
    targets: list[Target] = []
    for paths, partial in _sets(folder, names, scope.env):
        try:
            services = reader.services(paths, scope)
        except CtxtrimError as error:
            reader.note(str(error))
            continue
        if partial:
            services = _with_own_context(services)
        targets += _targets(services, shown(paths[-1], root), reader)
    return targets, list(reader.notes)


def compose_file_targets(
    path: str, env: Mapping[str, str], read: set[str] | None = None
) -> tuple[list[Target], list[str]]:
    """Return the builds of one compose file that the user names, and notes; a broken one is an error.

    read: as for compose_targets.
    """
    folder = os.path.dirname(path)
    reader = ComposeReader(folder, read)
    services = reader.services([path], scope_of(folder, env))
    return list(_targets(services, os.path.basename(path), reader)), list(reader.notes)


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


def _targets(services: Services, where: str, reader: ComposeReader) -> Iterator[Target]:
    for name, service in services.items():
        build = service.get("build") if isinstance(service, dict) else None
        if isinstance(build, dict):
            target = _target(build, f"{where}: service {name}", reader)
            if target:
                yield target


def _target(build: dict[str, Value], origin: str, reader: ComposeReader) -> Target | None:
    context = _text(build.get("context")) or reader.root
    if is_remote(context):
        reader.note(f"{origin}: builds from {context}, which is not a folder here: left out.")
        return None
    inline = _text(build.get("dockerfile_inline"))
    dockerfile = "" if inline else os.path.join(context, _text(build.get("dockerfile")) or "Dockerfile")
    if dockerfile and not is_regular(dockerfile):
        lower = os.path.join(context, "dockerfile")
        if "dockerfile" in build or not is_regular(lower):
            reader.note(f"{origin}: {shown(dockerfile, reader.root)}: there is no such file: left out.")
            return None
        dockerfile = lower
    return Target(
        context=context,
        dockerfile=os.path.normpath(dockerfile) if dockerfile else "",
        target=_text(build.get("target")),
        args=_pairs(build.get("args")),
        named_contexts={
            key: value for key, value in _pairs(build.get("additional_contexts")).items() if value
        },
        origin=origin,
        inline=inline,
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
