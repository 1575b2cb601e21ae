"""Copies of the whole context into stages whose commands are known to read little of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.dockerfile.needs import resolve
from ctxtrim.go.path import parents
from ctxtrim.layers.chain import ChainStep
from ctxtrim.layers.harmless_commands import reads_nothing
from ctxtrim.layers.image import commands_of, kept_stages
from ctxtrim.layers.installers import installer_of
from ctxtrim.layers.late_install import Install, Surroundings, manifests_read
from ctxtrim.manifests import manifest_needs
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.model.build import BuildPlan, Need, Run

_LEAST_SPARED, _MOST_LINES = 10, 12
_PLAIN_COPY = r"(COPY|ADD) ((?:--(?:chown|chmod)=\S+ |--link )*)(?:\./?|/) (\S+)"
_PLAIN_NAME = r"[\w.@+-]+"
_SHELL = frozenset("cd export set mkdir true ls pwd date".split())
_GO = ("build", "install", "mod", "env", "version", "vet")


class NarrowCopy(NamedTuple):
    """A copy that could be a part of itself.

    files: how many it takes. needed: how many the lines take, at most all that is read. lines: what to write
    instead.
    """

    copy: ChainStep
    files: int
    needed: int
    lines: tuple[str, ...]


def narrow_copies(
    plan: BuildPlan, steps: Sequence[ChainStep], around: Surroundings, files: Collection[str]
) -> Iterator[NarrowCopy]:
    """Yield the copies of stages that are not in the image. files: what is eligible, in any order."""
    kept, based = kept_stages(plan), {stage.base_stage for stage in plan.stages if stage.reached}
    for stage in plan.stages:
        if stage.reached and stage.label not in kept and stage.number not in based:
            own = [step for step in steps if step.stage == stage.label]
            takers = [step for step in steps if own and own[-1].number in step.origins]
            yield from _narrowed(plan, own, takers, _Files(around, files))


class _Files(NamedTuple):
    """A context, and the paths of what is eligible in it."""

    around: Surroundings
    paths: Collection[str]


def _narrowed(
    plan: BuildPlan, steps: Sequence[ChainStep], takers: Iterable[ChainStep], files: _Files
) -> Iterator[NarrowCopy]:
    around = files.around
    copy = next((s for s in steps if any("" in taken.sources for taken in s.copies)), None)
    written = re.fullmatch(_PLAIN_COPY, copy.text) if copy else None
    if not copy or not written:
        return
    below = {step.line for step in steps if step.number > copy.number and step.instruction == "RUN"}
    runs = [run for run in plan.runs if run.stage == copy.stage and run.line in below]
    needs = _needs(runs, around) if len(runs) == len(below) else None
    if not needs or any(_takes_all(taker, runs[0]) for taker in takers):
        return
    needs += [need for need in resolve(plan, around.tree) if need.kind == "flow"]
    taken = [path for path in files.paths if around.feeds[copy.number].keys_of(path)]
    names = sorted({path.partition("/")[0] for path in _matching(needs, taken)})
    needed = [path for path in taken if path.partition("/")[0] in names]
    lines = tuple(_lines(names, written, runs[0], around))
    is_far_less = 2 * len(needed) <= len(taken) and len(taken) - len(needed) >= _LEAST_SPARED
    if (
        lines
        and is_far_less
        and len(lines) <= _MOST_LINES
        and all(re.fullmatch(_PLAIN_NAME, n) for n in names)
    ):
        yield NarrowCopy(copy, len(taken), len(needed), lines)


def _takes_all(taker: ChainStep, run: Run) -> bool:
    """Say whether a step may take from a stage the folder that the context was copied to."""
    place = next((place for source, place in run.copied if not source), "")
    sources = [word for word in taker.text.split()[1:-1] if not word.startswith("--")]
    if taker.instruction != "COPY" or not place or re.search(r"[\[*?$<]", taker.text):
        return True
    folders = (place, *parents(place.lstrip("/")), "")
    return any(
        posixpath.normpath(source).strip("/.") in {f.strip("/") for f in folders} for source in sources
    )


def _needs(runs: Iterable[Run], around: Surroundings) -> list[Need] | None:
    """Return all that the commands may read, None where that is not known."""
    found: list[Need] = []
    for run in runs:
        compiles = False
        for command in commands_of(run):
            installer = installer_of(command)
            if command.tool == "go" and command.words[1:2] and command.words[1] in _GO:
                compiles = True
            elif installer:
                manifests = manifests_read(Install(run, 0, command, installer), around)
                if not manifests or installer.needs_project(command.words):
                    return None
                found += [Need(path, run.where, run.line, installer.title) for path in manifests]
            elif not (reads_nothing(command) or command.tool in _SHELL):
                return None
        if compiles:
            found += manifest_needs(around.tree, (run,), around.is_eligible, around.cache)
    return None if any(need.kind == "version" for need in found) else found


def _matching(needs: Iterable[Need], files: Iterable[str]) -> Iterator[str]:
    """Yield the files that a need is, contains or matches."""
    exact = {need.glob for need in needs if not need.is_glob}
    globs = {need.glob for need in needs if need.is_glob}
    patterns = [pattern for glob in globs if (pattern := new_pattern(glob, "need"))]
    for path in files:
        places = (path, *parents(path))
        if (
            "" in exact
            or not exact.isdisjoint(places)
            or any(p.hits(place) for p in patterns for place in places)
        ):
            yield path


def _lines(names: Iterable[str], written: re.Match[str], first: Run, around: Surroundings) -> Iterator[str]:
    """Yield a COPY for the root's files that are not there already, and one for each folder."""
    word, flags, target = written.groups()
    base = "." if target in (".", "./") else target.rstrip("/")
    there = {(source, posixpath.normpath(place)) for source, place in first.copied}
    place = next((place for source, place in first.copied if not source), "")
    folders = [name for name in names if around.tree.kind(name) == "dir"]
    files = [name for name in names if name not in folders]
    files = [name for name in files if (name, posixpath.normpath(posixpath.join(place, name))) not in there]
    if files:
        yield f"{word} {flags}{' '.join(files)} {base}/"
    for name in folders:
        yield f"{word} {flags}{name} {base}/{name}"
