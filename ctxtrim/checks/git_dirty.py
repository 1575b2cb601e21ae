"""A version that says "dirty" because the ignore file excludes tracked files.

A step of the build asks git whether anything was changed (`git describe --dirty`, `git status`, the stamp of
`go build`, setuptools-scm), in a folder to which .git is copied: each tracked file that is excluded counts as
deleted there, and the version becomes `v1.2-dirty` or `+dirty` in every image.

Not reported: builds that get no .git, those where something else than a COPY of the whole context takes it,
and code that asks git by a library, which may not ask for changes.

Example: `README.md` in .dockerignore, `COPY . .` and `RUN git describe --dirty > version`.
Mend: hand the version in with a build argument and exclude .git, or send all that is tracked.
Switch it off: where nobody reads the version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxtrim.builds.of_request import Build
from ctxtrim.builds.sent_by_build import lines_taking
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT111", "git-dirty", "advice")
_ASKS = r"^git \w|takes the version from git$"
"""Why a command, or a plug-in of Python, needs .git."""
_PARTS = (".git/HEAD", ".git/objects", ".git/refs")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the first step that notices that tracked files are missing."""
    asking = [need for need in subject.needs if need.notices_changes and re.search(_ASKS, need.why)]
    build = next(filter(lambda build: _sends_git(subject, build), subject.builds.builds), None)
    if not asking or build is None or not subject.tree.kind(".git"):
        return
    judge = build.rules.ruleset.judge_path
    lost = [
        path for path in sorted(subject.git.tracked) if not judge(path).eligible and subject.tree.kind(path)
    ]
    if lost:
        by, need = judge(lost[0]).by, asking[0]
        more = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
        place = f" by {by.where}:{by.line}" if by else ""
        message = f"git calls the tree dirty here: {lost[0]}{more} tracked, and excluded{place}"
        hint = "hand the version in as a build argument, or send what is tracked"
        yield Finding(*RULE, message, lost[0], need.where, need.line, hint)


def _sends_git(subject: Subject, build: Build) -> bool:
    """Whether one line takes the whole context, all of .git included."""
    judge = build.rules.ruleset.judge_path
    return all(judge(part).eligible for part in _PARTS) and bool(
        lines_taking(build, "", subject.tree.entries)
    )
