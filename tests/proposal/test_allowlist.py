"""The list of what the Dockerfiles name, and when there is none."""

from __future__ import annotations

import pytest

from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.proposal import Options, propose
from ctxtrim.proposal.allowlist import allow
from tests.proposal.contexts import Contents, World

CONTENTS: Contents = {
    "main.go": 1,
    "go.mod": 1,
    "src/a.py": 1,
    "src/lib/b.py": 1,
    "docs/x.md": 1,
    "(auth)/x": 1,
    "c++/x": 1,
    "deep/a/x.txt": 1,
}


def allowed(*lines: str, contents: Contents = CONTENTS, tracked: list[str] | bool | None = True):  # type: ignore[no-untyped-def]
    inputs = World(contents, "FROM scratch\n" + "\n".join(lines) + "\n", tracked).inputs()
    return allow(list(inputs.plans.values()), inputs.needs, inputs.eligible, Ruleset.read(b"", DEFAULT))


@pytest.mark.parametrize(
    ("lines", "exceptions"),
    [
        (["COPY main.go /"], ("main.go",)),
        (["COPY src /src/"], ("src", "src/**")),
        (["COPY src src/lib /src/"], ("src", "src/**")),
        (["COPY main.go go.mod /"], ("go.mod", "main.go")),
        (["COPY dist /"], ("dist", "dist/**")),
        (["COPY *.go go.mod /"], ("go.mod", "main.go")),
        (["COPY target/*.jar /"], ("target/*.jar",)),
        (
            ["FROM scratch AS unused", "COPY src /", "FROM scratch", "COPY main.go /"],
            ("main.go", "src", "src/**"),
        ),
        (["RUN --mount=type=bind,source=src,target=/s ls /s"], ("src", "src/**")),
        (["ADD https://example.org/x.tgz /", "COPY main.go /"], ("main.go",)),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_exceptions(lines: list[str], exceptions: tuple[str, ...]) -> None:
    found = allowed(*lines)
    assert (found.exceptions, found.against) == (exceptions, "")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("COPY . /", "takes the whole context"),
        ("COPY * /", "may take anything"),
        ("RUN --mount=type=bind,target=/s ls", "the whole context"),
        ("COPY */x /", "may take anything"),
        ("COPY deep/*/x.txt /", "only BuildKit would follow"),
        ("COPY (auth) /", "only BuildKit would follow"),
        ("COPY c++/*.h /", "only BuildKit would follow"),
    ],
)
def test_there_is_none(line: str, reason: str) -> None:
    contents = {
        path: what for path, what in CONTENTS.items() if line != "COPY deep/*/x.txt /" or "deep" not in path
    }
    assert reason in allowed(line, contents=contents).against


def test_a_wildcard_stays_one_for_files_that_version_control_has_not_or_that_are_many() -> None:
    assert allowed("COPY *.go /", tracked=[]).exceptions == ("*.go",)
    many = {f"{n}.go": 1 for n in range(30)}
    assert allowed("COPY *.go /", contents=many).exceptions == ("*.go",)


def text(world: World, old: bytes = b"", **given: object) -> bytes:
    return propose(world.inputs(old), Options(unsafe=True, **given)).text  # type: ignore[arg-type]


def test_it_is_written_in_the_form_that_all_builders_read_alike() -> None:
    world = World(
        {"src/a.py": 1, "src/b.pyc": 1, "x": 1}, "FROM scratch\nCOPY src /\n", tracked=["src/a.py", "x"]
    )
    lines = text(world, allowlist=True).decode().splitlines()[1:-1]
    assert [line for line in lines if line[0] != "#"][:3] == ["*", "!src", "!src/**"]
    assert "**/*.py[co]" in lines


def test_it_stays_in_later_runs_until_it_is_taken_back() -> None:
    world = World({"src/a.py": 1, "x": 1}, "FROM scratch\nCOPY src /\n")
    listed = text(world, allowlist=True)
    assert text(world, listed) == listed
    assert b"\n*\n" not in text(world, listed, allowlist=False)


def test_what_the_dockerfile_names_no_more_goes_from_the_list() -> None:
    contents = {"src/a.py": 1, "lib/b.py": 1}
    listed = text(World(contents, "FROM scratch\nCOPY src lib /x/\n"), allowlist=True)
    assert b"!lib\n" in listed
    assert b"!lib\n" not in text(World(contents, "FROM scratch\nCOPY src /x/\n"), listed)


def test_where_it_would_lose_something_the_reason_is_told_and_rules_are_proposed_instead() -> None:
    world = World({"src/a.py": 1, "web/node_modules/x": 1, "web/package.json": "{}"}, tracked=["src/a.py"])
    proposal = propose(world.inputs(), Options(allowlist=True))
    assert proposal.withheld[0].pattern == "*"
    assert "takes the whole context" in proposal.withheld[0].needed_by[0]
    assert b"**/node_modules" in proposal.text


def test_a_list_that_the_users_own_lines_would_break_is_withheld() -> None:
    world = World({"src/keep/a.py": 1, "src/b.py": 1}, "FROM scratch\nCOPY src/keep /\n")
    old = b"src\n!src/*\n"
    proposal = propose(world.inputs(old), Options(allowlist=True))
    kept = world.inputs(proposal.text).eligible.paths
    assert "src/keep/a.py" in kept


@pytest.mark.parametrize("own", [b"src\n", b"*\n!main.go\n", b"src/a.py\n", b"**/*.py\n"])
def test_no_list_lets_in_what_the_users_lines_keep_out(own: bytes) -> None:
    """It would arrive empty, with those lines said again behind the list."""
    world = World(CONTENTS, "FROM scratch\nCOPY main.go src/a.py /\n")
    proposal = propose(world.inputs(own), Options(allowlist=True))
    assert b"!src" not in proposal.text
    assert any("needs src/a.py, which" in reason for held in proposal.withheld for reason in held.needed_by)
