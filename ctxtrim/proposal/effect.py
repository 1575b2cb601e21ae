"""What does a proposed file change: files and bytes, per rule and per build?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.dialect import DEFAULT
from ctxtrim.gopath import parents
from ctxtrim.model import Entry, Proposal, Rule, Sum, Withheld
from ctxtrim.proposal.body import Choice
from ctxtrim.proposal.stock import total
from ctxtrim.proposal.trial import judged, verified_dialects
from ctxtrim.ruleset import Ruleset

if TYPE_CHECKING:
    from ctxtrim.proposal import Question

ALLOWLIST = "*"


def effect(
    question: Question, choices: Sequence[Choice], text: bytes, withheld: tuple[Withheld, ...]
) -> Proposal:
    """The proposal with its figures; every removed file is counted for the rule that decides over it."""
    files = [path for path, entry in question.stock.paths.items() if entry.kind != "dir"]
    before = _eligible(files, question.old, question)
    rules = Ruleset.read(text, DEFAULT, question.where)
    by_rule: dict[str, list[str]] = {}
    after = 0, 0
    for path, verdict in judged(files, rules):
        size = question.stock.paths[path].size
        if verdict.eligible:
            after = after[0] + 1, after[1] + size
        elif verdict.by:
            by_rule.setdefault(verdict.by.text, []).append(path)
    adopted = [_rule(choice, by_rule.get(choice.candidate.pattern, []), question) for choice in choices]
    if b"\n*\n" in text.replace(b"\r", b"") and ALLOWLIST in by_rule:
        adopted.insert(0, _allowlist(by_rule[ALLOWLIST], question))
    return Proposal(tuple(adopted), withheld, text, before, Sum(*after))


def _eligible(files: Iterable[str], data: bytes, question: Question) -> Sum:
    rules = Ruleset.read(data, DEFAULT, question.where)
    kept = (question.stock.paths[path] for path, verdict in judged(list(files), rules) if verdict.eligible)
    return total(kept)


def _rule(choice: Choice, removed: list[str], question: Question) -> Rule:
    candidate = choice.candidate
    proof = [f"{len(question.needs)} needs checked as {len(verified_dialects())} builders read the file"]
    if candidate.tier == "A" and question.stock.tracked is not None:
        proof.append("git tracks nothing that it keeps out")
    if candidate.tier == "B":
        proof.append("no COPY, manifest or source that is sent names what it keeps out")
    proof += [f"{path} stays" for path in choice.exceptions]
    paths = question.stock.paths
    return Rule(
        candidate.pattern,
        candidate.tier,
        candidate.why,
        candidate.record,
        total(paths[path] for path in removed),
        _per_build(removed, question.sent, paths),
        tuple(proof),
        candidate.heading,
        _outermost(candidate.pattern, removed),
    )


def _outermost(glob: str, removed: list[str]) -> str:
    """The first path that the pattern itself matches: a directory stands for all below it."""
    pattern = pattern_of(glob)
    for path in removed[:1]:
        return next((step for step in (*parents(path), path) if pattern.hits(step)), path)
    return ""


def _allowlist(removed: list[str], question: Question) -> Rule:
    paths = question.stock.paths
    return Rule(
        ALLOWLIST,
        "B",
        "every Dockerfile names its sources, so all else can stay behind",
        "allow-list",
        total(paths[path] for path in removed),
        _per_build(removed, question.sent, paths),
        (f"{len(question.needs)} needs checked as {len(verified_dialects())} builders read the file",),
    )


def _per_build(
    removed: list[str], sent: Mapping[str, frozenset[str] | None], paths: Mapping[str, Entry]
) -> dict[str, Sum]:
    return {
        label: total(paths[path] for path in removed if reached is None or path in reached)
        for label, reached in sent.items()
    }
