"""The steps whose layers a build's image keeps, and the commands that they run."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.dockerfile.syntax import Dockerfile
from ctxtrim.layers.chain import ChainStep
from ctxtrim.manifests.commands.shell import commands
from ctxtrim.manifests.commands.steps import unwrapped
from ctxtrim.manifests.commands.variables import expanded
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import BuildPlan, BuildStage, Run

_SHELL_FORMS = ("sh", "bash", "ash", "dash")


class LayerStep(NamedTuple):
    """A step, and the commands of its RUN: each as what it runs in the end (`sudo make` is `make`).

    is_kept: its layer is in the image that is built. has_cache: it mounts a cache or a tmpfs.
    """

    step: ChainStep
    run: Run | None
    commands: tuple[Step, ...]
    is_kept: bool
    has_cache: bool

    @property
    def line(self) -> int:
        """The line of the Dockerfile it begins on."""
        return self.step.line

    def calls(self, *tools: str) -> list[Step]:
        """Return its commands that run one of these programs."""
        return [command for command in self.commands if command.tool in tools]


class Variable(NamedTuple):
    """A name that an ARG or ENV gives a value, "" for none."""

    name: str
    value: str
    line: int
    is_env: bool


class Layers(NamedTuple):
    """The layers of one build.

    steps: of all reached stages. base, base_line: the image that the kept ones lie on, and its FROM. bases:
    of every reached stage, by its label. kept_variables: of the stages that are kept. started: the commands
    that the container runs. is_last: the last stage of the Dockerfile is built.
    """

    where: str
    target: str
    steps: tuple[LayerStep, ...]
    base: str
    base_line: int
    bases: dict[str, str]
    kept_variables: tuple[Variable, ...] = ()
    started: tuple[str, ...] = ()
    is_last: bool = True

    @property
    def kept(self) -> list[LayerStep]:
        """The steps whose layers are in the image, the lowest first."""
        return [step for step in self.steps if step.is_kept]


def layers_of(plan: BuildPlan, chain: Sequence[ChainStep], dockerfile: Dockerfile) -> Layers:
    """Return the layers of a build, all three of the same Dockerfile."""
    runs = {(run.stage, run.line): run for run in plan.runs if run.instruction == "RUN"}
    family, stage = kept_stages(plan), _lowest_stage(plan)
    steps = []
    for step in chain:
        run = runs.get((step.stage, step.line)) if step.instruction == "RUN" else None
        has_cache = "type=cache" in step.text or "type=tmpfs" in step.text
        own = tuple(commands_of(run)) if run else ()
        steps.append(LayerStep(step, run, own, step.stage in family, has_cache))
    bases = {one.label: one.base for one in plan.stages if one.reached}
    started = tuple(run.command for run in plan.runs if run.instruction != "RUN" and run.stage in family)
    given = tuple(_variables(plan, dockerfile, family))
    base = (stage.base, stage.line)
    is_last = plan.target == plan.stages[-1]
    return Layers(plan.where, plan.target.label, tuple(steps), *base, bases, given, started, is_last)


def kept_stages(plan: BuildPlan) -> set[str]:
    """Return the labels of the stages whose layers are in the image."""
    return {stage.label for stage in _ancestry(plan)}


def _lowest_stage(plan: BuildPlan) -> BuildStage:
    """Return the stage that the target stands on, itself where it begins with an image."""
    return list(_ancestry(plan))[-1]


def _ancestry(plan: BuildPlan) -> Iterator[BuildStage]:
    stage = plan.target
    yield stage
    while stage.base_stage >= 0:
        stage = plan.stages[stage.base_stage]
        yield stage


def _variables(plan: BuildPlan, dockerfile: Dockerfile, family: Collection[str]) -> Iterator[Variable]:
    """Yield the ARGs and ENVs of the stages with these labels."""
    labels, label = {stage.line: stage.label for stage in plan.stages}, None
    for instruction in dockerfile.instructions:
        if instruction.name == "from":
            label = labels.get(instruction.line)
        elif label in family and instruction.name == "env":
            for name, value in zip(instruction.args[::3], instruction.args[1::3], strict=True):
                yield Variable(name, value.strip("\"'"), instruction.line, True)
        elif label in family and instruction.name == "arg":
            for name, _, value in (word.partition("=") for word in instruction.args):
                yield Variable(name, value.strip("\"'"), instruction.line, False)


def image_path(command: Step, word: str) -> str:
    """Return the absolute path that a command means by a word, "" where that is not known."""
    if "$" in word or not (word.startswith("/") or command.place.startswith("/")):
        return ""
    return posixpath.normpath(posixpath.join(command.place, word))


def plain_words(command: Step) -> list[str]:
    """Return the words of a command behind its program that are no options."""
    return [word for word in command.words[1:] if not word.startswith("-")]


def commands_of(run: Run) -> Iterator[Step]:
    """Yield the commands of a RUN, each as what it runs in the end."""
    values, place = dict(run.values), run.workdir
    for command in commands(run.command):
        words = tuple(expanded(word, values) for word in command.words)
        if words[:1] == ("cd",) and len(words) > 1:
            place = posixpath.join(place, words[1])
        step = Step(words, place, run, run.where, run.line, command.fatal)
        while step.words and (inner := unwrapped(step.words)):
            step = step._replace(words=inner)
        if step.words and step.tool in _SHELL_FORMS and "-c" in step.words[1:2] and len(step.words) > 2:
            yield from commands_of(run._replace(command=step.words[2]))
        elif step.words:
            yield step
