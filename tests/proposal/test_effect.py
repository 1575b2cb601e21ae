"""What a proposed file changes, in figures, and whether its proof says the truth."""

from __future__ import annotations

from ctxtrim.model.context import Sum
from ctxtrim.model.proposal import Proposal, Rule
from ctxtrim.proposal import Options, propose
from ctxtrim.proposal.effect import unchanged
from tests.proposal.contexts import World

THOROUGH = Options(unsafe=True)
WORLD = World(
    {
        "main.py": 5,
        "docs/a.md": 7,
        "docs/b.md": 7,
        "web/node_modules/x/i.js": 100,
        "web/package.json": "{}",
        ".git/HEAD": 3,
    },
    {"Dockerfile": "FROM a\nCOPY . .\n", "Dockerfile.web": "FROM a\nCOPY web/package.json main.py /x/\n"},
    ignored=["web/node_modules"],
)


def rule_for(pattern: str, proposal: Proposal) -> Rule:
    return next(rule for rule in proposal.adopted if rule.pattern == pattern)


def test_each_removed_file_counts_once_for_the_rule_that_decides() -> None:
    proposal = propose(WORLD.inputs(), THOROUGH)
    assert rule_for("**/node_modules", proposal).eligible == Sum(1, 100)
    assert rule_for("docs", proposal).eligible == Sum(2, 14)
    assert rule_for(".git", proposal).eligible == Sum(1, 3)
    assert proposal.before == Sum(6, 124) and proposal.after == Sum(2, 7)
    saved = sum(rule.eligible.bytes for rule in proposal.adopted)
    assert proposal.before.bytes - proposal.after.bytes == saved


def test_each_build_is_told_what_it_sends_less() -> None:
    sent = rule_for("**/node_modules", propose(WORLD.inputs(), THOROUGH)).sent
    assert sent == {"Dockerfile": Sum(1, 100), "Dockerfile.web": Sum()}


def test_the_example_is_the_outermost_path() -> None:
    assert rule_for("**/node_modules", propose(WORLD.inputs(), THOROUGH)).example == "web/node_modules"


def test_the_proof_says_what_was_checked() -> None:
    proposal = propose(WORLD.inputs(), THOROUGH)
    assert rule_for("**/node_modules", proposal).proof == (
        "all 2 required paths kept, checked for 5 builders",
        "no tracked files affected",
    )
    assert "not referenced by any COPY or manifest" in rule_for("docs", proposal).proof


def test_nothing_is_said_of_git_where_there_is_none() -> None:
    world = World(WORLD.contents, tracked=None)
    proof = rule_for("**/node_modules", propose(world.inputs(), THOROUGH)).proof
    assert not any("git" in sentence for sentence in proof)


def test_sources_are_said_to_be_read_only_where_they_were() -> None:
    contents = {"m/a.mp4": 1_000_000, **{f"{n}.py": 9 for n in range(30)}}
    proposal = propose(World(contents).inputs(), THOROUGH)
    assert "not referenced by any COPY, manifest or sent source" in rule_for("m/a.mp4", proposal).proof


def test_exceptions_are_told() -> None:
    contents = {f"web/node_modules/{n}": 1 for n in range(9)}
    world = World(contents, "FROM a\nCOPY . .\nCOPY web/node_modules/3 /x\n", ignored=["web"])
    rule = rule_for("**/node_modules", propose(world.inputs(), THOROUGH))
    assert "web/node_modules/3 stays" in rule.proof and rule.eligible.files == 8


def test_the_allow_list_is_a_rule_with_an_effect() -> None:
    world = World({"src/a": 5, "x": 7}, "FROM a\nCOPY src /\n")
    rule = propose(world.inputs(), Options(allowlist=True)).adopted[0]
    assert (rule.pattern, rule.eligible, rule.sent) == ("*", Sum(1, 7), {"Dockerfile": Sum()})


def test_a_file_that_stays_as_it_is_has_no_effect() -> None:
    found = unchanged(WORLD.inputs(b"docs\n"), ())
    assert (found.text, found.before, found.adopted) == (b"docs\n", found.after, ())
