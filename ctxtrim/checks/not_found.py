"""A source of COPY, ADD or a bind mount that the context does not hold.

The build stops there (BuildKit: "failed to compute cache key: … not found").

Advice only: what git ignores, and what the steps before the build in its CI job, or GoReleaser, may make.
Not reported: what a RUN of an earlier stage may have made, stages that the target does not reach, wildcards
that match nothing (CT304), and sources in a submodule that is not checked out (CT504).

Example: `COPY requirments.txt /app/`.
Mend: correct the name, or make the file before the build. The hint names the cause where it is known: another
case, one letter, `../`, a link, build output.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches

from ctxtrim.builds.claims import unfilled_submodule
from ctxtrim.checks.absence import why_absent
from ctxtrim.checks.missing_of import asked_by, distinct_missing, place_of, weigh
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.audit import Missing
from ctxtrim.model.finding import Finding

RULE = Rule("CT301", "not-found", "error")
_RELEASE_FILES = (".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each source that is not there and stops the build; advice where it is to be made."""
    made: dict[tuple[str, str], list[tuple[Missing, int]]] = {}
    for miss, lines in distinct_missing(subject):
        if not miss.fails or miss.by or _is_in_submodule(subject, miss):
            continue
        rule, message = weigh(RULE, miss, subject), f"build will fail: {miss.source} {_what(miss)}"
        if miss.why == "absent" and (maker := _maker(subject, miss)):
            made.setdefault((maker, miss.source.partition("/")[0]), []).append((miss, lines[0]))
            continue
        hint = "" if miss.why == "unasked" else why_absent(subject, miss, lines[0])
        yield Finding(*rule, message, miss.source, *place_of(miss, lines), hint)
    yield from (_to_be_made(subject, maker, found) for (maker, _), found in made.items())


def _to_be_made(subject: Subject, maker: str, found: list[tuple[Missing, int]]) -> Finding:
    """Return one piece of advice for the sources of one folder that something else makes first."""
    miss, line = found[0]
    more = f" and {len(found) - 1:,} more like it" if len(found) > 1 else ""
    message = f"{miss.source}{more} not found; {maker}"
    hint = why_absent(subject, miss, line)
    return Finding(*RULE._replace(severity="advice"), message, miss.source, *place_of(miss, [line]), hint)


def _what(miss: Missing) -> str:
    if miss.why == "unasked":
        return "is a link to what no source names, so it is not sent"
    return "matches nothing" if miss.is_wildcard else "not found"


def _is_in_submodule(subject: Subject, miss: Missing) -> bool:
    is_own = bool(asked_by(miss, subject))
    return is_own and unfilled_submodule(subject.context, os.path.join(subject.context, miss.source)) != ""


def _maker(subject: Subject, miss: Missing) -> str:
    """Return what shows that the source is made before each build that misses it, "" if nothing does."""
    builds = asked_by(miss, subject)
    if builds and subject.git.would_ignore(miss.source):
        return "git ignores it, so something makes it first"
    folder, _, name = miss.source.rpartition("/")
    if not builds or get_close_matches(name, subject.tree.children(folder), n=1, cutoff=0.8):
        return ""  # rather misspelt
    sure = [build for build in builds if not build.is_guess]
    if sure and all(build.is_prepared for build in sure):
        return "steps of its CI job may make it first"
    return "GoReleaser makes it first" if _is_released(subject, miss.where) else ""


def _is_released(subject: Subject, dockerfile: str) -> bool:
    """Whether GoReleaser builds this Dockerfile, which it does in a folder of its own."""
    name = re.escape(os.fsencode(dockerfile))
    named = re.compile(rb"(?m)^[\s-]*dockerfile:\s*[\"']?" + name + rb"[\"']?\s*$")
    return any(named.search(subject.tree.read(name) or b"") for name in _RELEASE_FILES)
