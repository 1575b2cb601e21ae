"""A step that reads nothing of the context, below a COPY of what changes often.

Whatever stands below a COPY runs again when one of its files changes. Packages of the system, users, tools,
libraries built from a download: what needs no file of the context belongs above it.

Reported: a RUN that only installs packages by name (apt, apk, dnf, pip, npm -g, cargo and go install), or
that downloads sources and builds them outside of what was copied (make, cmake, npm run), below a COPY of the
same stage that at least ten of the last 200 commits, and one in twenty, have changed; without git, below a
COPY of the whole context.
Not reported: a RUN that reads the context or a file of /etc that was copied, one that names a path below
what was copied or runs a program from there, and stages that are not built.

Example: `COPY . .` above `RUN apt-get update && apt-get install -y curl`.
Mend: move the RUN above the COPY. `ctxtrim cost` shows what it saves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject, is_often
from ctxtrim.layers.feed import Feed
from ctxtrim.layers.image import LayerStep
from ctxtrim.layers.self_contained import costly_command
from ctxtrim.model.finding import Finding
from ctxtrim.model.history import History

RULE = Rule("CT402", "changing-early", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the first such step below each COPY."""
    for layers in subject.layers:
        for copy, step, tool in _pairs(layers.steps):
            often = _often(subject, copy, subject.history)
            if often:
                message = f"{tool} runs again after {often}: move it above line {copy.line}"
                hint = "It reads nothing of the context."
                yield Finding(*RULE, message, file=layers.where, line=step.line, hint=hint)


def _pairs(steps: Sequence[LayerStep]) -> Iterator[tuple[LayerStep, LayerStep, str]]:
    """Yield the first COPY that takes from the context, a RUN below that needs nothing, and what it runs."""
    for step in steps:
        above, below = list[LayerStep](), step.step.below
        while below >= 0 and steps[below].step.stage == step.step.stage:
            above.append(steps[below])
            below = steps[below].step.below
        copies = [one for one in reversed(above) if one.step.copies and one.step.instruction != "RUN"]
        tool = costly_command(step) if copies else ""
        if tool and not any(" /etc/" in one.step.text or ".deb" in one.step.text for one in copies):
            yield copies[0], step, tool


def _often(subject: Subject, copy: LayerStep, past: History | None) -> str:
    """Say how often a copy changes, "" where that is seldom or not known."""
    if not past:
        return "each edit" if any("" in taken.sources for taken in copy.step.copies) else ""
    feed = Feed(copy.step.copies, subject.builds.rules.ruleset, subject.tree.entries)
    count = sum(any(feed.keys_of(change.path) for change in commit.changes) for commit in past.commits)
    return f"{count} of the last {len(past.commits)} commits" if is_often(count, len(past.commits)) else ""
