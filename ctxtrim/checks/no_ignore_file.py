"""A context without an ignore file that a build takes as a whole.

Nothing is excluded by default, not even .git: whatever lies in the folder is sent, and any change of it
invalidates the layers behind the COPY.

Not reported: builds that name their sources, and builds that are only guessed.

Example: `COPY . .` without a `.dockerignore`.
Mend: `ctxtrim init --write`.
Switch it off: where the context is made anew for each build.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT224", "no-ignore-file", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the first build that takes the whole context without any rules."""
    for build in subject.builds.builds:
        if build.plan.follow is None and not build.rules.where and not build.target.is_guess:
            message = "takes the whole context, and no ignore file excludes anything"
            hint = "`ctxtrim init --write` makes one"
            yield Finding(*RULE, message, build.plan.where, build.plan.where, hint=hint)
            return
