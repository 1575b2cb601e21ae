"""What forbids a rule, and what it must let back in."""

from __future__ import annotations

import pytest

from ctxtrim.catalogue.kinds import CACHES, DEPENDENCIES, MEDIA, SECRETS
from ctxtrim.model.build import Need
from ctxtrim.model.record import Tier
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.decisions import Decision, Evidence, Mentions, cite
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.protection import is_test_part, protect
from tests.proposal.contexts import Contents, World


def copy(glob: str, is_glob: bool = False, kind: str = "copy") -> Need:
    return Need(glob, "Dockerfile", 7, f"COPY {glob}", kind=kind, is_glob=is_glob)


def decision(
    pattern: str,
    contents: Contents,
    *needs: Need,
    tier: Tier = "safe",
    heading: str = DEPENDENCIES,
    keeps: tuple[str, ...] = (),
    tracked: list[str] | None = None,
    ignored: list[str] | None = None,
    named: dict[str, tuple[str, int]] | None = None,
    drop_tracked: bool = True,
) -> Decision:
    world = World(contents, tracked=tracked if tracked is not None else [], ignored=ignored or [])
    inputs = world.inputs()._replace(stays_clean=not drop_tracked)
    protection = protect(needs, inputs.eligible.paths)
    matches = Matches([pattern], inputs.eligible.paths)
    evidence = Evidence(inputs, protection, matches, Mentions(named or {}, {}))
    return evidence.decide(Candidate(pattern, tier, "why", "record", heading, keeps, tier == "safe"), 1)


def exceptions(found: Decision) -> list[str]:
    return [rule for one in found.exceptions for rule in one.rules()]


MODULES = {f"web/node_modules/{n}/i.js": 1 for n in range(8)}


def test_a_rule_that_concerns_nobody_is_adopted() -> None:
    assert decision("**/node_modules", MODULES, copy("web/package.json")) == Decision()


def test_what_is_named_and_not_there_yet_forbids_a_rule() -> None:
    assert decision("target", {}, copy("target/x.jar")).against == ("Dockerfile:7: COPY target/x.jar",)
    assert decision("**/*.jar", {}, copy("target/*.jar", True)).against == (
        "Dockerfile:7: COPY target/*.jar",
    )


def test_a_few_needed_paths_become_exceptions() -> None:
    found = decision("**/node_modules", MODULES, copy("web/node_modules/3"))
    assert exceptions(found) == ["!web/node_modules/3", "!web/node_modules/3/**"] and found.kept == (
        "web/node_modules/3",
    )


@pytest.mark.parametrize(
    ("pattern", "contents", "needs"),
    [
        ("**/node_modules", MODULES, ["web/node_modules"]),
        ("**/node_modules", MODULES, ["web"]),
        ("**/node_modules", {"a/node_modules/[x]": 1, "a/node_modules/y": 1, "z": 1}, ["a/node_modules/[x]"]),
        (
            "**/node_modules",
            {f"node_modules/{n}": 1 for n in range(30)},
            [f"node_modules/{n}" for n in range(7)],
        ),
    ],
    ids=["all of it", "more than half", "not literal", "too many"],
)
def test_more_than_that_forbids_the_rule(pattern: str, contents: Contents, needs: list[str]) -> None:
    found = decision(pattern, contents, *map(copy, needs))
    if needs == ["web"]:
        assert found == Decision()  # the folder is taken, and what tools make in it may go
    else:
        assert found.against and not found.exceptions


@pytest.mark.parametrize("tier", ["safe", "unsafe"])
def test_a_folder_made_for_the_image_stays_whole(tier: Tier) -> None:
    contents = {".next/standalone/node_modules/x": 1, ".next/standalone/server.js": 1}
    need = copy(".next/standalone")
    found = decision("**/node_modules", contents, need, tier=tier, ignored=[".next"])
    assert found.against == (cite(need),)


def test_the_same_folder_in_version_control_loses_what_tools_make_in_it() -> None:
    contents = {"app/node_modules/x": 1, "app/server.js": 1}
    assert decision("**/node_modules", contents, copy("app"), tracked=["app/server.js"]) == Decision()
    assert decision("**/node_modules", contents, copy("app")) == Decision()  # new, but not made for an image


def test_what_is_copied_although_it_is_junk_by_its_name_stays_whole() -> None:
    world = World({"__pycache__/a.pyc": 1, "__pycache__/b.pyc": 1, "c.pyc": 1}, tracked=None)
    inputs = world.inputs()
    need = copy("__pycache__")
    matches = Matches(["**/__pycache__", "**/*.pyc"], inputs.eligible.paths)
    evidence = Evidence(inputs, protect([need], inputs.eligible.paths), matches, junk=3)
    rule = Candidate("**/*.pyc", "safe", "why", "record", CACHES, untracked=True)
    assert evidence.decide(rule, 2).against == (cite(need),)


def test_keys_in_a_folder_that_is_copied_from_this_machine_stay_and_caches_go() -> None:
    contents = {"certs/ca.pem": 1, "certs/__pycache__/a.pyc": 1}
    assert decision("**/*.pem", contents, copy("certs"), ignored=["certs"], heading=SECRETS).against
    assert (
        decision("**/__pycache__", contents, copy("certs"), ignored=["certs"], heading=CACHES) == Decision()
    )


def test_tier_a_takes_nothing_that_git_tracks() -> None:
    found = decision("**/node_modules", MODULES, tracked=["web/node_modules/1/i.js"])
    assert exceptions(found) == ["!web/node_modules/1/i.js"]
    assert decision("**/.env", {".env": 1}, tracked=[".env"]).against == (".env: git tracks it",)


def test_tier_b_takes_tracked_files_unless_a_copied_folder_holds_them() -> None:
    contents = {"docs/a.md": 1, "src/b.md": 1}
    every = list(contents)
    assert decision("docs", contents, tier="unsafe", tracked=every) == Decision()
    for need in (copy("src"), copy("s*c", True)):
        assert decision("**/*.md", contents, need, tier="unsafe", tracked=every).parts == ("docs/a.md",)


def test_tests_inside_a_copied_folder_may_go_but_for_those_that_are_copied_by_name() -> None:
    contents = {"src/tests/a.png": 1, "src/tests/b.png": 1}
    every = list(contents)
    rule = "src/tests/*.png"
    assert decision(rule, contents, copy("src"), tier="unsafe", tracked=every) == Decision()
    assert decision(rule, contents, copy("src"), copy("src/tests"), tier="unsafe", tracked=every).against
    assert decision(rule, contents, copy("s*", True), tier="unsafe", tracked=every) == Decision()


def test_no_tracked_file_goes_where_the_version_says_whether_one_is_missing() -> None:
    found = decision("docs", {"docs/a.md": 1}, tier="unsafe", tracked=["docs/a.md"], drop_tracked=False)
    assert "turn dirty" in found.against[0]


def test_what_a_source_names_stays_if_it_is_of_a_heavy_kind() -> None:
    contents = {"a.png": 1, "b.png": 1, "c.png": 1}
    named = {"a.png": ("main.py", 3)}
    found = decision("*.png", contents, tier="unsafe", heading=MEDIA, named=named)
    assert exceptions(found) == ["!a.png"]
    assert decision("*.png", contents, tier="unsafe", heading=DEPENDENCIES, named=named) == Decision()


def test_what_a_record_keeps_stays() -> None:
    found = decision("log/*", {"log/a": 1, "log/b": 1, "log/.keep": 1}, keeps=("log/.keep",))
    assert exceptions(found) == ["!log/.keep"]


def test_a_need_is_said_as_place_and_phrase() -> None:
    assert cite(copy("dist")) == "Dockerfile:7: COPY dist"
    assert cite(Need("x", "go.mod", 0, "a module")) == "go.mod: a module"


def test_a_part_of_a_need_that_holds_tests() -> None:
    assert is_test_part(copy("src"), "src/tests/a.py")
    assert not is_test_part(copy("src"), "src/app/a.py")
    assert not is_test_part(copy("tests"), "tests/e2e/a.py")
