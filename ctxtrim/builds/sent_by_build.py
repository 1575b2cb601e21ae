"""What one build receives of its context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ctxtrim.builds.of_request import Build
from ctxtrim.context.explain import takes
from ctxtrim.context.selection import select, traverse_selected
from ctxtrim.context.traverse import Lister, traverse
from ctxtrim.matching import judge as judging
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.build import BuildPlan, ContextCopy
from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.scan import Scan, Sent
from ctxtrim.scan.asked_paths import AskedPaths, asked_paths_of

NOTHING = Sent(Sum(), 0, 0, whole=False)


class Given(NamedTuple):
    """What decides what a build gets. follow: as BuildPlan.follow (None: all that is eligible)."""

    ruleset: Ruleset
    follow: tuple[str, ...] | None


def given_to(build: Build, dialect: Dialect) -> Given:
    """The rules and the paths that count for a build under a dialect."""
    ruleset = build.rules.ruleset
    if dialect.selects or dialect.in_place:
        return Given(ruleset, build.plan.follow)
    if dialect.readds:
        lies_inside = build.target.dockerfile and not build.plan.where.startswith("/")
        ruleset = with_readded(ruleset, build.plan.where if lies_inside else "")
    return Given(ruleset, None)


def visits_of(given: Given, children: Lister) -> Iterator[tuple[Entry, Verdict]]:
    """A walk in which `eligible` means sent. children: lists a directory of the context."""
    selection = None if given.follow is None else select(given.follow, children)
    if selection is None:
        return traverse(children, given.ruleset)
    return traverse_selected(children, given.ruleset, selection)


def asked_by(given: Given, children: Lister) -> AskedPaths | None:
    """Return the paths that a build asks for; None where it asks for all, or only `visits_of` can tell."""
    if given.follow is None or given.ruleset.dialect.sends_in_part:
        return None
    selection = select(given.follow, children)
    return asked_paths_of(selection) if selection else None


def sent_of(scan: Scan, dialect: Dialect, size: Callable[[str], int]) -> Sent:
    """What arrives where all that was scanned is sent. size: the bytes of a path on the disk."""
    dropped = sum(dialect.specials.get(e.trouble or e.kind) == "dropped" for e in scan.troubles)
    files = scan.eligible.files - dropped
    arriving = scan.eligible.bytes - sum(map(size, scan.emptied))
    return Sent(
        Sum(files, arriving),
        scan.transfer_bytes,
        scan.classic_tar_bytes,
        scan.emptied,
        folders=scan.folders,
        largest=scan.largest,
    )


def with_readded(ruleset: Ruleset, dockerfile: str) -> Ruleset:
    """The rules as the classic client sends them: what excludes its own files is undone by exceptions.

    dockerfile: relative to the context ("" if it lies elsewhere). After TrimBuildFilesFromExcludes of
    docker/cli 28 (cli/command/image/build/dockerignore.go), which asks the deprecated matcher. The daemon
    deletes these files again before the first COPY.
    """
    patterns = ruleset.patterns
    for path in filter(None, (".dockerignore", dockerfile)):
        if not judging.with_one_parent_skipping(patterns, path, Verdict(True)).eligible:
            exception = DockerPattern(path, True, 0, "docker build", ruleset.dialect.syntax)
            patterns = (*patterns, exception)
    return ruleset if patterns is ruleset.patterns else Ruleset(patterns, ruleset.dialect)


def lines_taking(build: Build, path: str, children: Lister) -> list[str]:
    """Return the lines of a build's Dockerfile that take an eligible path: "Dockerfile:7: COPY . .".

    children: lists a directory of the context. path: "" is the context itself, taken as a whole.
    """
    return [
        f"{build.plan.where}:{copy.line}: {copy.instruction} {_sources(copy)}"
        for copy in build.plan.copies
        if copy.reached and _is_taken(copy, path, children)
    ]


def _is_taken(copy: ContextCopy, path: str, children: Lister) -> bool:
    selection = select(copy.sources, children)
    return selection is None or takes(selection, path)


def _sources(copy: ContextCopy) -> str:
    return " ".join(source or "." for source in copy.sources)


def asks_of(plan: BuildPlan) -> tuple[str, ...]:
    """What a build asks its context for, line by line: "Dockerfile:7: COPY ."."""
    return tuple(
        f"{plan.where}:{copy.line}: {copy.instruction} {_sources(copy)}"
        for copy in plan.copies
        if copy.reached
    )
