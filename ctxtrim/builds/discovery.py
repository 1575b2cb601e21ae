"""Builds that belong to a context, and contexts that are there in a repository."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim import filesystem
from ctxtrim.builds.asked import NOTHING, Asked, as_asked, given_claims
from ctxtrim.builds.claims import BuildFault, Claims
from ctxtrim.builds.classify import Found, search
from ctxtrim.builds.ownership import folder, is_template, looks_like_dockerfile
from ctxtrim.builds.placing import is_inside, is_same
from ctxtrim.builds.read_file import is_regular, read_or_none, shown
from ctxtrim.model.build import FoundBy, Target

_SURE_NAMES = ("Dockerfile", "dockerfile", "Containerfile")


class Discovery(NamedTuple):
    """The builds of one context.

    targets: those of this context, guesses last. notes: sentences about what could not be read. others:
    builds found below it that have another context. ignore_files: whatever looks like an ignore file,
    relative to the context (empty where the builds were given and nothing was searched). read: compose
    files, and what they include and extend, wherever it is (absolute). faults: what is wrong with
    described builds of this context. git: builds that get the commit.
    """

    targets: list[Target]
    notes: list[str]
    others: list[Target]
    ignore_files: list[str]
    read: frozenset[str] = frozenset()
    faults: tuple[BuildFault, ...] = ()
    git: tuple[Target, ...] = ()


def discover(context: str, asked: Asked = NOTHING, env: Mapping[str, str] | None = None) -> Discovery:
    """Return the builds that belong to the folder `context`.

    asked.files: Dockerfiles given by the user, which are all then; relative ones start at the working
    directory, as in docker, or else at the context; "-" is standard input. Compose files (*.yml, *.yaml),
    merged as compose does, and bake files (*.hcl, *.json) stand for the builds they describe. Its other
    values go before what was found. env: the environment for compose and bake variables, os.environ if None.

    Raises CtxtrimError for a file that cannot be read or describes no build of this context.
    """
    root = os.path.abspath(context)
    env = os.environ if env is None else env
    if asked.files:
        claims, ignore_files = given_claims(root, asked.files, env), list[str]()
    else:
        claims, ignore_files = survey(root, env)
    return _discovery(root, claims, ignore_files, asked)


def discover_all(
    root: str, asked: Asked = NOTHING, env: Mapping[str, str] | None = None
) -> dict[str, Discovery]:
    """Map every context in a repository (absolute, the root first) to its builds, found by one search.

    A root that nothing builds is left out where there are others. asked: as for `discover`, without files.
    """
    start = os.path.abspath(root)
    claims, ignore_files = survey(start, os.environ if env is None else env)
    places = [target.context for target in claims.targets if not target.is_git]
    places += [fault.context for fault in claims.faults if fault.kind == "not-found"]
    folders = {filesystem.realpath(place): place for place in places[::-1] if filesystem.isdir(place)}
    inside = sorted({place for place in folders.values() if is_inside(place, start)})
    return {place: _discovery(place, claims, ignore_files, asked) for place in inside or [start]}


def _discovery(context: str, claims: Claims, ignore_files: list[str], asked: Asked) -> Discovery:
    """Return the part of what was found below `claims.root` that concerns one context."""
    root = claims.root
    own = [
        as_asked(t, asked)._replace(context=context) for t in claims.targets if is_same(t.context, context)
    ]
    faults = [fault for fault in claims.faults if is_same(fault.context, context)]
    notes: list[str] = []
    if context == root:
        elsewhere = (fault for fault in claims.faults if fault not in faults and fault.kind != "git")
        notes = [*claims.notes, *(f"{fault.file}:{fault.line}: {fault.message}." for fault in elsewhere)]
    else:
        faults = [fault._replace(file=shown(os.path.join(root, fault.file), context)) for fault in faults]
        files = (os.path.join(root, path) for path in ignore_files)
        ignore_files = [os.path.relpath(file, context) for file in files if is_inside(file, context)]
    return Discovery(
        targets=[target for target in own if not target.is_git],
        notes=list(dict.fromkeys(notes)),
        others=[target for target in claims.targets if not is_same(target.context, context)],
        ignore_files=ignore_files,
        read=frozenset(claims.read),
        faults=tuple(dict.fromkeys(faults)),
        git=tuple(target for target in own if target.is_git),
    )


def survey(root: str, env: Mapping[str, str]) -> tuple[Claims, list[str]]:
    """Return all builds found below `root`, whatever their context, and the ignore files; none is an error.

    Builds that something in the repository names come first, then Dockerfiles in the root of their context,
    then guesses.
    """
    found = search(root)
    claims = Claims(root)
    claims.notes += found.notes
    _read_descriptions(claims, found, env)
    nested = [path for path in found.dockerfiles if "/" in path]
    placed = {filesystem.realpath(claim.dockerfile) for claim in claims.targets if claim.dockerfile}
    if any(filesystem.realpath(os.path.join(root, path)) not in placed for path in nested):
        from ctxtrim.builds.scripts import add_scripts

        add_scripts(claims, (found.scripts + found.dockerfiles + found.workflows))
    by_name = list(_by_name(claims, found.dockerfiles))
    claims.targets = _distinct(sorted([*by_name, *claims.targets], key=lambda target: target.is_guess))
    return claims, found.ignore_files


def _read_descriptions(claims: Claims, found: Found, env: Mapping[str, str]) -> None:
    """Add the builds that compose files, bake files and workflows describe."""
    root = claims.root
    if found.compose or found.yaml:
        from ctxtrim.builds.compose import add_compose, is_compose

        extra = [path for path in found.yaml if is_compose(os.path.join(root, path))]
        for place, names in _by_folder(found.compose + extra):
            add_compose(claims, folder(root, place), names, env)
    if found.bake:
        from ctxtrim.builds.bake import add_bake

        for place, names in _by_folder(found.bake):
            add_bake(claims, folder(root, place), names, env)
    if found.workflows:
        from ctxtrim.builds.workflows import add_workflows

        add_workflows(claims, found.workflows)


def _by_name(claims: Claims, dockerfiles: Sequence[str]) -> Iterator[Target]:
    """Yield the plain build of every Dockerfile in each of its contexts, unless a claim is that build.

    In a context that is not its own folder, or where others are claimed, it is a guess.
    """
    root = claims.root
    local = [claim for claim in claims.targets if claim.dockerfile and not claim.is_git]
    plain = {
        (filesystem.realpath(t.dockerfile), filesystem.realpath(t.context)) for t in local if not t.target
    }
    claimed: dict[str, dict[str, None]] = {}
    for claim in claims.targets:
        if claim.dockerfile and is_inside(claim.context, root):
            place = shown(claim.context, root) if claim.context != root else ""
            claimed.setdefault(filesystem.realpath(claim.dockerfile), {})[place] = None
    for path in dockerfiles:
        file = os.path.join(root, path)
        if not _is_read(claims, file, path):
            continue
        real, own = filesystem.realpath(file), posixpath.dirname(path)
        places = tuple(claimed.get(real, ()))
        for place in _owners(root, path, places):
            if (real, filesystem.realpath(folder(root, place))) not in plain:
                is_own = place == own and (not places or own in places)
                origin = "by name" if place == own else "by name and what it copies"
                found_by: FoundBy = "name" if is_own else "guess"
                yield Target(folder(root, place), file, origin=origin, found_by=found_by)


def _owners(root: str, path: str, claimed: tuple[str, ...]) -> list[str]:
    if "/" not in path and not claimed:
        return [""]
    from ctxtrim.builds.ownership import owners

    return owners(root, path, claimed)


def _is_read(claims: Claims, file: str, path: str) -> bool:
    """Say whether a file is a Dockerfile that a builder would read; a note says why one is not."""
    if not is_regular(file):
        if not filesystem.isdir(file):
            claims.notes.append(f"{path}: not a regular file, so it is not read.")
        return False
    if not is_inside(filesystem.realpath(file), filesystem.realpath(claims.root)):
        claims.notes.append(f"{path}: leads outside the context, so builders do not read it.")
        return False
    data = read_or_none(file)
    if data is None:
        return path in _SURE_NAMES
    return not is_template(data) and (path in _SURE_NAMES or looks_like_dockerfile(data))


def _distinct(targets: Sequence[Target]) -> list[Target]:
    seen: dict[object, Target] = {}
    for t in targets:
        values = (tuple(t.args.items()), tuple(t.named_contexts.items()))
        seen.setdefault((t.context, t.dockerfile, t.target, t.inline, t.is_git, *values), t)
    return list(seen.values())


def _by_folder(paths: Sequence[str]) -> list[tuple[str, list[str]]]:
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(posixpath.dirname(path), []).append(posixpath.basename(path))
    return list(folders.items())
