"""What a build takes from named contexts; the transfers are those that Docker 28.5 made of these files."""

from __future__ import annotations

import pytest

from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse

ALL = None


@pytest.mark.parametrize(
    ("text", "target", "follow"),
    [
        pytest.param("FROM scratch\nCOPY m /", "", "nothing", id="not used"),
        pytest.param("FROM scratch\nCOPY --from=mods a/f /x", "", ("a/f",), id="a file of it"),
        pytest.param("FROM scratch\nCOPY --from=mods / /x", "", ALL, id="all of it"),
        pytest.param("FROM scratch\nRUN --mount=from=mods,source=a,target=/z x", "", ("a",), id="a mount"),
        pytest.param("FROM mods AS z\nCOPY m /m", "", ALL, id="the base of the target"),
        pytest.param("FROM mods AS x\nFROM scratch\nCOPY --from=x a/f /", "", ("a/f",), id="a stage upon it"),
        pytest.param("FROM mods AS x\nRUN y\nFROM b\nCOPY --from=x a /", "", ALL, id="that runs something"),
        pytest.param("FROM a AS mods\nFROM b\nCOPY --from=mods /a /x", "", ("a",), id="instead of a stage"),
        pytest.param("FROM a AS mods\nFROM mods", "", ALL, id="instead of the base"),
        pytest.param("FROM a AS mods\nFROM b", "mods", ALL, id="instead of the target"),
        pytest.param("FROM a AS t\nFROM b\nCOPY --from=mods a /", "t", (), id="not for this target"),
    ],
)
def test_what_is_asked_of_a_named_context(text: str, target: str, follow: object) -> None:
    named = plan(parse(text.encode(), "Dockerfile"), target, named_contexts=["mods"]).named
    assert [take.follow for take in named] == ([] if follow == "nothing" else [follow])


def test_its_needs_and_lines_are_told_apart() -> None:
    text = "FROM b AS mods\nFROM scratch\nCOPY own /\nCOPY --from=mods a b* /x/\n"
    made = plan(parse(text.encode(), "Dockerfile"), named_contexts=["docker.io/library/mods:latest"])
    (take,) = made.named
    assert take.name == "mods"
    assert [(need.glob, need.line, need.must) for need in take.needs] == [("a", 4, True), ("b*", 4, False)]
    assert [copy.sources for copy in take.copies] == [("a", "b*")]
    assert [need.glob for need in made.needs] == ["own"]
