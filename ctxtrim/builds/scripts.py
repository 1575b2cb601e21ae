"""Builds that scripts, Makefiles, CI files, READMEs and Dockerfiles' own comments start with a command.

They are read as text, cautiously: a build counts only if its Dockerfile exists.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence

from ctxtrim.builds.build_commands import build_commands
from ctxtrim.builds.claims import Claims
from ctxtrim.builds.placing import placed
from ctxtrim.builds.read_file import read_or_none
from ctxtrim.model.build import Target

MAX_FILES = 300
TEXT_LIMIT = 256 << 10


def add_scripts(claims: Claims, paths: Sequence[str]) -> None:
    """Add the builds of scripts and dev containers. paths: relative to the root.

    Paths in a command start at the folder that a `cd` before it names, at the root or at the file's own
    folder: the first of them where the Dockerfile exists counts, and both of the latter where it does. What
    is said of a Dockerfile in the root is left out: that one is found by name.
    """
    for path in paths[:MAX_FILES]:
        data = read_or_none(os.path.join(claims.root, path), TEXT_LIMIT)
        if not data:
            continue
        text = data.decode("utf-8", "surrogateescape")
        if path.endswith("devcontainer.json"):
            _add_devcontainer(claims, path, text)
        elif b"build" in data:
            for command in build_commands(text):
                folders = [claims.root, os.path.join(claims.root, posixpath.dirname(path))]
                build = (command.context, command.dockerfile, command.target)
                inner = [os.path.join(folder, command.folder) for folder in folders] if command.folder else []
                targets = list(placed(claims.root, inner, *build)) or placed(claims.root, folders, *build)
                for target in targets:
                    if target.context != claims.root or os.path.dirname(target.dockerfile) != target.context:
                        _add(claims, target, path, command.line)


def _add(claims: Claims, target: Target, path: str, line: int) -> None:
    file = os.path.join(claims.root, path)
    claims.targets.append(
        target._replace(origin=f"{path}:{line}", found_by="script", origin_file=file, origin_line=line)
    )


def _add_devcontainer(claims: Claims, path: str, text: str) -> None:
    """Add the build of a devcontainer.json; its paths start at its own folder."""
    from ctxtrim.manifests.formats import json, table

    content = json(text)
    build = table(content, "build")
    options = {**content, **build}
    dockerfile = build.get("dockerfile") or content.get("dockerFile")
    if not isinstance(dockerfile, str):
        return
    file = os.path.join(claims.root, path)
    folder = os.path.dirname(file)
    context, stage = options.get("context", "."), build.get("target", "")
    given = build.get("args")
    args = {k: v for k, v in given.items() if isinstance(v, str)} if isinstance(given, dict) else {}
    if isinstance(context, str) and isinstance(stage, str):
        for target in placed(claims.root, [folder], context, dockerfile, stage):
            claims.targets.append(
                target._replace(args=args, origin=path, found_by="devcontainer", origin_file=file)
            )
