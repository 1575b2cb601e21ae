"""Which builds does a bake file describe?"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ctxtrim.builds.bake_model import bake_definitions
from ctxtrim.builds.compose_model import absolute, is_remote
from ctxtrim.builds.read_file import is_regular, shown
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import Target
from ctxtrim.programs import find_program, trusted_path

TIMEOUT_SECONDS = 10
# buildx, bake/bake.go, defaultFilenames: these are read together, in this order; any other file alone.
_TOGETHER = ("docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl")


def bake_targets(
    folder: str, names: Sequence[str], root: str, env: Mapping[str, str]
) -> tuple[list[Target], list[str]]:
    """Return the builds of a folder's bake files, and notes.

    names: the base names of the bake files there. Exact where a docker with buildx is on the PATH; else what
    can be read without it, and a note that says what could not. Contexts start at `root` or at `folder`,
    wherever the Dockerfile is.
    """
    together = [name for name in _TOGETHER if name in names]
    targets: list[Target] = []
    notes: list[str] = []
    for group in [together] * bool(together) + [[name] for name in names if name not in together]:
        paths = [os.path.join(folder, name) for name in group]
        try:
            found, told = bake_file_targets(paths, root, env)
        except CtxtrimError as error:
            found, told = [], [str(error)]
        targets += found
        notes += told
    return targets, notes


def bake_file_targets(
    paths: Sequence[str], root: str, env: Mapping[str, str]
) -> tuple[list[Target], list[str]]:
    """Return the builds of bake files that are read together, and notes; broken ones are a CtxtrimError."""
    notes: list[str] = []
    definitions = _printed(paths, root, env)
    if definitions is None:
        definitions, notes = bake_definitions(paths, root, env)
    where = shown(paths[-1], root)
    targets: list[Target] = []
    for name, definition in definitions.items():
        if not name.startswith("_"):
            _add(definition, f"{where}: target {name}", (root, os.path.dirname(paths[0])), targets, notes)
    return targets, notes


def _printed(paths: Sequence[str], root: str, env: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the targets that `docker buildx bake --print` prints, or None where there is no such docker."""
    import json
    import subprocess

    untrusted = (os.path.dirname(paths[0]), root)
    docker = find_program("docker", untrusted, env.get("PATH"))
    if not docker:
        return None
    files = [part for path in paths for part in ("-f", os.path.basename(path))]
    try:
        done = subprocess.run(
            [docker, "buildx", "bake", *files, "--print", "*"],
            cwd=os.path.dirname(paths[0]) or ".",
            env={**env, "PATH": trusted_path(untrusted, env.get("PATH"))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        targets = json.loads(done.stdout)["target"] if done.returncode == 0 else None
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return targets if isinstance(targets, dict) else None


def _add(definition: Any, origin: str, bases: Sequence[str], targets: list[Target], notes: list[str]) -> None:
    if not isinstance(definition, dict):
        return
    context = (_text(definition.get("context")) or ".").removeprefix("cwd://")
    if is_remote(context):
        notes.append(f"{origin}: builds from {context}, which is not a folder here: left out.")
        return
    inline = _text(definition.get("dockerfile-inline"))
    name = _text(definition.get("dockerfile")) or "Dockerfile"
    places = [(base, os.path.join(absolute(context, base), name)) for base in dict.fromkeys(bases)]
    place = next((place for place in places if is_regular(place[1])), None)
    if inline:
        place = next((p for p in places if os.path.isdir(absolute(context, p[0]))), None)
    if place is None:
        notes.append(f"{origin}: {name} is not in {context}: left out.")
        return
    base, dockerfile = place
    targets.append(
        Target(
            context=absolute(context, base),
            dockerfile="" if inline else os.path.normpath(dockerfile),
            target=_text(definition.get("target")),
            args=_pairs(definition.get("args")),
            named_contexts={
                key: absolute(value, base)
                for key, value in _pairs(definition.get("contexts")).items()
                if value is not None
            },
            origin=origin,
            inline=inline,
        )
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _pairs(value: Any) -> dict[str, str | None]:
    if not isinstance(value, dict):
        return {}
    return {
        str(key): item if isinstance(item, str) else None for key, item in value.items() if item is not None
    }
