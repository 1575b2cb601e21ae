"""A Dockerfile that nothing in the repository builds, although others are built.

Compose files, bake files, workflows and scripts name the Dockerfiles that are in use. One that none of them
names may be forgotten; its context is only guessed.

Not reported: a Dockerfile at the root, which `docker build .` finds, repositories in which nothing is named,
and a Dockerfile that a document, a manifest or another pipeline mentions.

Example: `old/Dockerfile`, and a compose.yaml that builds `web/Dockerfile`.
Mend: delete it, or name it where it is built.
Switch it off: where people build it by hand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding

RULE = Rule("CT507", "not-built", "advice")
_NAMED = {"compose", "bake", "workflow", "script"}
_MOST_TEXTS = 1_000
_TELLS = expression(
    r"\.(ya?ml|toml|json|xml|gradle|kts|sh|bash|ps1|py|js|mjs|ts|mk|md|rst|hcl|nix|bzl)$|(^|/)[^/.]+$|\.env"
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each Dockerfile that is only guessed, where others are named."""
    found = subject.builds.discovery
    if found is None:
        return
    targets = [*found.targets, *found.others, *found.git]
    built = {target.dockerfile for target in targets if target.found_by in _NAMED}
    for build in subject.builds.builds:
        if not (built and build.target.is_guess) or build.target.dockerfile in built:
            continue
        if not _is_mentioned(subject, build.plan.where):
            message = f"no compose, bake or CI file builds it, while {len(built)} other Dockerfiles are built"
            if len(built) == 1:
                message = "no compose, bake or CI file builds it, while another Dockerfile is built"
            hint = "name the context that it is built with, or delete it"
            yield Finding(*RULE, message, build.plan.where, build.plan.where, hint=hint)


def _is_mentioned(subject: Subject, dockerfile: str) -> bool:
    """Return whether a text that may say how to build names a Dockerfile, or there are too many to read."""
    name = dockerfile if dockerfile.endswith("/Dockerfile") else dockerfile.rpartition("/")[2]
    files = sorted(subject.git.tracked) if subject.git.knows_tracked else list(subject.tree.files())
    texts = [path for path in files if _TELLS.search(path)]
    if len(texts) > _MOST_TEXTS:
        return True
    wanted = re.compile(rb"(?<![\w.-])" + re.escape(os.fsencode(name)) + rb"(?![\w.-])")
    return any(wanted.search(subject.tree.read(path) or b"") for path in texts)
