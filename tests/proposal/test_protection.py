"""What may not be kept out, given the needs."""

from __future__ import annotations

import pytest

from ctxtrim.model.build import Need
from ctxtrim.proposal.protection import is_literal, is_readable, protect
from tests.proposal.contexts import World

WORLD = World(
    {
        "src/main.py": 1,
        "src/deep/util.py": 1,
        "target/app.jar": 1,
        "q{1}/a.txt": 1,
        "link": "-> src/deep",
        "abs": "-> /target/app.jar",
        "loop": "-> loop",
        "src/up": "-> ../target",
        "broken": "-> nowhere/x",
    }
)


JUNK = World(
    {
        ".venv/lib/pandas/pyproject.toml": 1,
        "a/node_modules/x/package.json": 1,
        "a/package.json": 1,
        "pyproject.toml": 1,
        "vendor/x/package.json": 1,
    }
)


def need(glob: str, is_glob: bool = False, must: bool = True, kind: str = "copy") -> Need:
    return Need(glob, "Dockerfile", 3, f"COPY {glob}", kind=kind, must=must, is_glob=is_glob)


@pytest.mark.parametrize(
    ("wanted", "always", "absent"),
    [
        (need(""), set(), set()),
        (need("src/main.py"), {"src/main.py"}, set()),
        (need("src"), {"src"}, set()),
        (need("dist"), set(), {"dist"}),
        (need("dist", must=False), set(), set()),
        (need("target/*.jar", True), {"target/app.jar"}, set()),
        (need("build/*.jar", True), set(), {"build/x.jar"}),
        (need("build/**/?.jar", True), set(), {"build/x.jar"}),
        (need("build/[ab].jar", True), set(), set()),
        (need("build/*.jar", True, kind="manifest"), set(), set()),
        (need("q{1}/*.txt", True), {"q{1}/a.txt"}, set()),
        (need("link"), {"link", "src/deep"}, set()),
        (need("link/util.py"), {"link", "src/deep/util.py"}, set()),
        (need("abs"), {"abs", "target/app.jar"}, set()),
        (need("src/up/app.jar"), {"src/up", "target/app.jar"}, set()),
        (need("loop"), {"loop"}, set()),
        (need("broken"), {"broken"}, {"nowhere/x"}),
        (need("link*", True), {"link", "src/deep"}, set()),
    ],
    ids=lambda value: value.glob + "*" * value.is_glob if isinstance(value, Need) else "",
)
def test_a_need_protects(wanted: Need, always: set[str], absent: set[str]) -> None:
    found = protect([wanted], WORLD.entries)
    assert set(found.always) == always
    assert {path for path, _ in found.absent} == absent
    assert set(found.paths()) == always | absent


@pytest.mark.parametrize(
    ("glob", "always"),
    [
        ("**/pyproject.toml", {"pyproject.toml"}),
        ("**/package.json", {"a/package.json", "vendor/x/package.json"}),
        ("*/**/package.json", {"a/package.json", "vendor/x/package.json"}),
        ("a/*/x/package.json", set()),
        ("a/node_modules/*/package.json", {"a/node_modules/x/package.json"}),
        (".venv/**/*.toml", {".venv/lib/pandas/pyproject.toml"}),
        ("*", {".venv", "a", "pyproject.toml", "vendor"}),
    ],
)
def test_a_wildcard_needs_nothing_of_a_junk_folder_that_it_does_not_name(glob: str, always: set[str]) -> None:
    assert set(protect([need(glob, True)], JUNK.entries).always) == always


def test_folders_that_a_need_takes_are_found_from_below() -> None:
    found = protect([need("src"), need("src/deep")], WORLD.entries)
    assert [folder for folder, _ in found.above("src/deep/more")] == ["src", "src/deep"]
    assert found.above("target") == []
    said = found.folder_of("src/deep/util.py")
    assert said and said.glob == "src"


def test_who_needs_a_path_is_the_nearest_need() -> None:
    found = protect([need("src"), need("src/main.py"), need("dist")], WORLD.entries)
    names = [
        n.glob if (n := found.need_of(p)) else "" for p in ("src/main.py", "src/deep/util.py", "dist", "x")
    ]
    assert names == ["src/main.py", "src", "dist", ""]


def test_links_on_the_way_are_kept_with_what_they_lead_to() -> None:
    world = World({"a": "-> b", "b": "-> c/../d", "c/x": 1, "d/y": 1})
    assert list(protect([need("a/y")], world.entries).always) == ["a", "b", "d/y"]


@pytest.mark.parametrize(("glob", "literal"), [("a/b", True), ("a*", False), ("a[b", False), ("a\\b", False)])
def test_is_literal(glob: str, literal: bool) -> None:
    assert is_literal(glob) is literal


@pytest.mark.parametrize(
    ("glob", "readable"),
    [
        ("src/**/*.go", True),
        ("app/[a-z]*/x.ts", True),
        ("docs/x.split('/')[-1][:-2]", False),
        ("docs/[z-a]*", False),
    ],
)
def test_a_wildcard_is_a_pattern(glob: str, readable: bool) -> None:
    assert is_readable(Need(glob, "conf.py", 1, "", kind="manifest", must=False, is_glob=True)) is readable


def test_a_path_needs_no_pattern() -> None:
    assert is_readable(Need("app/[id/x.ts", "Dockerfile", 1, "COPY"))
