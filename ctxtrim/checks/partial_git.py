"""A part of .git that is no repository.

Git needs HEAD, objects and refs. With one of them excluded, `git describe` stops, and `go build` with it
("error obtaining VCS status", triggermesh/triggermesh#673): a part of .git is worse than none.

Not reported: where .git is sent as a whole or not at all, and builds that neither call git nor `go build`.

Example: `.git/objects` in .dockerignore, `COPY . .` and `RUN go build ./cmd/app`.
Mend: exclude `.git` (and build with -buildvcs=false), or send all of it.
Switch it off: where a script reads .git/HEAD by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.builds.of_request import Build
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding

RULE = Rule("CT110", "partial-git", "warning")
_PARTS = ("HEAD", "objects", "refs")
_ASKS = expression(
    r"\bgit\s+(-\S+\s+([^\s-]\S*\s+)?)*(describe|rev-parse|rev-list|log|status|show)\b"
    r"|\bgo\s+(build|install)\b"
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for the first build that gets a part of .git and asks git."""
    for build in subject.builds.builds:
        judge = build.rules.ruleset.judge_path
        lost = [part for part in _PARTS if not judge(f".git/{part}").eligible]
        if not lost or len(lost) == len(_PARTS) or not subject.tree.kind(".git"):
            continue
        left = next(part for part in _PARTS if part not in lost)
        line = _asking_line(build)
        if line and subject.senders(f".git/{left}"):
            message = f".git arrives without {' and '.join(lost)}: git takes it for no repository"
            hint = "exclude all of .git, or nothing of it"
            yield Finding(*RULE, message, ".git", build.plan.where, line, hint)
            return


def _asking_line(build: Build) -> int:
    reached = {stage.label for stage in build.plan.stages if stage.reached}
    runs = (run for run in build.plan.runs if run.instruction == "RUN" and run.stage in reached)
    return next((run.line for run in runs if _ASKS.search(run.command)), 0)
