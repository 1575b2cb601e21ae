"""What the lines of a Dockerfile take: from the context, through stages, from named contexts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ctxtrim.dockerfile import flow
from ctxtrim.dockerfile.building import Report, Taking
from ctxtrim.dockerfile.scope import Value
from ctxtrim.dockerfile.sources import followed, image_path, wanted
from ctxtrim.dockerfile.stages import Stage, familiar_name
from ctxtrim.go import path as gopath
from ctxtrim.model.build import BuildStage, ContextCopy, Flow, NamedTake, Need, NeedKind

_KINDS: dict[str, NeedKind] = {"COPY": "copy", "ADD": "copy", "mount": "mount", "tmpfs": "mount"}
_Taken = Sequence[tuple[BuildStage, Taking]]


class Takes:
    """Needs, copies and flows of one context, made from what the lines take."""

    def __init__(self, where: str, stages: Sequence[BuildStage], images: list[flow.Image]) -> None:
        self.where = where
        self.stages = stages
        self.images = images
        self.needs: list[Need] = []
        self.copies: list[ContextCopy] = []
        self.flows: list[Flow] = []

    def add(self, stage: BuildStage, taking: Taking) -> None:
        """Add what one line takes from the context (origin None) or from a stage."""
        if isinstance(taking.origin, int):
            for _, value in taking.sources:
                self._add_flow(stage, taking, value, taking.origin)
        elif taking.origin is None and taking.sources:
            for written, value in taking.sources if taking.form != "tmpfs" else ():
                self._add_need(stage, taking, written, value)
            self.copies.append(
                ContextCopy(
                    taking.form if taking.form in ("COPY", "ADD") else "RUN",
                    taking.line,
                    stage.label,
                    tuple(gopath.join_context(value.given) for _, value in taking.sources),
                    taking.excludes,
                    taking.parents,
                    stage.reached,
                )
            )

    def _add_need(self, stage: BuildStage, taking: Taking, written: str, value: Value) -> None:
        for want in wanted(value, written):
            why = f"{taking.shown}: {want.doubt}" if want.doubt else taking.shown
            kind = _KINDS[taking.form]
            self.needs.append(
                Need(want.glob, self.where, taking.line, why, stage.label, kind, want.must, want.is_glob)
            )

    def _add_flow(self, stage: BuildStage, taking: Taking, value: Value, origin: int) -> None:
        places = [c for c in flow.candidates(self.images, origin, image_path(value)) if c.path]
        if not places:
            return
        places.sort(key=lambda candidate: candidate.path.count("/"))
        first = places[0]
        source = self.stages[origin].label
        why = f"{taking.shown}: copied to stage {source} by line {first.line}"
        need = Need(first.path, self.where, taking.line, why, stage.label, "flow", False, first.is_pattern)
        self.flows.append(Flow(need, tuple((c.path, c.is_pattern, c.made) for c in places)))


def asked_paths(takings: Iterable[Taking]) -> tuple[str, ...] | None:
    """Return what BuildKit asks the client for; None is all, () nothing (normalizeContextPaths).

    A tmpfs mount without `from` asks for all, but alone it needs no transfer.
    """
    paths: set[str] = set()
    is_used = False
    for taking in takings:
        if taking.origin is None and taking.sources:
            paths.update(followed(value.given) for _, value in taking.sources)
            is_used = is_used or taking.form != "tmpfs"
    if not is_used:
        return ()
    return None if "" in paths else tuple(sorted(paths))


def named_takes(
    stages: Sequence[Stage],
    reports: Sequence[Report],
    chosen: int,
    names: Iterable[str],
    takes: Takes,
) -> tuple[NamedTake, ...]:
    """Return what is taken from each named context, those of which nothing is taken left out.

    chosen: the number of the target's stage. takes: those of the main context, for what they know of stages.
    A stage that is built on a named context is copied from path by path, unless it is the target, is built
    upon or runs something (seen with Docker 28.5).
    """
    known = frozenset(map(familiar_name, names))
    homes = _homes(stages, known)
    whole = {homes[number] for number in _used_whole(stages, takes.stages, chosen, homes)}
    out = []
    for name in sorted(known):
        taken = list(_taken_from(name, takes.stages, reports, homes))
        own = Takes(takes.where, takes.stages, [])
        for stage, taking in taken:
            own.add(stage, taking)
        follow = None if name in whole else asked_paths(taking for stage, taking in taken if stage.reached)
        if follow != () or own.needs:
            out.append(NamedTake(name, follow, tuple(own.needs), tuple(own.copies)))
    return tuple(out)


def _homes(stages: Sequence[Stage], names: Collection[str]) -> dict[int, str]:
    """Return stage number -> the named context that it stands for or is built on."""
    homes: dict[int, str] = {}
    for stage in stages:
        base = familiar_name(stage.base.given)
        if stage.replaced:
            homes[stage.number] = familiar_name(stage.name)
        elif stage.base_stage in homes:
            homes[stage.number] = homes[stage.base_stage]
        elif stage.base_stage < 0 and base in names and base not in ("scratch", "context"):
            homes[stage.number] = base
    return homes


def _used_whole(
    stages: Sequence[Stage], shown: Sequence[BuildStage], chosen: int, homes: dict[int, str]
) -> Iterator[int]:
    built_upon = {stage.base_stage for stage in stages if shown[stage.number].reached}
    for number in homes:
        runs = not stages[number].replaced and any(s.instruction.name == "run" for s in stages[number].steps)
        if shown[number].reached and (number == chosen or number in built_upon or runs):
            yield number


def _taken_from(
    name: str, shown: Sequence[BuildStage], reports: Sequence[Report], homes: dict[int, str]
) -> Iterator[tuple[BuildStage, Taking]]:
    for stage, report in zip(shown, reports, strict=True):
        for taking in report.takings:
            origin = taking.origin
            home = homes.get(origin, "") if isinstance(origin, int) else familiar_name(origin or "")
            if home == name:
                yield stage, taking._replace(origin=None)
