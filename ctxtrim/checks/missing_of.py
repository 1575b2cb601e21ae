"""The sources that the builds of a subject do not get, each once with all the lines that ask for it."""

from __future__ import annotations

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.audit import Missing
from ctxtrim.model.build import Target


def distinct_missing(subject: Subject) -> list[tuple[Missing, list[int]]]:
    """Return each missing source with its lines in one Dockerfile, in ascending order."""
    lines: dict[Missing, list[int]] = {}
    in_named = (
        miss._replace(source=f"{named.name}:{miss.source}")
        for named in subject.audit.named_contexts
        for miss in named.missing
    )
    for miss in (*(miss for target in subject.audit.targets for miss in target.missing), *in_named):
        known = lines.setdefault(miss._replace(line=0), [])
        if miss.line not in known:
            known.append(miss.line)
    return [(miss, sorted(known)) for miss, known in lines.items()]


def weigh(rule: Rule, miss: Missing, subject: Subject) -> Rule:
    """Return the rule, as advice where only builds that are guessed miss the source."""
    asking = asked_by(miss, subject)
    return rule._replace(severity="advice") if asking and all(t.is_guess for t in asking) else rule


def asked_by(miss: Missing, subject: Subject) -> list[Target]:
    """Return the builds that miss the source in the context itself."""
    return [t.target for t in subject.audit.targets if miss in (m._replace(line=0) for m in t.missing)]


def place_of(miss: Missing, lines: list[int]) -> tuple[str, int]:
    """Return the file and the first line that asks."""
    return miss.where, lines[0]
