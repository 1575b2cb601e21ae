"""What a builder gets: its own files come back, and what is lost on the way is not counted."""

from __future__ import annotations

import pytest

from ctxtrim.builds.sent_by_build import Given, sent_of, visits_of, with_readded
from ctxtrim.matching.builders import by_name
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.scan import Ask
from ctxtrim.scan.reference import sum_up
from tests.entries import lister

TREE = {
    ".dockerignore": 5,
    "Dockerfile": 7,
    "docker/Dockerfile": 9,
    "src/a.py": 100,
    "src/up": "-> ../docs",
    "docs/x": 20,
    "s": "socket",
}


def rules(ignore: str, builder: str = "classic") -> Ruleset:
    return Ruleset.read(ignore.encode(), by_name(builder))


def eligible(ruleset: Ruleset, follow: tuple[str, ...] | None = None) -> list[str]:
    visits = visits_of(Given(ruleset, follow), lister(TREE))
    return [entry.path for entry, verdict in visits if verdict.eligible and entry.kind != "dir"]


@pytest.mark.parametrize(
    ("ignore", "dockerfile", "expected"),
    [
        pytest.param("docs", "Dockerfile", [], id="what is eligible anyway needs nothing"),
        pytest.param("*", "Dockerfile", [".dockerignore", "Dockerfile"], id="both come back"),
        pytest.param("Dockerfile", "Dockerfile", ["Dockerfile"], id="the Dockerfile alone"),
        pytest.param("docker", "docker/Dockerfile", ["docker/Dockerfile"], id="with the folder above it"),
        pytest.param("*", "", [".dockerignore"], id="a Dockerfile elsewhere does not"),
    ],
)
def test_the_classic_client_sends_its_own_files(ignore: str, dockerfile: str, expected: list[str]) -> None:
    before, after = eligible(rules(ignore)), eligible(with_readded(rules(ignore), dockerfile))
    assert sorted(set(after) - set(before)) == expected


def test_rules_that_need_no_exception_stay_the_same_object() -> None:
    ruleset = rules("docs")
    assert with_readded(ruleset, "Dockerfile") is ruleset


@pytest.mark.parametrize(
    ("follow", "expected"),
    [
        pytest.param(None, 7, id="all"),
        pytest.param(("src",), 2, id="a folder, its links as links"),
        pytest.param(("src/up/x",), 2, id="through a link: the link's target too"),
        pytest.param(("nothing",), 0, id="nothing there"),
    ],
)
def test_visits_are_what_is_asked_for(follow: tuple[str, ...] | None, expected: int) -> None:
    assert len(eligible(rules("", "buildkit"), follow)) == expected


@pytest.mark.parametrize(
    ("builder", "ignore", "files", "size"),
    [
        pytest.param("buildkit", "", 7, 141, id="everything"),
        pytest.param("classic", "", 6, 141, id="a dropped socket is no file"),
        pytest.param("buildkit", "src\n!src/a.py\nsrc", 6, 41, id="an emptied file is one of 0 bytes"),
    ],
)
def test_sums_are_of_what_arrives(builder: str, ignore: str, files: int, size: int) -> None:
    ruleset = rules(ignore, builder)
    scan = sum_up(visits_of(Given(ruleset, None), lister(TREE)), ruleset, Ask())
    found = sent_of(scan, ruleset.dialect, lambda path: int(TREE[path]))
    assert found.sum == (files, size)
