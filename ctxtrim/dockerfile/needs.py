"""What a Dockerfile takes from its context: what is sent for it, and what must not be excluded."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping

from ctxtrim.dockerfile.building import Builder, Report
from ctxtrim.dockerfile.instructions import check
from ctxtrim.dockerfile.scope import Arguments
from ctxtrim.dockerfile.sources import followed
from ctxtrim.dockerfile.stages import Stage, Stages, reached_from, stages_of, target_of
from ctxtrim.dockerfile.syntax import Dockerfile, trouble
from ctxtrim.dockerfile.takes import Takes, asked_paths, named_takes
from ctxtrim.go import path as gopath
from ctxtrim.model.build import BuildPlan, BuildStage, Flow, Need
from ctxtrim.model.context import Tree


def plan(
    dockerfile: Dockerfile,
    target: str = "",
    args: Mapping[str, str | None] | None = None,
    platform: str = "linux/amd64",
    named_contexts: Iterable[str] = (),
) -> BuildPlan:
    """What a build of this Dockerfile takes.

    target: a stage's name, "" for the last. args: --build-arg (None: a value from an environment that is not
    known here). platform: the one built for, as --platform has it. named_contexts: names that stand for
    something else than a stage or image of that name. Raises CtxtrimError where BuildKit stops, and for an
    unknown target (with the list).
    """
    names = tuple(named_contexts)
    arguments = Arguments(args or {}, platform, target=target.lower())
    refused = check(dockerfile, (args or {}).get("BUILDKIT_SYNTAX") or "")
    stages = stages_of(dockerfile, {line for line, _ in refused}, arguments, names)
    chosen = target_of(stages.all, target, dockerfile.where)
    reached = reached_from(stages.all, chosen)
    labels = [_label(stage, len(stages.all)) for stage in stages.all]
    builder = Builder(dockerfile.where, stages.above, arguments, labels)
    reports = [builder.build(stage) for stage in stages.all]
    _stop(dockerfile.where, stages, reports, reached)
    shown = [_shown(stage, labels, stage.number in reached) for stage in stages.all]
    takes, follow = _takes(dockerfile.where, shown, reports, builder)
    return BuildPlan(
        where=dockerfile.where,
        stages=tuple(shown),
        target=shown[chosen.number],
        follow=follow,
        needs=tuple(dict.fromkeys([*takes.needs, *(f.need for f in takes.flows)])),
        runs=tuple(run for report in reports for run in report.runs),
        unknown=tuple(sorted(dict.fromkeys([*refused, *_notes(stages, reports, reached)]))),
        copies=tuple(takes.copies),
        flows=tuple(takes.flows),
        images=_images(stages),
        uses_frontend=(args or {}).get("BUILDKIT_SYNTAX") or dockerfile.syntax,
        named=named_takes(stages.all, reports, chosen.number, names, takes),
    )


def _takes(
    where: str, shown: list[BuildStage], reports: list[Report], builder: Builder
) -> tuple[Takes, tuple[str, ...] | None]:
    """What all lines take, and the paths that BuildKit asks for (see BuildPlan.follow)."""
    takes = Takes(where, shown, builder.images)
    lines = [(stage, taking) for stage in shown for taking in reports[stage.number].takings]
    for stage, taking in lines:
        takes.add(stage, taking)
    return takes, asked_paths(taking for stage, taking in lines if stage.reached)


def resolve(build: BuildPlan, tree: Tree, tracked: Callable[[str], bool] | None = None) -> tuple[Need, ...]:
    """The plan's needs, those that flow through stages decided by a look at the context.

    What the context has came from there, and the build fails without it. What it has not is likely made by
    a RUN: kept, but not as a must, unless a file stands where a folder would have to be. tracked: does
    version control have the path, or anything below it? Where a RUN may have made what a clean clone has
    not, it is no must either.
    """
    direct = [need for need in build.needs if need.kind != "flow"]
    flowing = [need for moved in build.flows for need in _resolved(moved, tree, tracked)]
    return tuple(dict.fromkeys(direct + flowing))


def _resolved(moved: Flow, tree: Tree, tracked: Callable[[str], bool] | None) -> Iterator[Need]:
    possible = [candidate for candidate in moved.candidates if _may_be(tree, candidate[0])]
    present = [candidate for candidate in possible if _is_there(tree, candidate[0])]
    if possible and not present:
        path, is_glob, _ = possible[0]
        yield moved.need._replace(glob=path, is_glob=is_glob)
    for path, is_glob, made in present:
        must = not is_glob and not (made and tracked is not None and not tracked(path))
        yield moved.need._replace(glob=path, is_glob=is_glob, must=must)


def _may_be(tree: Tree, path: str) -> bool:
    """Return whether something can be at this path: no file stands where a folder would have to be."""
    for above in gopath.parents(path):
        if gopath.has_wildcard(above):
            return _is_there(tree, above + "/*")
        if tree.kind(above) not in ("", "dir", "link"):
            return False
    return True


def _is_there(tree: Tree, pattern: str) -> bool:
    if not gopath.has_wildcard(pattern):
        return bool(tree.kind(pattern))
    found = [""]
    for part in pattern.split("/"):
        if part == "**":
            return bool(found)
        found = [posixpath.join(folder, name) for folder in found for name in _matching(tree, folder, part)]
    return bool(found)


def _matching(tree: Tree, folder: str, part: str) -> list[str]:
    return [name for name in tree.children(folder) if name == part or gopath.is_match(part, name)]


def _stop(where: str, stages: Stages, reports: list[Report], reached: set[int]) -> None:
    """Raise where BuildKit would: only in stages that are built."""
    for stage, report in zip(stages.all, reports, strict=True):
        if stage.number in reached:
            for line, what in [*report.stops, *_too_early(stage), *_no_patterns(report)]:
                raise trouble(where, line, what)


def _too_early(stage: Stage) -> Iterator[tuple[int, str]]:
    for step in stage.steps:
        for origin in step.origins:
            if isinstance(origin, int) and origin >= stage.number and not stage.replaced:
                what = f"cannot take from stage {origin}, it needs to be defined before the current stage"
                yield step.instruction.line, what


def _no_patterns(report: Report) -> Iterator[tuple[int, str]]:
    """A source that is no pattern stops the transfer (fsutil filter.go, "invalid includepatterns")."""
    for taking in report.takings:
        for _, value in taking.sources if taking.origin is None else ():
            if gopath.has_wildcard(path := followed(value.given)) and _is_broken(path):
                yield taking.line, f"invalid includepatterns: [{path}]: syntax error in pattern"


def _is_broken(pattern: str) -> bool:
    try:
        gopath.match(pattern, ".")
    except gopath.BadPattern:
        return True
    return False


def _notes(stages: Stages, reports: list[Report], reached: set[int]) -> Iterator[tuple[int, str]]:
    for stage, report in zip(stages.all, reports, strict=True):
        if stage.base.blanks:
            names = ", ".join(stage.base.blanks)
            yield stage.line, f"FROM: {names} has no value here, so what the stage is built from is not known"
        yield from report.notes
        if stage.number not in reached:
            yield from report.stops
            yield from _too_early(stage)
            yield from _no_patterns(report)


def _images(stages: Stages) -> tuple[str, ...]:
    bases = [s.base.given for s in stages.all if s.base_stage < 0 and not s.base.blanks and not s.replaced]
    return tuple(dict.fromkeys(name for name in (*bases, *stages.outside) if name != "scratch"))


def _label(stage: Stage, count: int) -> str:
    return stage.name or ("" if count == 1 else f"stage-{stage.number}")


def _shown(stage: Stage, labels: list[str], reached: bool) -> BuildStage:
    base = "" if stage.base.blanks else stage.base.given
    return BuildStage(
        stage.number,
        stage.name,
        labels[stage.number],
        stage.line,
        base,
        stage.base_stage,
        reached,
        stage.replaced,
    )
