"""A step that reads nothing of the context, below a COPY of what changes often.

Whatever stands below a COPY runs again when one of its files changes. Packages of the system, users, tools:
what needs no file of the context belongs above it.

Reported: a RUN that only installs packages by name (apt, apk, dnf, pip, npm -g), below a COPY of the same
stage that at least ten of the last 200 commits, and one in twenty, have changed; without git, below a COPY
of the whole context.
Not reported: a RUN that reads the context or a file of /etc that was copied, and stages that are not built.

Example: `COPY . .` above `RUN apt-get update && apt-get install -y curl`.
Mend: move the RUN above the COPY. `ctxtrim cost` shows what it saves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.errors import CtxtrimError
from ctxtrim.layers.feed import Feed
from ctxtrim.layers.harmless_commands import reads_nothing
from ctxtrim.layers.image import LayerStep
from ctxtrim.model.finding import Finding
from ctxtrim.model.history import History
from ctxtrim.vcs.history import history

RULE = Rule("CT402", "changing-early", "advice")
_COMMITS, _LEAST, _SHARE = 200, 10, 20
_INSTALLS = frozenset(("install", "add", "groupinstall", "i"))


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the first such step below each COPY."""
    past: History | None = None
    is_read = False
    for layers in subject.layers:
        for copy, step in _pairs(layers.steps):
            if not is_read:
                past, is_read = _past(subject.context), True
            often = _often(subject, copy, past)
            if often:
                command = next(c for c in step.commands if _INSTALLS & set(c.words[1:]))
                message = f"{command.tool} runs again after {often}: move it above line {copy.line}"
                hint = "It reads nothing of the context."
                yield Finding(*RULE, message, file=layers.where, line=step.line, hint=hint)


def _pairs(steps: Sequence[LayerStep]) -> Iterator[tuple[LayerStep, LayerStep]]:
    """Yield each RUN that needs nothing, with the first COPY above it that takes from the context."""
    for step in steps:
        if not step.commands or not all(map(reads_nothing, step.commands)):
            continue
        if not any(_INSTALLS & set(command.words[1:]) for command in step.commands):
            continue
        above, below = list[LayerStep](), step.step.below
        while below >= 0 and steps[below].step.stage == step.step.stage:
            above.append(steps[below])
            below = steps[below].step.below
        copies = [one for one in reversed(above) if one.step.copies and one.step.instruction != "RUN"]
        if copies and not any(" /etc/" in one.step.text or ".deb" in one.step.text for one in copies):
            yield copies[0], step


def _often(subject: Subject, copy: LayerStep, past: History | None) -> str:
    """Say how often a copy changes, "" where that is seldom or not known."""
    if not past:
        return "each edit" if any("" in taken.sources for taken in copy.step.copies) else ""
    feed = Feed(copy.step.copies, subject.builds.rules.ruleset, subject.tree.entries)
    count = sum(any(feed.keys_of(change.path) for change in commit.changes) for commit in past.commits)
    if count < _LEAST or count * _SHARE < len(past.commits):
        return ""
    return f"{count} of the last {len(past.commits)} commits"


def _past(context: str) -> History | None:
    try:
        return history(context, _COMMITS)
    except CtxtrimError:
        return None
