"""Builds that bake files describe."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ctxtrim import filesystem
from ctxtrim.builds.bake_model import bake_definitions
from ctxtrim.builds.claims import Claims, line_of
from ctxtrim.builds.compose_model import absolute, is_remote
from ctxtrim.builds.read_file import is_regular, shown
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import Target
from ctxtrim.programs import find_program, trusted_path

TIMEOUT_SECONDS = 10
_TARGET_LINE = r"^[ \t]*(?:target[ \t]+)?[\"']{name}[\"'][ \t]*[:{{]"
# buildx, bake/bake.go, defaultFilenames: these are read together, in this order; any other file alone.
_TOGETHER = ("docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl")


def add_bake(claims: Claims, folder: str, names: Sequence[str], env: Mapping[str, str]) -> None:
    """Add the builds of a folder's bake files.

    names: the base names of the bake files there. Exact where a docker with buildx is on the PATH; else what
    can be read without it, and a note that says what could not. Contexts start at the root or at `folder`,
    wherever the Dockerfile is.
    """
    together = [name for name in _TOGETHER if name in names]
    for group in [together] * bool(together) + [[name] for name in names if name not in together]:
        try:
            add_bake_files(claims, [os.path.join(folder, name) for name in group], env)
        except CtxtrimError as error:
            claims.notes.append(str(error))


def add_bake_files(claims: Claims, paths: Sequence[str], env: Mapping[str, str]) -> None:
    """Add the builds of bake files that are read together; broken ones are a CtxtrimError."""
    definitions = _printed(paths, claims.root, env)
    if definitions is None:
        definitions, notes = bake_definitions(paths, claims.root, env)
        claims.notes += notes
    for name, definition in definitions.items():
        if not name.startswith("_") and isinstance(definition, dict):
            lines = {path: line_of(path, _TARGET_LINE, {"name": name}) for path in paths}
            file = next((path for path in paths if lines[path]), paths[-1])
            origin = f"{shown(paths[-1], claims.root)}: target {name}"
            _add(claims, definition, origin, file, lines[file])


def _printed(paths: Sequence[str], root: str, env: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the targets that `docker buildx bake --print` prints, or None where there is no such docker."""
    import json
    import subprocess

    if any(filesystem.source_at(filesystem.realpath(path)) for path in paths):
        return None  # docker reads the disk
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


def _add(claims: Claims, definition: dict[str, Any], origin: str, file: str, line: int) -> None:
    context = (_text(definition.get("context")) or ".").removeprefix("cwd://")
    if is_remote(context):
        claims.take_commit(claims.root, origin, context, (shown(file, claims.root), line))
        return
    inline = _text(definition.get("dockerfile-inline"))
    name = _text(definition.get("dockerfile")) or "Dockerfile"
    bases = list(dict.fromkeys((claims.root, os.path.dirname(file))))
    places = [(base, os.path.normpath(os.path.join(absolute(context, base), name))) for base in bases]
    place = next((place for place in places if is_regular(place[1])), None)
    if inline:
        place = next((p for p in places if filesystem.isdir(absolute(context, p[0]))), None)
    if place is None:
        base, dockerfile = next((p for p in places if filesystem.isdir(absolute(context, p[0]))), places[0])
        claims.fail_to_find(absolute(context, base), dockerfile, origin, file, line)
        return
    base, dockerfile = place
    contexts = _pairs(definition.get("contexts")).items()
    claims.targets.append(
        Target(
            context=absolute(context, base),
            dockerfile="" if inline else dockerfile,
            target=_text(definition.get("target")),
            args=_pairs(definition.get("args")),
            named_contexts={key: absolute(value, base) for key, value in contexts if value is not None},
            origin=origin,
            inline=inline,
            found_by="bake",
            origin_file=file,
            origin_line=line,
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
