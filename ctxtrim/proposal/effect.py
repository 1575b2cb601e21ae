"""The effect of a proposed file: files and bytes, per rule and per build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.go.path import parents
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.proposal import Proposal, Rule, Withheld
from ctxtrim.proposal.allowlist import STAR
from ctxtrim.proposal.candidates import HEAVY_KINDS
from ctxtrim.proposal.eligible_files import total
from ctxtrim.proposal.inputs import Inputs
from ctxtrim.proposal.verify_on_all_builders import judged, readers_of
from ctxtrim.proposal.write_lines import Choice


def effect(
    inputs: Inputs, choices: Sequence[Choice], text: bytes, withheld: Iterable[Withheld], listed: bool
) -> Proposal:
    """Return the proposal with its figures; a removed file counts for the rule that decides over it.

    listed: the text is an allow-list.
    """
    paths = inputs.eligible.paths
    files = [path for path, entry in paths.items() if entry.kind != "dir"]
    by_rule: dict[str, list[str]] = {}
    left: list[Entry] = []
    for path, verdict in judged(files, Ruleset.read(text, inputs.dialect, inputs.where)):
        if verdict.eligible:
            left.append(paths[path])
        elif verdict.by:
            by_rule.setdefault(verdict.by.text, []).append(path)
    adopted = [_rule(choice, by_rule.get(choice.candidate.pattern, []), inputs) for choice in choices]
    if listed:
        adopted.insert(0, _allowlist(by_rule.get(STAR, []), inputs))
    return Proposal(tuple(adopted), tuple(withheld), text, _eligible(files, inputs), total(left))


def unchanged(inputs: Inputs, withheld: Iterable[Withheld]) -> Proposal:
    """Return the file as it is, and what was held back."""
    files = [path for path, entry in inputs.eligible.paths.items() if entry.kind != "dir"]
    now = _eligible(files, inputs)
    return Proposal((), tuple(withheld), inputs.old, now, now)


def _eligible(files: Sequence[str], inputs: Inputs) -> Sum:
    rules = Ruleset.read(inputs.old, inputs.dialect, inputs.where)
    return total(inputs.eligible.paths[path] for path, verdict in judged(files, rules) if verdict.eligible)


def _rule(choice: Choice, removed: list[str], inputs: Inputs) -> Rule:
    candidate = choice.candidate
    return Rule(
        candidate.pattern,
        candidate.tier,
        candidate.why,
        candidate.record,
        total(inputs.eligible.paths[path] for path in removed),
        _per_build(removed, inputs.sent, inputs.eligible.paths),
        tuple(_proof(choice, removed, inputs)),
        candidate.heading,
        _outermost(candidate.pattern, removed),
    )


def _outermost(glob: str, removed: list[str]) -> str:
    """Return the first path that the pattern itself matches: a directory stands for all below it."""
    pattern = pattern_of(glob)
    for path in removed[:1]:
        return next((step for step in (*parents(path), path) if pattern.hits(step)), path)
    return ""


def _proof(choice: Choice, removed: Iterable[str], inputs: Inputs) -> Iterator[str]:
    eligible = inputs.eligible
    yield _checked(inputs)
    if eligible.tracked is not None and not any(map(eligible.is_tracked, removed)):
        yield "no tracked files affected"
    elif choice.candidate.heading in HEAVY_KINDS:
        yield "not referenced by any COPY, manifest or sent source"
    else:
        yield "not referenced by any COPY or manifest"
    yield from (f"{one.pattern} stays" for one in choice.exceptions)


def _checked(inputs: Inputs) -> str:
    named = sum(bool(need.glob) for need in inputs.needs)
    every = "the required path" if named == 1 else f"all {named} required paths"
    needs = f"{every} kept, " if named else ""
    return f"{needs}checked for {len(readers_of(inputs.old))} builders"


def _allowlist(removed: list[str], inputs: Inputs) -> Rule:
    paths = inputs.eligible.paths
    return Rule(
        STAR,
        "unsafe",
        "every Dockerfile names its sources, so nothing else is sent",
        "allow-list",
        total(paths[path] for path in removed),
        _per_build(removed, inputs.sent, paths),
        (_checked(inputs),),
    )


def _per_build(
    removed: list[str], sent: Mapping[str, frozenset[str] | None], paths: Mapping[str, Entry]
) -> dict[str, Sum]:
    return {
        label: total(paths[path] for path in removed if reached is None or path in reached)
        for label, reached in sent.items()
    }
