"""The shortest allow-list of what the Dockerfiles name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.go.path import parents
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.build import BuildPlan, Need
from ctxtrim.proposal.decisions import cite
from ctxtrim.proposal.eligible_files import EligibleFiles
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.managed_block import EVERYTHING
from ctxtrim.proposal.narrowing import is_followed
from ctxtrim.proposal.protection import Protection, is_literal, protect

STAR = "*"
MOST_NAMES = 20
"""Files that a wildcard matches are written by name up to here; names let builders skip what is excluded."""


class Allowed(NamedTuple):
    """exceptions: patterns behind `!`, in order, folders as "d" and "d/**". folders: those that are there.
    against: why there is no such list ("Dockerfile:7: COPY . . takes the whole context"), or "".
    """

    exceptions: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    against: str = ""


def allow(
    plans: Sequence[BuildPlan], needs: Iterable[Need], eligible: EligibleFiles, own: Ruleset
) -> Allowed:
    """The exceptions behind a `*`: every source of every stage, whether the target reaches it or not.

    own: the user's lines. What they keep out is not let in; said again behind the list, they would make it
    arrive empty.
    """
    sources = [need for plan in plans for need in plan.needs if need.kind in ("copy", "mount")]
    for need in sources:
        if not need.glob:
            return Allowed(against=f"{cite(need)} takes the whole context")
        if need.is_glob and need.glob.startswith("*") and "." not in need.glob:
            return Allowed(against=f"{cite(need)} may take anything")
    if any(plan.follow is None for plan in plans):
        return Allowed(against="a RUN mounts the whole context")
    outside = [need for need in needs if need.kind == "version" and need.glob.startswith(".git")]
    protection = protect(sources + outside, eligible.paths)
    for path, need in protection.absent:
        verdict = own.judge_path(path)
        if not verdict.eligible and verdict.by:
            return Allowed(against=f"{cite(need)} needs {path}, which `{verdict.by.text}` keeps out")
    if any(pattern.text in EVERYTHING for pattern in own.patterns):
        return Allowed(against="the file keeps out everything already, and lets in by name")
    matched = _matched(protection)
    patterns: dict[str, None] = {}
    for need in sources + [need for need in outside if need.must]:
        for pattern in _patterns(need, matched.get(need, ()), eligible):
            if not is_followed(pattern):
                return Allowed(against=f"{cite(need)} has a wildcard that only BuildKit would follow")
            patterns[pattern] = None
    folders = filter(eligible.is_folder, patterns)
    return Allowed(tuple(_with_contents(_outermost(patterns), eligible)), tuple(folders))


def _matched(protection: Protection) -> dict[Need, list[str]]:
    found: dict[Need, list[str]] = {}
    for path, need in protection.always.items():
        found.setdefault(need, []).append(path)
    return found


def _patterns(need: Need, matched: Sequence[str], eligible: EligibleFiles) -> Iterator[str]:
    """A source as exceptions: what is there and in version control by name, the rest as the glob."""
    if not need.is_glob:
        yield as_pattern(need.glob)
    elif (
        0 < len(matched) <= MOST_NAMES
        and all(map(eligible.is_source, matched))
        and all(map(is_literal, matched))
    ):
        yield from sorted(matched)
    else:
        yield need.glob


def _outermost(patterns: Iterable[str]) -> list[str]:
    chosen = set(patterns)
    return [pattern for pattern in chosen if not any(above in chosen for above in parents(pattern))]


def _with_contents(patterns: Iterable[str], eligible: EligibleFiles) -> Iterator[str]:
    """A folder, or what is not there yet and may become one, also lets in all below it."""
    for pattern in sorted(patterns):
        yield pattern
        entry = eligible.paths.get(pattern)
        if is_literal(pattern) and (entry is None or entry.kind == "dir"):
            yield pattern + "/**"
