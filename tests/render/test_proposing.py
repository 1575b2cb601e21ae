"""A proposal reads well: what letters mean, what was checked once, columns that stand below each other."""

from __future__ import annotations

import pytest

from ctxtrim.model.context import Sum
from ctxtrim.model.proposal import Proposal, Rule
from ctxtrim.render.proposing import Shown, proposal_text
from ctxtrim.render.spans import Page, plain

CACHE = Rule(
    "**/cache", "safe", "a cache", "cache", Sum(2, 500), proof=("3 needs checked", "git tracks none")
)
DOCS = Rule("docs", "unsafe", "prose", "docs", Sum(1, 400), proof=("3 needs checked", "no COPY names it"))
LATER = Rule("**/*.log", "safe", "a log", "log")


def said(*rules: Rule, page: Page = Page()) -> str:  # noqa: B008
    proposal = Proposal(rules, (), b"x\n", Sum(9, 9_000), Sum(6, 8_100))
    return plain(proposal_text(Shown(proposal, ".dockerignore", None), page))


def test_what_was_checked_of_every_rule_is_said_once() -> None:
    text = said(CACHE, DOCS)
    assert "  all: 3 needs checked\n" in text
    assert text.count("3 needs checked") == 1
    assert "     git tracks none\n" in text
    assert "     no COPY names it\n" in text


def test_one_rule_has_all_of_its_own_proof() -> None:
    assert "     3 needs checked; git tracks none\n" in said(CACHE)


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        pytest.param(
            (CACHE,),
            "  safe: generated, local to this machine, or settings that no program opens\n",
            id="safe",
        ),
        pytest.param(
            (DOCS, CACHE),
            "settings that no program opens; unsafe: rarely needed by a build\n",
            id="safe and unsafe",
        ),
    ],
)
def test_the_tiers_in_the_list_are_explained(rules: tuple[Rule, ...], key: str) -> None:
    assert key in said(*rules)


def test_figures_stand_below_each_other() -> None:
    long = DOCS._replace(pattern="locale/de/LC_MESSAGES/the-catalogue.mo")
    lines = [
        line
        for line in said(CACHE, long).splitlines()
        if line.endswith(("files", "file")) and line[2:4] in ("sa", "un")
    ]
    assert len(lines) == 2
    assert (
        len({line.index(size) + len(size) for line, size in zip(lines, ("500B", "400B"), strict=True)}) == 1
    )


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        pytest.param((LATER,), "  1 preventive rule: no file matches yet\n", id="nothing else"),
        pytest.param((CACHE, LATER), "  1 preventive rule", id="besides others"),
    ],
)
def test_rules_for_what_is_not_there_yet_are_counted(rules: tuple[Rule, ...], sentence: str) -> None:
    assert sentence in said(*rules)
