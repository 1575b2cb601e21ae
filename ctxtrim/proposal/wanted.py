"""Candidates that are considered: those that the options allow, and what an earlier run has written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ctxtrim.catalogue.kinds import SECRETS
from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.proposal.allowlist import STAR
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.git_ignored import IGNORED
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.options import Options

NAMED = "chosen by path"


class Earlier(NamedTuple):
    """What our block holds.

    rules: all of it. former: rules of an earlier run, without the user's that it repeats. headings: the
    comment that each rule stands under.
    """

    rules: Sequence[str]
    former: frozenset[str]
    headings: Mapping[str, str]


def wanted(inputs: Inputs, options: Options, earlier: Earlier, is_listed: bool) -> list[Candidate]:
    """Return the candidates that may become rules, each pattern once.

    What an earlier run adopted is among them, as long as its reason stands. is_listed: they stand behind an
    allow-list, which may let in no secret.
    """
    known: dict[str, Candidate] = {}
    skipped = set()
    is_whole = is_listed and not (options.only or options.paths)
    for candidate in (*inputs.candidates, *_named(inputs, options)):
        is_former = candidate.pattern in earlier.former
        if options.skips(candidate):
            skipped.add(candidate.pattern)
        elif options.wants(candidate) or is_former or (is_whole and candidate.heading == SECRETS):
            if candidate.tier == "never":
                candidate = candidate._replace(tier="unsafe")
            if earlier.headings.get(candidate.pattern) == candidate.heading:
                known[candidate.pattern] = candidate
            known.setdefault(candidate.pattern, candidate)
    for rule in earlier.rules:
        if rule in earlier.former and rule not in skipped and not rule.startswith("!") and rule != STAR:
            candidate = _former(rule, earlier.headings.get(rule, ""), inputs)
            if not options.skips(candidate):
                known.setdefault(rule, candidate)
    return list(known.values())


def _named(inputs: Inputs, options: Options) -> list[Candidate]:
    """Return a candidate for each path that the user names."""
    patterns = [as_pattern(path) for path in options.paths if path in inputs.eligible.paths]
    return [Candidate(pattern, "unsafe", "named with --only", IGNORED, NAMED) for pattern in patterns]


def _former(pattern: str, heading: str, inputs: Inputs) -> Candidate:
    """Return a rule of the block that nothing proposes any more, or a part of one.

    What it kept out may be gone. It stays for the day when that comes back, unless it would take something
    that git tracks.
    """
    for candidate in inputs.candidates:
        if candidate.heading == heading and _is_part(pattern, candidate.pattern):
            return candidate._replace(pattern=pattern, path="")
    why = "from an earlier run"
    return Candidate(pattern, "safe", why, "earlier", heading or "earlier", untracked=True)


def _is_part(pattern: str, whole: str) -> bool:
    """Return whether a pattern is one that `whole` is narrowed to."""
    name = whole.removeprefix("**/")
    return pattern.endswith("/" + name) or pattern == name or pattern_of(whole).hits(pattern)
