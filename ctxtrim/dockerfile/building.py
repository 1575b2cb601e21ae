"""What each line of a stage takes, runs and leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.dockerfile import flow
from ctxtrim.dockerfile.flow import Copied, Image
from ctxtrim.dockerfile.heredocs import is_heredoc
from ctxtrim.dockerfile.instructions import flags_of
from ctxtrim.dockerfile.mounts import read_mount
from ctxtrim.dockerfile.scope import Arguments, Scope, Value, assign, declare
from ctxtrim.dockerfile.sources import image_path, remote_kind
from ctxtrim.dockerfile.stages import Origin, Stage, Step
from ctxtrim.dockerfile.syntax import Instruction
from ctxtrim.dockerfile.words import WordError
from ctxtrim.go import path as gopath
from ctxtrim.model.build import Run


class Taking(NamedTuple):
    """One instruction (or mount) that takes from somewhere.

    form: "COPY", "ADD", "mount" or "tmpfs". sources: as written and expanded. shown: the line for people.
    """

    form: str
    line: int
    origin: Origin
    sources: tuple[tuple[str, Value], ...]
    shown: str
    excludes: tuple[str, ...] = ()
    parents: bool = False


class Report(NamedTuple):
    """What a stage's lines do. stops: (line, BuildKit's words) where it would stop."""

    takings: list[Taking]
    runs: list[Run]
    notes: list[tuple[int, str]]
    stops: list[tuple[int, str]]


class State(NamedTuple):
    """What a stage leaves to those built from it."""

    scope: Scope
    workdir: str
    copied: tuple[Copied, ...] = ()
    runs: int = 0
    pairs: tuple[tuple[str, str], ...] = ()


class Builder:
    """Goes through stages in order; `states` and `images` (what is known of their files) grow with each."""

    def __init__(self, where: str, above: Scope, arguments: Arguments, labels: Sequence[str]) -> None:
        self.where = where
        self.above = above
        self.arguments = arguments
        self.labels = labels
        self.states: list[State] = []
        self.images: list[Image] = []

    def build(self, stage: Stage) -> Report:
        """Go through one stage."""
        lines = _Lines(self, stage)
        for step in stage.steps:
            act = _ACTS.get(step.instruction.name)
            if not act or stage.replaced:
                continue
            try:
                act(lines, step)
            except WordError as err:
                lines.report.stops.append((step.instruction.line, str(err)))
        state = lines.finished()
        self.states.append(state)
        self.images.append(Image(state.copied, state.runs))
        return lines.report

    def start(self, stage: Stage) -> State:
        """What a stage begins with."""
        if stage.base_stage >= 0:
            below = self.states[stage.base_stage]
            return below._replace(scope=below.scope.copy())
        is_scratch = stage.base.given == "scratch" and not stage.replaced
        return State(Scope({}, self.above.mode.escape, outside=not is_scratch), "/" if is_scratch else "")


class _Lines:
    """One stage as it grows, line by line."""

    def __init__(self, builder: Builder, stage: Stage) -> None:
        self.builder = builder
        self.stage = stage
        self.state = builder.start(stage)
        self.copied = list(self.state.copied)
        self.report = Report([], [], [], [])

    def finished(self) -> State:
        return self.state._replace(copied=tuple(self.copied))

    def arg(self, step: Step) -> None:
        declare(self.state.scope, step.instruction.args, self.builder.arguments, self.builder.above)

    def env(self, step: Step) -> None:
        assign(self.state.scope, step.instruction.args)

    def workdir(self, step: Step) -> None:
        value = self.state.scope.expand(step.instruction.args[0])
        self._note_blanks(step.instruction, value, "where it leads is not known")
        self.state = self.state._replace(
            workdir=flow.below(self.state.workdir, flow.known_end(value), bool(value.blanks))
        )

    def copy(self, step: Step) -> None:
        instruction = step.instruction
        flags = flags_of(instruction)
        *written, target = instruction.args
        scope = self.state.scope
        words = [word for word in written if not is_heredoc(word)]
        sources = tuple((word, scope.expand(word)) for word in words)
        destination = scope.expand(target)
        form = instruction.name.upper()
        taking = Taking(
            form,
            instruction.line,
            step.origins[0] if step.origins else None,
            _local(sources, form),
            _shown(instruction),
            tuple(flags.get("exclude", ())),
            flags.get("parents") == ["true"],
        )
        self._take(taking)
        self._note_blanks(instruction, destination, "where it lands is not known")
        place = flow.landing(self.state.workdir, destination)
        inside = f"{self.state.workdir}/".startswith(place.path.rstrip("/") + "/")
        self._leave(taking, place._replace(is_folder=place.is_folder or inside or len(written) > 1))

    def run(self, step: Step) -> None:
        instruction = step.instruction
        mounted: list[tuple[str, str]] = []
        for text, origin in zip(flags_of(instruction).get("mount", ()), step.origins, strict=True):
            mounted += self._mount(instruction, text, origin)
        self._run(instruction, "RUN", _command(instruction), mounted)
        self.state = self.state._replace(runs=self.state.runs + 1)

    def start_command(self, step: Step) -> None:
        self._run(step.instruction, step.instruction.name.upper(), " ".join(step.instruction.args))

    def health(self, step: Step) -> None:
        kind, *command = step.instruction.args
        if kind.upper() == "CMD":
            self._run(step.instruction, "HEALTHCHECK", " ".join(command))

    def _mount(self, instruction: Instruction, text: str, origin: Origin) -> Iterator[tuple[str, str]]:
        """Note what a mount takes; yield (context path, image path) where it shows the context."""
        mount = read_mount(text, self.state.scope.expand)
        if mount.type not in ("bind", "tmpfs", "cache") or (mount.type == "cache" and origin is None):
            return
        form = "tmpfs" if mount.type == "tmpfs" else "mount"
        shown = f"RUN --mount={text}"
        self._take(Taking(form, instruction.line, origin, ((text, mount.source),), shown))
        if mount.type == "bind" and origin is None and mount.target and not mount.source.blanks:
            target = flow.below(self.state.workdir or "/", mount.target)
            yield gopath.join_context(mount.source.given), target

    def _take(self, taking: Taking) -> None:
        self.report.takings.append(taking)
        for _, value in taking.sources:
            if value.blanks:
                names = ", ".join(value.blanks)
                what = f"{taking.shown}: {names} has no value here, so what it takes may be anything"
                self.report.notes.append((taking.line, what))

    def _leave(self, taking: Taking, place: flow.Landing) -> None:
        """What a COPY or ADD adds to the image."""
        if isinstance(taking.origin, str) or (
            isinstance(taking.origin, int) and taking.origin >= self.stage.number
        ):
            return
        stage = -1 if taking.origin is None else taking.origin
        added = []
        for _, value in taking.sources:
            source = image_path(value)
            pivot = flow.pivot_of(flow.known_end(value)) if taking.parents else None
            if stage < 0:
                source, pivot = source[1:], pivot and pivot[1:]
            added.append(Copied(stage, source, place, taking.line, self.state.runs, pivot))
        self.copied += added
        known = [pair for copied in added for pair in flow.pairs(self.builder.images, copied)]
        self.state = self.state._replace(pairs=(*self.state.pairs, *known))

    def _run(
        self, instruction: Instruction, kind: str, command: str, mounted: Iterable[tuple[str, str]] = ()
    ) -> None:
        workdir = self.state.workdir if self.state.workdir.startswith("/") else ""
        label, where = self.builder.labels[self.stage.number], self.builder.where
        variables = self.state.scope.values.items()
        values = tuple((name, value.given) for name, value in variables if value and not value.blanks)
        copied = (*self.state.pairs, *mounted)
        run = Run(command, where, instruction.line, label, kind, workdir, copied, values)
        self.report.runs.append(run)

    def _note_blanks(self, instruction: Instruction, value: Value, consequence: str) -> None:
        if value.blanks:
            names = ", ".join(value.blanks)
            what = f"{_shown(instruction)}: {names} has no value here, so {consequence}"
            self.report.notes.append((instruction.line, what))


_ACTS: dict[str, Callable[[_Lines, Step], None]] = {
    "arg": _Lines.arg,
    "env": _Lines.env,
    "workdir": _Lines.workdir,
    "copy": _Lines.copy,
    "add": _Lines.copy,
    "run": _Lines.run,
    "cmd": _Lines.start_command,
    "entrypoint": _Lines.start_command,
    "healthcheck": _Lines.health,
}


def _local(sources: tuple[tuple[str, Value], ...], form: str) -> tuple[tuple[str, Value], ...]:
    """Without what ADD fetches. Raises WordError for a COPY of it."""
    kinds = [remote_kind(value.given) for _, value in sources]
    if form == "COPY" and any(kinds):
        what = "URL" if "http" in kinds else "git ref"
        raise WordError(f"source can't be a {what} for COPY")
    return tuple(source for source, kind in zip(sources, kinds, strict=True) if not kind)


def _command(instruction: Instruction) -> str:
    """A RUN's text with its documents: alone on the line, a document is the command itself (dispatchRun)."""
    text = " ".join(instruction.args)
    documents = instruction.heredocs
    if not documents:
        return text
    if is_heredoc(text):
        return documents[0].text
    return text + "".join(f"\n{document.content}{document.name}" for document in documents)


def _shown(instruction: Instruction) -> str:
    """The line for people: flags and arguments."""
    return " ".join([instruction.name.upper(), *instruction.flags, *instruction.args])
