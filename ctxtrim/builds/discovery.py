"""Which builds belong to a context, and which contexts are there in a repository?"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ctxtrim.builds.classify import Found, search
from ctxtrim.builds.read_file import LIMIT, is_regular, shown
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.build import Target

_TAKES = "-f takes a Dockerfile, a compose or a bake file"
_SURE_NAMES = ("Dockerfile", "dockerfile", "Containerfile")


class Discovery(NamedTuple):
    """The builds of one context.

    targets: those of this context. others: builds found below it that have another context. notes: sentences
    about what could not be read. ignore_files: whatever looks like an ignore file, relative to the context
    (empty where the builds were given and nothing was searched). read: compose files, and what they include
    and extend, wherever it is (absolute).
    """

    targets: list[Target]
    notes: list[str]
    others: list[Target]
    ignore_files: list[str]
    read: frozenset[str] = frozenset()


def discover(
    context: str,
    files: Sequence[str] = (),
    target: str = "",
    args: Mapping[str, str | None] | None = None,
    env: Mapping[str, str] | None = None,
) -> Discovery:
    """Return the builds that belong to the folder `context`.

    files: Dockerfiles given by the user, which are all then; relative ones start at the working directory, as
    in docker, or else at the context; "-" is standard input. A compose file (*.yml, *.yaml) or a bake file
    (*.hcl, *.json) stands for the builds it describes. target, args: a stage and --build-arg values that go
    before what was found. env: the environment for compose and bake variables, os.environ if it is None.

    Raises CtxtrimError for a file in `files` that cannot be read or describes no build of this context.
    """
    root = os.path.abspath(context)
    env = os.environ if env is None else env
    if files:
        read = set[str]()
        found = Discovery([], [], [], [])
        for file in files:
            given, notes = _given(root, file, env, read)
            found.targets.extend(given)
            found.notes.extend(notes)
        found = found._replace(read=frozenset(read))
    else:
        found = survey(root, env)
    own = [_as_asked(t, target, args or {}) for t in found.targets if _same(t.context, root)]
    others = [t for t in found.targets if not _same(t.context, root)]
    return found._replace(targets=[t._replace(context=root) for t in own], others=others)


def contexts(root: str, env: Mapping[str, str] | None = None) -> dict[str, list[Target]]:
    """Return every context in a repository with its builds: absolute folder -> targets, the root first."""
    start = os.path.abspath(root)
    out: dict[str, list[Target]] = {}
    for target in survey(start, os.environ if env is None else env).targets:
        out.setdefault(target.context, []).append(target)
    return dict(sorted(out.items(), key=lambda item: (item[0] != start, item[0])))


def survey(root: str, env: Mapping[str, str]) -> Discovery:
    """Return all builds found below `root` as `targets`, whatever their context; none is an error."""
    found = search(root)
    notes = list(found.notes)
    read = set[str]()
    claims = _said(root, found, env, notes, read)
    nested = [path for path in found.dockerfiles if "/" in path]
    placed = {os.path.realpath(claim.dockerfile) for claim in claims if claim.dockerfile}
    if any(os.path.realpath(os.path.join(root, path)) not in placed for path in nested):
        from ctxtrim.builds.scripts_and_workflows import script_targets

        claims += script_targets(root, (found.scripts + found.dockerfiles + found.workflows))
    targets = _by_name(root, found.dockerfiles, claims, notes) + claims
    return Discovery(_distinct(targets), list(dict.fromkeys(notes)), [], found.ignore_files, frozenset(read))


def _said(root: str, found: Found, env: Mapping[str, str], notes: list[str], read: set[str]) -> list[Target]:
    """Return the builds that compose files, bake files and workflows describe."""
    targets: list[Target] = []
    if found.compose or found.yaml:
        from ctxtrim.builds.compose import compose_targets, is_compose

        extra = [path for path in found.yaml if is_compose(os.path.join(root, path))]
        for folder, names in _by_folder(found.compose + extra):
            _extend(targets, notes, compose_targets(_join(root, folder), names, root, env, read))
    if found.bake:
        from ctxtrim.builds.bake import bake_targets

        for folder, names in _by_folder(found.bake):
            _extend(targets, notes, bake_targets(_join(root, folder), names, root, env))
    if found.workflows:
        from ctxtrim.builds.scripts_and_workflows import workflow_targets

        targets += workflow_targets(root, found.workflows)
    return targets


def _by_name(
    root: str, dockerfiles: Sequence[str], claims: Sequence[Target], notes: list[str]
) -> list[Target]:
    """Return the plain build of every Dockerfile in each of its contexts, unless a claim is that build."""
    targets = []
    plain = {
        (os.path.realpath(t.dockerfile), _real(t.context)) for t in claims if t.dockerfile and not t.target
    }
    said: dict[str, list[str]] = {}
    for claim in claims:
        if claim.dockerfile and _inside(claim.context, root):
            folder = shown(claim.context, root) if claim.context != root else ""
            said.setdefault(os.path.realpath(claim.dockerfile), []).append(folder)
    for path in dockerfiles:
        file = os.path.join(root, path)
        if not _readable(file, root, path, notes):
            continue
        for place in _owners(root, path, tuple(dict.fromkeys(said.get(os.path.realpath(file), ())))):
            context = _join(root, place)
            if (os.path.realpath(file), _real(context)) not in plain:
                origin = "by name" if posixpath.dirname(path) == place else "by name and what it copies"
                targets.append(Target(context, file, origin=origin))
    return targets


def _owners(root: str, path: str, claimed: tuple[str, ...]) -> list[str]:
    if "/" not in path and not claimed:
        return [""]
    from ctxtrim.builds.ownership import owners

    return owners(root, path, claimed)


def _readable(file: str, root: str, path: str, notes: list[str]) -> bool:
    if not is_regular(file):
        if not os.path.isdir(file):
            notes.append(f"{path}: not a regular file, so it is not read.")
        return False
    if not _inside(os.path.realpath(file), os.path.realpath(root)):
        notes.append(f"{path}: leads outside the context, so builders do not read it.")
        return False
    if path in _SURE_NAMES:
        return True
    from ctxtrim.builds.ownership import looks_like_dockerfile

    return looks_like_dockerfile(file)


def _given(root: str, file: str, env: Mapping[str, str], read: set[str]) -> tuple[list[Target], list[str]]:
    if file == "-":
        import sys

        text = sys.stdin.buffer.read(LIMIT).decode("utf-8", "surrogateescape")
        return [Target(root, "", origin="-f -", inline=text)], []
    path = os.path.abspath(file)
    if not os.path.lexists(path) and os.path.lexists(os.path.join(root, file)):
        path = os.path.join(root, file)
    if not os.path.exists(path):
        raise CtxtrimError(f"{file}: there is no such file; {_TAKES}.")
    if not is_regular(path) or not os.access(path, os.R_OK):
        raise CtxtrimError(f"{file}: not a file that can be read; {_TAKES}.")
    if path.endswith((".yml", ".yaml")):
        from ctxtrim.builds.compose import compose_file_targets

        targets, notes = compose_file_targets(path, env, read)
    elif path.endswith((".hcl", ".json")):
        from ctxtrim.builds.bake import bake_file_targets

        targets, notes = bake_file_targets([path], root, env)
    else:
        return [Target(root, path, origin="-f")], []
    if not any(_same(target.context, root) for target in targets):
        others = ", ".join(sorted({shown(target.context, root) for target in targets})) or "none"
        raise CtxtrimError(f"{file}: describes no build of {root}; its contexts: {others}.")
    return targets, notes


def _as_asked(build: Target, target: str, args: Mapping[str, str | None]) -> Target:
    return build._replace(target=target or build.target, args={**build.args, **args})


def _distinct(targets: Sequence[Target]) -> list[Target]:
    seen: dict[object, Target] = {}
    for t in targets:
        key = (
            t.context,
            t.dockerfile,
            t.target,
            t.inline,
            tuple(t.args.items()),
            tuple(t.named_contexts.items()),
        )
        seen.setdefault(key, t)
    return list(seen.values())


def _extend(targets: list[Target], notes: list[str], found: tuple[list[Target], list[str]]) -> None:
    targets += found[0]
    notes += found[1]


def _by_folder(paths: Sequence[str]) -> list[tuple[str, list[str]]]:
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(posixpath.dirname(path), []).append(posixpath.basename(path))
    return list(folders.items())


def _join(root: str, folder: str) -> str:
    return os.path.join(root, folder) if folder else root


def _real(path: str) -> str:
    return os.path.realpath(path)


def _same(context: str, root: str) -> bool:
    return context == root or _real(context) == _real(root)


def _inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")
