"""The cache chain of a Dockerfile: its steps that make layers, and what each of them stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctxtrim.dockerfile.instructions import check, flags_of
from ctxtrim.dockerfile.scope import Arguments
from ctxtrim.dockerfile.stages import Stage, Step, stages_of
from ctxtrim.dockerfile.syntax import Dockerfile
from ctxtrim.model.build import BuildPlan, ContextCopy

MAKES_LAYER = ("copy", "add", "run")


class ChainStep(NamedTuple):
    """A COPY, ADD or RUN of a stage that the target reaches.

    number: its index in the chain. stage: as people see it. text: the instruction on one line. copies: what
    it takes from the context. below: the number of the step that it is built upon, -1 for the base image.
    origins: the last steps of the stages that it copies or mounts from. is_link: COPY --link, which is cached
    whatever is below.
    """

    number: int
    stage: str
    line: int
    end: int
    instruction: str
    text: str
    copies: tuple[ContextCopy, ...] = ()
    below: int = -1
    origins: tuple[int, ...] = ()
    is_link: bool = False


def chain(
    dockerfile: Dockerfile, plan: BuildPlan, arguments: Arguments, named_contexts: Iterable[str] = ()
) -> tuple[ChainStep, ...]:
    """Return the steps in the order of the Dockerfile. plan: of the same build."""
    refused = {line for line, _ in check(dockerfile)}
    stages = stages_of(dockerfile, refused, arguments, named_contexts).all
    copies: dict[tuple[str, int], list[ContextCopy]] = {}
    for copy in plan.copies:
        copies.setdefault((copy.stage, copy.line), []).append(copy)
    found: list[ChainStep] = []
    last: dict[int, int] = {}
    for stage, shown in zip(stages, plan.stages, strict=True):
        below = last.get(stage.base_stage, -1)
        for step in _layers(stage) if shown.reached and not shown.replaced else ():
            made = _chain_step(step, len(found), shown.label)
            origins = tuple(last[o] for o in step.origins if isinstance(o, int) and last.get(o, -1) >= 0)
            taken = tuple(copies.get((shown.label, made.line), ()))
            found.append(made._replace(copies=taken, below=below, origins=origins))
            below = made.number
        last[stage.number] = below
    return tuple(found)


def _layers(stage: Stage) -> Iterator[Step]:
    return (step for step in stage.steps if step.instruction.name in MAKES_LAYER)


def _chain_step(step: Step, number: int, label: str) -> ChainStep:
    instruction = step.instruction
    is_link = instruction.name != "run" and flags_of(instruction).get("link") == ["true"]
    name, text = instruction.name.upper(), " ".join(instruction.text.split())
    return ChainStep(number, label, instruction.line, instruction.end, name, text, is_link=is_link)
