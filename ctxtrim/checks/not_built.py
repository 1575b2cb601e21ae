"""A Dockerfile that nothing in the repository builds, although others are built.

Compose files, bake files, workflows and scripts name the Dockerfiles that are in use. One that none of them
names may be forgotten; its context is only guessed.

Not reported: a Dockerfile at the root, which `docker build .` finds, and repositories in which nothing is
named.

Example: `old/Dockerfile`, and a compose.yaml that builds `web/Dockerfile`.
Mend: delete it, or name it where it is built.
Switch it off: where people build it by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT507", "not-built", "advice")
_NAMED = {"compose", "bake", "workflow", "script"}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each Dockerfile that is only guessed, where others are named."""
    found = subject.builds.discovery
    if found is None:
        return
    targets = [*found.targets, *found.others, *found.git]
    built = {target.dockerfile for target in targets if target.found_by in _NAMED}
    for build in subject.builds.builds:
        if built and build.target.is_guess and build.target.dockerfile not in built:
            message = f"no compose, bake or CI file builds it, while {len(built)} other Dockerfiles are built"
            if len(built) == 1:
                message = "no compose, bake or CI file builds it, while another Dockerfile is built"
            hint = "name the context that it is built with, or delete it"
            yield Finding(*RULE, message, build.plan.where, build.plan.where, hint=hint)
