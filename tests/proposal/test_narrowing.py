"""A rule that takes too much is narrowed: to the parts that may go, or with exceptions."""

from __future__ import annotations

import pytest

from ctxtrim.model.record import Tier
from ctxtrim.proposal import Options, propose
from ctxtrim.proposal.narrowing import Taken, narrow
from tests.proposal.contexts import Contents, World

FIXTURES = [f"t/node_modules/{n}/i.js" for n in range(9)]


def lines(
    glob: str,
    going: list[str],
    kept: list[str],
    is_junk: bool = True,
    is_secret: bool = False,
    is_lasting: bool = False,
    is_alone: bool = True,
) -> list[str]:
    """What is written instead of a pattern that takes these files."""
    paths = World(dict.fromkeys([*going, *kept], 1)).entries
    files = [path for path in [*going, *kept] if path in paths]
    reasons = {path: f"{path}: git tracks it" for path in kept}
    found = narrow(Taken(glob, files, reasons, {}, paths, is_junk, is_secret, is_lasting, is_alone))
    if found.exceptions:
        return [glob, *(rule for one in found.exceptions for rule in one.rules())]
    return list(found.parts)


@pytest.mark.parametrize(
    ("glob", "going", "kept", "expected"),
    [
        ("**/build", ["build/a", "build/b"], ["tools/build/x.py"], ["build"]),
        (
            "**/node_modules",
            ["node_modules/a", "web/node_modules/b"],
            FIXTURES,
            ["node_modules", "web/node_modules"],
        ),
        (
            "**/node_modules",
            [f"packages/{n}/node_modules/a" for n in range(20)],
            FIXTURES,
            ["packages/**/node_modules"],
        ),
        ("**/*.log", ["logs/a.log", "logs/b.log", "c.log"], ["t/x.log"], ["**/*.log", "!t/x.log"]),
        ("**/*.log", ["logs/a.log", "logs/b.log"], [f"t/{n}.log" for n in range(9)], ["logs/*.log"]),
        (
            "**/*.log",
            ["a.log", "b.log", "q/c.log", "w/d.log"],
            [f"t/{n}.log" for n in range(9)],
            ["**/*.log", "!t/*.log"],
        ),
        ("log/*", ["log/a", "log/b"], ["log/.keep"], ["log/*", "!log/.keep"]),
        ("web/x", ["web/x/a", "web/x/b", "web/x/c"], ["web/x/keep"], ["web/x", "!web/x/keep"]),
        ("**/x", ["a/x/1"], ["a/x/2", "a/x/3"], []),
        ("**/x", [], ["a/x/2"], []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_shorter_form_is_written(
    glob: str, going: list[str], kept: list[str], expected: list[str]
) -> None:
    assert lines(glob, going, kept) == expected


def test_a_rule_for_what_will_come_keeps_its_pattern() -> None:
    going, kept = ["a.log"], ["t/x.log"]
    assert lines("**/*.log", going, kept) == ["a.log"]
    assert lines("**/*.log", going, kept, is_lasting=True) == ["**/*.log", "!t/x.log"]


def test_a_secret_rule_keeps_its_pattern_and_no_exception_is_wider_than_what_is_there() -> None:
    kept = [f"t/{n}.pem" for n in range(3)]
    assert lines("**/*.pem", ["a.pem"], kept, is_secret=True) == ["**/*.pem", *(f"!{path}" for path in kept)]
    many = [f"t/{n}.pem" for n in range(9)]
    assert lines("**/*.pem", ["a.pem", "b.pem"], many, is_secret=True) == ["*.pem"]


def test_no_exception_with_a_wildcard_undoes_a_line_of_the_users() -> None:
    going, kept = ["a.log", "b/b.log", "c/c.log", "d/d.log"], [f"t/{n}.log" for n in range(9)]
    assert lines("**/*.log", going, kept, is_alone=False) == ["a.log", "b/b.log", "c/c.log", "d/d.log"]


def test_files_of_the_projects_own_are_not_picked_one_by_one_where_most_of_their_kind_stay() -> None:
    assert lines("**/*.png", ["a.png"], ["b.png", "c.png"], is_junk=False) == []
    assert lines("**/*.png", ["d/a.png", "d/b.png", "d/c.png"], ["b.png"], is_junk=False) == ["d/*.png"]


def proposed(
    contents: Contents,
    dockerfile: str = "FROM a\nCOPY . /\n",
    tracked: list[str] | None = None,
    **given: object,
) -> list[str]:
    world = World(contents, dockerfile, tracked)
    text = propose(world.inputs(), Options(**given)).text.decode()  # type: ignore[arg-type]
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("secrets", "tracked", "expected"),
    [
        ([".env.production", ".env.docker"], ".env.docker", ["**/.env.*", "!.env.docker"]),
        (["server.key", "tests/ca.key"], "tests/ca.key", ["**/*.key", "!tests/ca.key"]),
        (["server.key", *(f"tests/{n}.key" for n in range(9))], "tests/", ["server.key"]),
    ],
    ids=["environment", "a key", "many keys"],
)
def test_a_secret_goes_whatever_namesakes_git_tracks(
    secrets: list[str], tracked: str, expected: list[str]
) -> None:
    contents = dict.fromkeys([*secrets, "main.py"], 9)
    found = proposed(contents, tracked=["main.py", *(path for path in secrets if path.startswith(tracked))])
    assert [rule for rule in found if rule != ".dockerignore"] == expected


@pytest.mark.parametrize("unsafe", [False, True])
def test_no_list_lets_a_secret_or_a_repository_in(unsafe: bool) -> None:
    contents = dict.fromkeys(["src/a.py", "src/.env", "src/lib/.git/HEAD", "src/k.pem", "t/ca.pem"], 9)
    credentials = {
        "src/credentials.json": '{"private_key": "-----BEGIN PRIVATE KEY-----", "token": "a1b2c3d4e5f6"}'
    }
    found = proposed(
        {**contents, **credentials},
        "FROM a\nCOPY src /\n",
        ["src/a.py", "t/ca.pem"],
        allowlist=True,
        unsafe=unsafe,
    )
    assert found[:3] == ["*", "!src", "!src/**"]
    assert {"**/.env", "**/.git", "**/*.pem", "**/credentials.json"} <= set(found)
    assert [rule for rule in found if rule.startswith("!")] == ["!src", "!src/**"]


@pytest.mark.parametrize("tier", ["safe", "unsafe"])
def test_what_a_folders_exception_lets_back_in_is_excluded_behind_it(tier: Tier) -> None:
    contents = dict.fromkeys([f"a/tests/{n}.py" for n in range(9)], 9)
    contents |= {"b/tests/x.py": 9, "b/tests/.env": 9, "a/main.py": 9, "a/.env": 1}
    found = proposed(
        contents,
        "FROM a\nCOPY . /\nCOPY b/tests /t\n",
        [path for path in contents if not path.endswith(".env")],
        unsafe=tier == "unsafe",
    )
    if tier == "unsafe" and "!b/tests/**" in found:
        assert found.index("**/.env") > found.index("!b/tests/**")
    assert "**/.env" in found
