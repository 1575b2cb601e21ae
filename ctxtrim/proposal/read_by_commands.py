"""What the commands of all builds of a context read, each thing once.

Builds of one Dockerfile differ in their targets and arguments: what its stages read is asked once for all
whose commands are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ctxtrim.go.path import parents
from ctxtrim.manifests import manifest_needs
from ctxtrim.manifests.tree_cache import TreeCache
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.model.build import BuildPlan, Need, Run
from ctxtrim.model.context import Tree
from ctxtrim.proposal.eligible_files import EligibleFiles
from ctxtrim.proposal.protection import is_readable

_OF_TARGET = "TARGETSTAGE"


class _Commands(NamedTuple):
    """What decides over the reading: the runs of every stage, and what is copied (None: all)."""

    runs: tuple[Run, ...]
    sources: tuple[str, ...] | None


def read_by_commands(
    tree: Tree, eligible: EligibleFiles, plans: Iterable[BuildPlan], dialect: Dialect
) -> Iterator[Need]:
    """What manifests and commands read, of every stage; git's state, of the stages that are built.

    What several builds read in the same way is told of the first of them.
    """
    known: set[tuple[object, ...]] = set()
    reached: dict[_Commands, set[str]] = {}
    for plan in plans:
        stages = reached.setdefault(_commands(plan), set())
        stages.update(stage.label for stage in plan.stages if stage.reached)
    cache = TreeCache(tree)
    for commands, stages in reached.items():
        visible = _visible(commands, tree, eligible, dialect)
        found = [need for need in manifest_needs(tree, commands.runs, visible, cache) if is_readable(need)]
        runs = [run for run in commands.runs if run.stage in stages]
        if len(runs) < len(commands.runs):
            built = manifest_needs(tree, runs, visible, cache)
            found = [need for need in found if need.kind != "version"]
            found += [need for need in built if need.kind == "version"]
        for need in found:
            way = (need.glob, need.is_glob, need.kind, need.must, need.origin, need.notices_changes)
            if need.kind == "version" or way not in known:
                known.add(way)
                yield need


def _commands(plan: BuildPlan) -> _Commands:
    sources = tuple(dict.fromkeys(source for copy in plan.copies for source in copy.sources))
    runs = plan.runs
    if not any(_OF_TARGET in run.command for run in runs):
        runs = tuple(
            run._replace(values=tuple(pair for pair in run.values if pair[0] != _OF_TARGET)) for run in runs
        )
    return _Commands(runs, None if "" in sources or plan.follow is None else sources)


def visible_to(
    plan: BuildPlan, tree: Tree, eligible: EligibleFiles, dialect: Dialect
) -> Callable[[str], bool]:
    """Return whether a build puts a path of the context into a stage, as a function."""
    return _visible(_commands(plan), tree, eligible, dialect)


def _visible(
    commands: _Commands, tree: Tree, eligible: EligibleFiles, dialect: Dialect
) -> Callable[[str], bool]:
    paths, kind = eligible.paths, tree.kind
    if commands.sources is None:
        return lambda path: path in paths or not kind(path)
    patterns = [DockerPattern(source, False, 0, "", dialect.syntax) for source in commands.sources]
    return lambda path: any(p.hits(step) for p in patterns for step in (path, *parents(path)))
