"""Dockerfiles with their dependencies installed before the sources are copied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.builds.chains import late_installs_of, with_text
from ctxtrim.builds.of_request import Build, Builds, builds_of
from ctxtrim.builds.read_file import read_regular
from ctxtrim.disk import DiskTree
from ctxtrim.dockerfile.parse import parse
from ctxtrim.errors import CtxtrimError
from ctxtrim.layers.late_install import LateInstall
from ctxtrim.layers.reorder import NotReordered, reordered
from ctxtrim.manifests.tree_cache import TreeCache
from ctxtrim.model.context import Request


class DockerfileFix(NamedTuple):
    """A Dockerfile and what it should be.

    path: absolute. where: as people see it. moved: the titles of the installs that come first now. skipped:
    (line, title, reason) of those that stay.
    """

    path: str
    where: str
    old: bytes
    new: bytes
    moved: tuple[str, ...] = ()
    skipped: tuple[tuple[int, str, str], ...] = ()


def dockerfile_fixes(request: Request) -> tuple[DockerfileFix, ...]:
    """Return the Dockerfiles of a context that install late; their files are not changed.

    A line is moved only if every build of the Dockerfile keeps its stages and what it asks the context for.
    Raises CtxtrimError as `builds_of` does.
    """
    found = builds_of(request)
    if found.broken:
        raise CtxtrimError(found.broken)
    return tuple(fix for fix in fixes_of(found) if fix.moved or fix.skipped)


def fixes_of(found: Builds) -> Iterator[DockerfileFix]:
    """Yield each Dockerfile of these builds, moved or not; raises CtxtrimError where one went away."""
    groups: dict[str, list[Build]] = {}
    for build in found.builds:
        if build.target.dockerfile:
            groups.setdefault(os.path.realpath(build.target.dockerfile), []).append(build)
    elsewhere = {os.path.realpath(target.dockerfile) for target in found.others if target.dockerfile}
    tree = DiskTree(found.context, found.rules.ruleset)
    for path, builds in groups.items():
        text = read_regular(path)
        fix = DockerfileFix(path, builds[0].plan.where, text, text)
        yield _fixed(fix, builds, tree, "another context builds it too" if path in elsewhere else "")


def _fixed(fix: DockerfileFix, builds: list[Build], tree: DiskTree, obstacle: str) -> DockerfileFix:
    """Move one install after the other, as long as any can be moved."""
    stuck: dict[tuple[int, str], tuple[int, str, str]] = {}
    while True:
        late = next((late for late in _all_late(builds, fix.new, tree) if _key(late) not in stuck), None)
        if late is None:
            return fix._replace(skipped=tuple(stuck.values()))
        try:
            if obstacle:
                raise NotReordered(obstacle)
            new = _reordered(fix, builds, late)
            if late.title in {other.title for other in _all_late(builds, new, tree)}:
                raise NotReordered("it would still come late")
        except (NotReordered, CtxtrimError) as error:
            stuck[_key(late)] = (*_key(late), str(error))
            continue
        fix = fix._replace(new=new, moved=(*fix.moved, late.title))


def _key(late: LateInstall) -> tuple[int, str]:
    return late.run.line, late.title


def _all_late(builds: list[Build], text: bytes, tree: DiskTree) -> list[LateInstall]:
    found, cache = list[LateInstall](), TreeCache(tree)
    for build in builds:
        found += late_installs_of(with_text(build, text), text, cache, tree.entries)
    return found


def _reordered(fix: DockerfileFix, builds: list[Build], late: LateInstall) -> bytes:
    """Return the text with one install moved. Raises NotReordered where a build would be another one."""
    text = fix.new.decode("utf-8", "surrogateescape")
    new = reordered(text, parse(fix.new, fix.where), late).encode("utf-8", "surrogateescape")
    for build in builds:
        before, after = with_text(build, fix.new).plan, with_text(build, new).plan
        same_stages = [(s.name, s.base, s.reached) for s in before.stages] == [
            (s.name, s.base, s.reached) for s in after.stages
        ]
        if not same_stages or set(before.follow or ()) - set(after.follow or before.follow or ()):
            raise NotReordered("its stages or its sources would change")
    return new
