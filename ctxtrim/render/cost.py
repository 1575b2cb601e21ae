"""What edits rebuild, as text with bars and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import Any

from ctxtrim.model.cost import Aside, BuildCost, Cost, StepCost
from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, clipped, wrapped

SCHEMA = "ctxtrim.cost/1"
_BAR, _PIPE = 20, 160
_COLUMN = 7


def cost_text(cost: Cost, page: Page) -> list[Line]:
    """Return a table a build: how many commits rebuild each step, now and with the proposal."""
    lines: list[Line] = []
    for build in cost.builds:
        lines += [*_build(build, cost.commits, page), ()]
    lines += [(Span(line, "dim"),) for note in cost.notes for line in wrapped(visible(note), page)]
    return lines if cost.notes else lines[:-1]


def cost_json(cost: Cost) -> str:
    """Return one object, schema ctxtrim.cost/1."""
    builds = [
        {
            "dockerfile": build.where,
            "target": build.target or None,
            "is_reordered": build.is_reordered,
            "aside": build.aside._asdict(),
            "steps": [_step(step) for step in build.steps],
        }
        for build in cost.builds
    ]
    head = {"schema": SCHEMA, "context": cost.context, "commits": cost.commits}
    return dumps({**head, "builds": builds, "notes": list(cost.notes)}, indent=2) + "\n"


def _step(step: StepCost) -> dict[str, Any]:
    busiest = [{"path": path, "commits": commits} for path, commits in step.busiest]
    return {**step._asdict(), "busiest": busiest, "falls": list(step.falls)}


def _build(build: BuildCost, commits: int, page: Page) -> Iterator[Line]:
    title = f"{visible(build.title)}: steps that your last {_many(commits, 'commit')} rebuild"
    yield (Span(clipped(title, page.width, page), "head"),)
    yield ()
    if not build.steps:
        yield (Span("  no COPY, ADD or RUN", "dim"),)
        return
    heads = ("line", "now", "then", *(("order",) if build.is_reordered else ()))
    yield (Span("".join(f"{head:>{_COLUMN}}" for head in heads), "dim"),)
    for step in build.steps:
        yield from _row(step, build, commits, page)
    yield ()
    meaning = (
        "now: as it is; then: with `ctxtrim fix`"
        + "; order: and `ctxtrim fix --dockerfile`" * build.is_reordered
    )
    yield from ((Span(line, "dim"),) for line in wrapped(meaning, page))
    yield ()
    yield from ((Span(line),) for line in _sentences(build, commits, page))


def _row(step: StepCost, build: BuildCost, commits: int, page: Page) -> Iterator[Line]:
    counts = (step.rebuilt, step.rebuilt_then, *((step.rebuilt_reordered,) if build.is_reordered else ()))
    now, then = (round(count * _BAR / commits) for count in (step.rebuilt, min(counts)))
    full, saved = ("█", "░") if page.blocks else ("#", "-")
    numbers = f"{step.line:>{_COLUMN}}" + "".join(f"{count:>{_COLUMN},}" for count in counts) + "  "
    columns = len(numbers) + _BAR + 2
    page = page._replace(width=page.width or _PIPE)
    text = clipped(visible(step.text), page.width - columns, page)
    bar = (Span(full * min(now, then), "bar"), Span(saved * max(0, now - then), "good"))
    yield (Span(numbers), *bar, Span(" " * (_BAR + 2 - now)), Span(text))
    if step.busiest:
        busy = ", ".join(f"{visible(path)} {count:,}" for path, count in step.busiest[:3])
        yield (Span(" " * columns + clipped(f"most often: {busy}", page.width - columns, page), "dim"),)


def _sentences(build: BuildCost, commits: int, page: Page) -> Iterator[str]:
    if build.aside.commits:
        yield from wrapped(_aside(build.aside, visible(build.where), commits), page)
    most = max(build.steps, key=lambda step: (step.rebuilt - step.rebuilt_then, -step.line))
    if saved := most.rebuilt - most.rebuilt_then:
        share = f"{saved:,} of {_many(most.rebuilt, 'rebuild')} of {visible(build.where)}:{most.line}"
        yield from wrapped(f"The proposal saves {share}: ctxtrim fix --write.", page)
    more = max(step.rebuilt_then - step.rebuilt_unsafe for step in build.steps)
    if more > 0:
        yield from wrapped(f"With --unsafe (documents, tests, examples) it saves {more:,} more.", page)
    late = max(build.steps, key=lambda step: (step.rebuilt_then - step.rebuilt_reordered, -step.line))
    if saved := late.rebuilt_then - late.rebuilt_reordered:
        share = f"{saved:,} of {_many(late.rebuilt_then, 'rebuild')} of {visible(build.where)}:{late.line}"
        yield from wrapped(f"Manifests copied first save {share}: ctxtrim fix --dockerfile --write.", page)


def _aside(aside: Aside, where: str, commits: int) -> str:
    lines = f"{where}:{aside.first}" + (f" to {aside.last}" if aside.last > aside.first else "")
    head = f"In your last {_many(commits, 'commit')} {aside.commits:,} touched only README, docs or CI"
    spared = [(aside.spared, "the proposal")] if aside.spared else []
    if aside.spared_unsafe > aside.spared:
        spared.append((aside.spared_unsafe, "--unsafe"))
    rest = ", ".join(f"with {means} {count:,} would not" for count, means in spared)
    return f"{head}: {'each' if aside.commits > 1 else 'it'} rebuilt {lines}{'; ' * bool(rest)}{rest}."


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"
