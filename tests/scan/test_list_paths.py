"""The quick list has the paths of the walk, in its order, for every builder."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxtrim.context.traverse import arriving
from ctxtrim.disk import walk
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DEFAULT, DIALECTS, Dialect
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.scan import list_paths as swift
from ctxtrim.scan.asked_paths import AskedPaths
from ctxtrim.scan.list_paths import eligible_names
from tests.effort import examples

NAMES = ["a", "b.py", "a-b", "A.txt", "é", "x\ny", "\udcff", "node_modules", ".git"]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("context")
    folders = ("", "a", "a/b.py", "a/b.py/é", "a-b", "a-b/node_modules", "A.txt", "node_modules", "x\ny")
    for folder in folders:
        (root / folder).mkdir(exist_ok=True)
    for folder in folders:
        for name in NAMES:
            if not (root / folder / name).exists():
                (root / folder / name).write_bytes(b"")
    os.mkfifo(root / "a" / "pipe")
    os.symlink("nowhere", root / "a-b" / "link")
    os.symlink("a", root / "to-a")
    here = os.getcwd()
    os.chdir(root)
    socket.socket(socket.AF_UNIX).bind("sock")
    os.chdir(here)
    return root


def listed(context: Path, ruleset: Ruleset, asked: AskedPaths | None = None) -> list[str]:
    runs = eligible_names(str(context), ruleset, asked)
    return [p for run in runs for p in (run if isinstance(run, list) else os.fsdecode(run).split("\0")[:-1])]


def walked(context: Path, ruleset: Ruleset) -> list[str]:
    found = arriving(walk(str(context), ruleset), ruleset)
    return [arrival.entry.path for arrival in found if arrival.kind != "dir"]


@pytest.fixture(params=["accelerated", "at once", "in parts"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lists, and in pure Python how many names of a directory are held at a time."""
    monkeypatch.setattr(swift, "_MANY", 4 if request.param == "in parts" else 1 << 17)
    monkeypatch.setenv("CTXTRIM_PURE", "" if request.param == "accelerated" else "1")


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(
    "ignore",
    [
        pytest.param("", id="no rules"),
        pytest.param("a\nnode_modules", id="pruned"),
        pytest.param("**\n!a/b.py\n!**/a-b", id="all but some"),
        pytest.param("**/node_modules\n**/*.py\n!a/b.py", id="an exception"),
        pytest.param("*\n!**/é", id="wildcard exception"),
        pytest.param("a/**\n!a/b.py/é\n*.txt\nx*", id="mixed"),
        pytest.param("[ab]*\n!a-b/{a,b}*", id="classes and leaks"),
    ],
)
def test_as_the_walk(context: Path, dialect: Dialect, ignore: str) -> None:
    ruleset = Ruleset.read(ignore.encode(), dialect)
    assert listed(context, ruleset) == walked(context, ruleset)


PATTERN = st.lists(st.sampled_from([*NAMES, "*", "**", "?", "[a-b]*", "*.py", "n*"]), min_size=1, max_size=3)
LINES = st.lists(st.tuples(st.sampled_from(["", "!"]), PATTERN.map("/".join)).map("".join), max_size=6)


@pytest.mark.usefixtures("held")
@settings(max_examples=examples(60))
@given(LINES, st.sampled_from(DIALECTS))
def test_as_the_walk_for_any_rules(context: Path, lines: list[str], dialect: Dialect) -> None:
    data = "\n".join(lines).encode("utf-8", "surrogateescape")
    try:
        ruleset = Ruleset.read(data, dialect)
        expected = walked(context, ruleset)
    except CtxtrimError:
        return
    assert listed(context, ruleset) == expected


def test_a_rejected_pattern_is_rejected_here_too(context: Path) -> None:
    with pytest.raises(CtxtrimError, match="docker rejects"):
        listed(context, Ruleset.read(b"[z-a]", DEFAULT))


def test_nothing_is_lost_between_runs(context: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTXTRIM_PURE", "1")
    monkeypatch.setattr(swift, "_RUN", 2)
    ruleset = Ruleset((), DEFAULT)
    assert listed(context, ruleset) == walked(context, ruleset)
