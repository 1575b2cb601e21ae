"""The user's own lines, put right on request: only what is safe, in place, and with its effect told."""

from __future__ import annotations

import pytest

from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Sum
from ctxtrim.proposal.inputs import Surroundings
from ctxtrim.proposal.repair import Repaired, repair
from tests.proposal.contexts import World

CONTENTS = {
    "main.py": 1,
    "package.json": "{}",
    "node_modules/a": 5,
    "web/node_modules/b": 7,
    "d/e/f": 11,
    "src/x": 13,
    ".env": 1,
    "api/.env": 17,
}
WORLD = World(CONTENTS, tracked=["main.py", "package.json", "d/e/f", "src/x"])


def repaired(old: bytes, world: World = WORLD) -> Repaired:
    inputs = world.inputs(old)
    around = Surroundings(world, world.list, Ruleset.read(old, DEFAULT), inputs.eligible, inputs.plans)
    return repair(around, inputs)


@pytest.mark.parametrize(
    ("old", "new", "kept_out", "let_in"),
    [
        (b"node_modules\n", b"**/node_modules\n", Sum(1, 7), Sum()),
        (b"# x\r\n.env/\r\nz", b"# x\r\n**/.env\r\nz", Sum(1, 17), Sum()),
        (b".env", b"**/.env", Sum(1, 17), Sum()),
        (b"src # ours\nx\n", b"# ours\nsrc\nx\n", Sum(1, 13), Sum()),
        (b"gone # ours\r\n", b"# ours\r\ngone\r\n", Sum(), Sum()),
        (b"d\n!d/*/**\n", b"d\n!d/**\n", Sum(), Sum(1, 11)),
        (b"d\n!d/e # why\n", b"d\n# why\n!d/e\n", Sum(), Sum(1, 11)),
        (b"x\n../y\nz\n", b"x\nz\n", Sum(), Sum()),
        (b"\xef\xbb\xbf../y\nz\n", b"\xef\xbb\xbfz\n", Sum(), Sum()),
        (b"\xef\xbb\xbfnode_modules\nz\n", b"\xef\xbb\xbf**/node_modules\nz\n", Sum(1, 7), Sum()),
        (b"/home/joe/app/x\n", b"", Sum(), Sum()),
        (b"x\n  # note\n", b"x\n# note\n", Sum(), Sum()),
    ],
    ids=lambda value: repr(value) if isinstance(value, bytes) else "",
)
def test_repairs(old: bytes, new: bytes, kept_out: Sum, let_in: Sum) -> None:
    found = repaired(old)
    assert found.text == new
    assert [(r.kept_out, r.let_in) for r in found.repairs] == [(kept_out, let_in)]
    assert not found.withheld and repaired(new).repairs == ()


@pytest.mark.parametrize(
    ("old", "contents"),
    [
        (b"a\nb/*\n!b/c\n", CONTENTS),
        (b"node_modules\n", {"node_modules/a": 1, "package.json": "{}"}),
        (b"!d/*/**\n", CONTENTS),
        (b"# >>> ctxtrim\nnode_modules\n# <<< ctxtrim\n", CONTENTS),
        (b"/home/joe\n", {"home/joe/x": 1}),
        (b"  #x\n", {"#x": 1}),
    ],
    ids=[
        "nothing wrong",
        "no nested one",
        "nothing to let in",
        "our own block",
        "it is there",
        "a file of that name",
    ],
)
def test_what_changes_nothing_or_is_right_stays(old: bytes, contents: dict[str, str | int]) -> None:
    found = repaired(old, World(contents))
    assert found.text == old and not found.repairs


@pytest.mark.parametrize(
    ("old", "dockerfile", "tracked", "reason"),
    [
        (b"node_modules\n", "COPY web/node_modules /m\n", [], "Dockerfile:2: COPY web/node_modules"),
        (b".env\n", "COPY . .\n", ["api/.env"], "git tracks it"),
        (b"src # ours\n", "COPY src /s\n", ["src/x"], "COPY src"),
        (b"node_modules\n", "COPY web /m\nCOPY web/node_modules/b /x\n", [], "COPY web/node_modules/b"),
    ],
    ids=["needed", "tracked", "a rule that would come alive", "an exception would be needed"],
)
def test_what_would_lose_something_is_withheld(
    old: bytes, dockerfile: str, tracked: list[str], reason: str
) -> None:
    found = repaired(old, World(CONTENTS, "FROM a\n" + dockerfile, tracked))
    assert found.text == old and not found.repairs
    assert reason in "; ".join(found.withheld[0].needed_by)


def test_repairs_build_on_each_other() -> None:
    found = repaired(b"node_modules\n.env # secret\n../x\n")
    assert found.text == b"**/node_modules\n# secret\n.env\n"
    assert [repair.line for repair in found.repairs] == [1, 2, 3]
    assert found.before == Sum(7, 52)


def test_a_rule_that_would_come_alive_takes_nothing_that_the_program_imports() -> None:
    """As `fix --fix-existing` would: `tests # x` matches nothing, `tests` would exclude the factories."""
    contents = {
        "shop/fill.py": "from tests.factories import make\n",
        "tests/factories.py": "",
        "docs/a.md": 9,
    }
    found = repaired(b"tests # x\ndocs # y\n", World(contents))
    assert found.text == b"tests # x\n# y\ndocs\n"
    assert found.withheld[0].needed_by == ("shop/fill.py:1 imports tests/factories.py",)
