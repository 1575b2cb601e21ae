"""A list of what is let in lets nothing back in that the user's own lines keep out."""

from __future__ import annotations

import pytest

from ctxtrim.matching.builders import DIALECTS, Dialect
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.proposal import Options, propose
from ctxtrim.proposal.repeat_user_lines import again
from tests.proposal.contexts import Contents, World

CONTENTS: Contents = {
    "src/a.py": 1,
    "src/.env": 1,
    "src/gen/x": 1,
    "src/gen/keep": 1,
    "docs/x.md": 90_000,
    "README.md": 1,
    ".git/HEAD": 1,
}
DOCKERFILE = "FROM scratch\nCOPY src README.md /\n"
LISTED = Options(allowlist=True)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param("", [], id="nothing of nothing"),
        pytest.param("docs\n.git\n# x\n\n", [], id="what lies elsewhere need not be said"),
        pytest.param("**/.env\n", ["**/.env"], id="what may lie anywhere"),
        pytest.param("/src/gen/\nsrc2\n", ["/src/gen/"], id="what lies in it"),
        pytest.param("\ufeff*.md\r\n", ["*.md"], id="without the matches of the file"),
        pytest.param("s?c/gen\n!src/gen/keep\n", ["s?c/gen", "!src/gen/keep"], id="exceptions too, in order"),
    ],
)
def test_what_is_said_again(lines: str, said: list[str]) -> None:
    assert list(again(IgnoreFile.parse(lines.encode()).lines, ["src", "src/**"])) == said


def test_where_anything_may_be_let_in_everything_is_said_again() -> None:
    assert list(again(IgnoreFile.parse(b"docs\n").lines, ["*.md"])) == ["docs"]


OWN = [
    pytest.param("**/.env\n", id="a name"),
    pytest.param("src/gen\n.git\n", id="a folder in it"),
    pytest.param("**/.env\n*.md\n!README.md\n", id="exceptions below"),
    pytest.param("**/gen/*\n!src/gen/keep\n", id="an exception in it"),
]


@pytest.mark.parametrize("dialect", [d for d in DIALECTS if d.verified], ids=lambda d: d.name)
@pytest.mark.parametrize("own", OWN)
def test_nothing_is_let_back_in(own: str, dialect: Dialect) -> None:
    world = World(CONTENTS, DOCKERFILE, tracked=None)
    text = propose(world.inputs(own.encode()), LISTED).text
    assert b"\n*\n!README.md\n!src\n!src/**\n" in text
    before, after = Ruleset.read(own.encode(), dialect), Ruleset.read(text, dialect)
    kept_out = [path for path in CONTENTS if not before.judge_path(path).eligible]
    assert kept_out
    assert [path for path in kept_out if after.judge_path(path).eligible] == []
    assert after.judge_path("src/a.py").eligible and not after.judge_path("docs/x.md").eligible


@pytest.mark.parametrize("own", OWN)
def test_a_second_run_changes_nothing(own: str) -> None:
    world = World(CONTENTS, DOCKERFILE, tracked=None)
    text = propose(world.inputs(own.encode()), LISTED).text
    for options in (Options(), LISTED):
        assert propose(world.written(text).inputs(text), options).text == text


def test_without_the_list_nothing_of_it_stays() -> None:
    world = World(CONTENTS, DOCKERFILE, tracked=None)
    text = propose(world.inputs(b"**/.env\n"), LISTED).text
    plain = propose(world.written(text).inputs(text), Options(allowlist=False)).text
    assert plain.count(b"**/.env") == 1
