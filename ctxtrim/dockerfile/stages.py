"""The stages of a Dockerfile: what each is built and copied from, and which of them a target reaches.

After buildDispatchStates, toCommand and resolveStages in frontend/dockerfile/dockerfile2llb/convert.go of
BuildKit v0.32.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from ctxtrim.dockerfile.instructions import flags_of, stage_name
from ctxtrim.dockerfile.mounts import origin_of
from ctxtrim.dockerfile.scope import Arguments, Scope, Value, declare, platform_values
from ctxtrim.dockerfile.syntax import Dockerfile, Instruction, quoted, trouble
from ctxtrim.dockerfile.words import WordError
from ctxtrim.errors import CtxtrimError

Origin = int | str | None
"""Where a copy or mount takes from: a stage's index, an image or named context, or None: the context."""

_INDEX = r"[+-]?[0-9]{1,9}"
_ONLY_LITERAL = (
    "variable expansion is not supported for --from, "
    "define a new stage with FROM using ARG from global scope as a workaround"
)


class Step(NamedTuple):
    """An instruction of a stage and where it takes from: one origin for COPY, one a mount for RUN."""

    instruction: Instruction
    origins: tuple[Origin, ...] = ()


class Stage(NamedTuple):
    """A stage. number: from 0. base: the expanded FROM. base_stage: -1: an image. steps: ONBUILD first."""

    number: int
    name: str
    line: int
    base: Value
    base_stage: int
    replaced: bool
    steps: tuple[Step, ...] = ()

    @property
    def needed(self) -> list[int]:
        """The stages that it is built or copied from."""
        origins = [origin for step in self.steps for origin in step.origins if isinstance(origin, int)]
        return origins + [self.base_stage] * (self.base_stage >= 0)


class Stages(NamedTuple):
    """All stages in order, the scope before the first, and images that are copied or mounted from."""

    all: tuple[Stage, ...]
    above: Scope
    outside: tuple[str, ...]


def stages_of(
    dockerfile: Dockerfile, refused: Collection[int], arguments: Arguments, named_contexts: Iterable[str] = ()
) -> Stages:
    """A Dockerfile's stages. refused: lines to leave out. Raises CtxtrimError where BuildKit stops."""
    head, bodies = _divided(dockerfile, refused)
    last = stage_name(bodies[-1][0]) if bodies else ""
    above = Scope(platform_values(arguments, last), dockerfile.escape)
    graph = _Graph(dockerfile.where, above, frozenset(map(familiar_name, named_contexts)))
    for instruction in head:
        with _at(dockerfile.where, instruction.line):
            declare(above, instruction.args, arguments)
    for start, _ in bodies:
        graph.add(start)
    steps = [graph.steps(body) for _, body in bodies]
    stages = [stage._replace(steps=own) for stage, own in zip(graph.stages, steps, strict=True)]
    _refuse_circles(dockerfile.where, stages)
    triggers = [graph.steps(_triggers(body)) for _, body in bodies]
    stages = [s._replace(steps=triggers[s.base_stage] + s.steps) if s.base_stage >= 0 else s for s in stages]
    return Stages(tuple(stages), above, tuple(graph.outside))


def target_of(stages: tuple[Stage, ...], target: str, where: str) -> Stage:
    """The stage that --target names, the last for "". Raises CtxtrimError with the list."""
    if not target:
        return stages[-1]
    for stage in reversed(stages):
        if stage.name and stage.name == target.lower():
            return stage
    names = ", ".join(stage.name for stage in stages if stage.name) or "none has a name"
    raise CtxtrimError(f"{where}: target stage {quoted(target)} could not be found; its stages: {names}")


def reached_from(stages: tuple[Stage, ...], target: Stage) -> set[int]:
    """The indices of the stages that are built for a target, its own included."""
    reached: set[int] = set()
    waiting = [target.number]
    while waiting:
        index = waiting.pop()
        if index not in reached:
            reached.add(index)
            waiting += stages[index].needed
    return reached


def _divided(
    dockerfile: Dockerfile, refused: Collection[int]
) -> tuple[list[Instruction], list[tuple[Instruction, list[Instruction]]]]:
    """ARG before the first FROM, and each FROM with what follows it."""
    head: list[Instruction] = []
    bodies: list[tuple[Instruction, list[Instruction]]] = []
    for instruction in dockerfile.instructions:
        if instruction.line in refused:
            continue
        if instruction.name == "from":
            bodies.append((instruction, []))
        elif bodies:
            bodies[-1][1].append(instruction)
        elif instruction.name == "arg":
            head.append(instruction)
        else:
            raise trouble(dockerfile.where, instruction.line, "no build stage in current context")
    if not bodies:
        raise trouble(dockerfile.where, 0, "dockerfile contains no stages to build")
    return head, bodies


def _triggers(body: list[Instruction]) -> list[Instruction]:
    return [instruction.trigger for instruction in body if instruction.trigger]


class _Graph:
    """Stages by name as they are added; names are looked up among those before (FROM) or all (--from)."""

    def __init__(self, where: str, above: Scope, named_contexts: frozenset[str]) -> None:
        self.where = where
        self.above = above
        self.named = named_contexts
        self.stages: list[Stage] = []
        self.by_name: dict[str, int] = {}
        self.outside: dict[str, None] = {}
        self.unregistered: list[str] = []  # upstream appends what it does not know to the list of stages

    def add(self, start: Instruction) -> None:
        with _at(self.where, start.line):
            base = self.above.expand(start.args[0])
        if not base.given and not base.blanks:
            raise trouble(self.where, start.line, f"base name ({start.args[0]}) should not be blank")
        name = stage_name(start)
        replaced = bool(name) and self._is_named_context(name)
        base_stage = -1 if replaced or base.blanks else self.by_name.get(base.given, -1)
        index = len(self.stages)
        self.stages.append(Stage(index, name, start.line, base, base_stage, replaced))
        if name:
            self.by_name[name] = index

    def steps(self, body: list[Instruction]) -> tuple[Step, ...]:
        return tuple(Step(instruction, self._origins(instruction)) for instruction in body)

    def _origins(self, instruction: Instruction) -> tuple[Origin, ...]:
        if instruction.name == "copy":
            origin = flags_of(instruction).get("from", [""])[0]
            return (self._copy_origin(origin, instruction.line),)
        if instruction.name == "run":
            return tuple(self._origin(origin_of(mount)) for mount in flags_of(instruction).get("mount", ()))
        return ()

    def _copy_origin(self, origin: str, line: int) -> Origin:
        if not origin or not re.fullmatch(_INDEX, origin):
            with _at(self.where, line):
                if Scope({}, self.above.mode.escape).expand(origin).given != origin:
                    raise WordError(_ONLY_LITERAL)
            return self._origin(origin) if origin else None
        index = int(origin)
        if not 0 <= index < len(self.stages) + len(self.unregistered):
            raise trouble(self.where, line, f"invalid stage index {index}")
        return index if index < len(self.stages) else self.unregistered[index - len(self.stages)]

    def _origin(self, origin: str) -> Origin:
        """A stage by name, or an image; a mount without `from` counts as one named scratch, as upstream."""
        if origin.lower() in self.by_name:
            return self.by_name[origin.lower()]
        self.unregistered.append(origin or "scratch")
        if not origin:
            return None
        if not self._is_named_context(origin) and origin != "scratch":
            self.outside[origin] = None
        return origin

    def _is_named_context(self, name: str) -> bool:
        return name.lower() not in ("scratch", "context") and familiar_name(name) in self.named


def familiar_name(name: str) -> str:
    """Return a reference as buildx names contexts: lower case, without the default registry and tag."""
    return name.lower().removeprefix("docker.io/").removeprefix("library/").removesuffix(":latest")


def _refuse_circles(where: str, stages: list[Stage]) -> None:
    """validateCircularDependency: only --from counts, FROM names stages above."""
    done: set[int] = set()
    for root in stages:
        path: dict[int, list[int]] = {}
        waiting = [root.number]
        while waiting:
            index = waiting[-1]
            if index not in path and index not in done:
                path[index] = [n for step in stages[index].steps for n in step.origins if isinstance(n, int)]
            if not path.get(index):
                waiting.pop()
                path.pop(index, None)
                done.add(index)
                continue
            follower = path[index].pop()
            if follower in path:
                label = stages[root.number].name or f"stage-{root.number}"
                raise trouble(where, root.line, f"circular dependency detected on stage: {label}")
            waiting.append(follower)


class _at:
    """Turns a WordError inside into a CtxtrimError at a line."""

    def __init__(self, where: str, line: int) -> None:
        self.where = where
        self.line = line

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, trace: object) -> None:
        if isinstance(err, WordError):
            raise trouble(self.where, self.line, str(err)) from None
