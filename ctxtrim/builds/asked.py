"""Builds that a user asks for on the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ctxtrim import filesystem
from ctxtrim.builds.claims import Claims
from ctxtrim.builds.placing import is_same
from ctxtrim.builds.read_file import LIMIT, is_regular, shown
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import Target

_TAKES = "-f takes a Dockerfile, a compose or a bake file"
_KINDS = {".yml": "compose", ".yaml": "compose", ".hcl": "bake", ".json": "bake"}


class Asked(NamedTuple):
    """What a user asks for on the command line. files, target, args, named_contexts: as Request has them."""

    files: Sequence[str] = ()
    target: str = ""
    args: Mapping[str, str | None] = {}
    named_contexts: Mapping[str, str] = {}


NOTHING = Asked()


def given_claims(root: str, files: Sequence[str], env: Mapping[str, str]) -> Claims:
    """Return the builds that the user's files describe, compose and bake files each read together."""
    claims = Claims(root)
    together: dict[str, list[str]] = {}
    for file in files:
        path = "-" if file == "-" else _path_of(root, file)
        together.setdefault(_KINDS.get(os.path.splitext(path)[1], path), []).append(path)
    for kind, paths in together.items():
        before = len(claims.targets)
        if kind == "compose":
            from ctxtrim.builds.compose import add_compose_files

            add_compose_files(claims, paths, env)
        elif kind == "bake":
            from ctxtrim.builds.bake import add_bake_files

            add_bake_files(claims, paths, env)
        elif kind == "-":
            import sys

            text = sys.stdin.buffer.read(LIMIT).decode("utf-8", "surrogateescape")
            claims.targets.append(Target(root, "", origin="-f -", inline=text, found_by="option"))
        else:
            claims.targets.append(Target(root, kind, origin="-f", found_by="option"))
        _check_describes(claims, before, paths)
    return claims


def _check_describes(claims: Claims, before: int, paths: Sequence[str]) -> None:
    """Raise CtxtrimError where none of the targets from `before` on is a build of this context."""
    targets = claims.targets[before:]
    if any(is_same(target.context, claims.root) for target in targets):
        return
    for fault in claims.faults:
        if is_same(fault.context, claims.root):
            raise CtxtrimError(f"{fault.file}:{fault.line}: {fault.message}.")
    names = ", ".join(os.path.basename(path) for path in paths)
    others = ", ".join(sorted({shown(target.context, claims.root) for target in targets})) or "none"
    raise CtxtrimError(f"{names}: describes no build of {claims.root}; its contexts: {others}.")


def _path_of(root: str, file: str) -> str:
    """Return the absolute path of a file of the user's. Raises CtxtrimError where it cannot be read."""
    path = os.path.abspath(file)
    if not filesystem.lexists(path) and filesystem.lexists(os.path.join(root, file)):
        path = os.path.join(root, file)
    if not filesystem.exists(path):
        raise CtxtrimError(f"{file}: file not found; {_TAKES}.")
    if not is_regular(path) or not filesystem.access(path, os.R_OK):
        raise CtxtrimError(f"{file}: not a file that can be read; {_TAKES}.")
    return path


def as_asked(build: Target, asked: Asked) -> Target:
    """Return a build with the user's stage, arguments and named contexts before its own."""
    named = {name: _absolute(place) for name, place in asked.named_contexts.items()}
    return build._replace(
        target=asked.target or build.target,
        args={**build.args, **asked.args},
        named_contexts={**build.named_contexts, **named},
    )


def _absolute(place: str) -> str:
    return place if "://" in place or place.startswith("target:") else os.path.abspath(place)
