"""A compose volume that hides what the image holds.

A bind mount covers the folder of the image that it is mounted on: what RUN installed or built there is not
seen by the container. The build works, and the container runs other files.

Reported: where a RUN of the image's stage installs or builds in place (`npm ci`, `composer install`, `vite
build` …). Not reported: mounts over what was only copied, volumes of other kinds, and services that mount
something else below that folder (`/app/node_modules`), since they know.

Example: `volumes: [".:/app"]`, and `WORKDIR /app`, `COPY . .`, `RUN npm ci` in the Dockerfile.
Mend: mount only what is edited (`./src:/app/src`), or use `develop: watch`.
Switch it off: where the mount is meant for development.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator

from ctxtrim.builds.compose_volumes import bind_mounts
from ctxtrim.builds.of_request import Build
from ctxtrim.builds.read_file import shown
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT505", "volume-hides", "advice")

_IN_PLACE = (
    r"\b(?:npm|yarn|pnpm|bun)\s+(?:ci|i|install|(?:run\s+)?build)\b|\byarn\s*(?:$|[;&|])"
    r"|\b(?:composer|bundle)\s+install\b|\bmix\s+(?:deps\.get|compile)\b|\b(?:vite|next)\s+build\b"
    r"|\b(?:cargo\s+build|mvnw?\b|gradlew?\b|make\b)|\bsetup\.py\s+(?:build_ext|develop)\b"
)
"""What leaves its output in the working directory."""


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each compose service whose mount covers what a RUN makes."""
    for build in subject.builds.builds:
        target = build.target
        if target.found_by != "compose" or ": service " not in target.origin:
            continue
        service = target.origin.rpartition(": service ")[2]
        mounts = bind_mounts(target.origin_file, service)
        for source, place in mounts:
            is_alone = not any(other != place and _is_in(other, place) for _, other in mounts)
            if is_alone and source and os.path.isdir(source) and (line := _hidden(build, place)):
                what = f"what the image holds there ({build.plan.where}:{line} makes it)"
                message = f"service {service} mounts over {place} and hides {what}"
                file = shown(target.origin_file, subject.context)
                hint = "mount only what is edited"
                yield Finding(*RULE, message, "", file, target.origin_line, hint)
                break


def _hidden(build: Build, place: str) -> int:
    """Return the line of a RUN of the target stage that makes files below a place where some were copied."""
    for run in build.plan.runs:
        is_own = run.stage == build.plan.target.label and run.instruction == "RUN"
        is_own = is_own and re.search(_IN_PLACE, run.command) is not None
        if is_own and _is_in(run.workdir, place) and any(_is_in(there, place) for _, there in run.copied):
            return run.line
    return 0


def _is_in(path: str, folder: str) -> bool:
    path, folder = posixpath.normpath(path), posixpath.normpath(folder)
    return path == folder or path.startswith(folder.rstrip("/") + "/")
