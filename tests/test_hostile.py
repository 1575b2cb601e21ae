"""Whatever stands in an ignore file, a Dockerfile or a tree: an answer or one sentence, and soon."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ctxtrim.builds.of_request import builds_of
from ctxtrim.commands import ls as listing
from ctxtrim.commands.audit import audit
from ctxtrim.commands.why import why
from ctxtrim.context.explain import explain
from ctxtrim.context.selection import select, traverse_selected
from ctxtrim.context.transfer_size import classic_tar_bytes, transfer_bytes
from ctxtrim.context.traverse import arriving, traverse
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DEFAULT, DIALECTS, Dialect
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Entry, Request
from ctxtrim.model.scan import Ask
from tests.commandline import ctxtrim
from tests.effort import examples
from tests.entries import lister
from tests.steps import at_most

PIECES = [
    *(b"a", b"b", b"/", b"*", b"**", b"?", b"[", b"]", b"[a-c]", b"[^a]", b"[z-a]", b"\\", b"!", b"#", b"."),
    *(b"..", b"{", b"}", b"{2}", b"{1000}", b"|", b"^", b"$", b"(", b")", b"+", b"\n", b"\r\n", b" ", b"\t"),
    *(
        b"\xff",
        b"\xc3\xa9",
        b"\xef\xbb\xbf",
        b"\0",
        b"[[:alpha:]]",
        b"\\d",
        b"\\Q",
        b"\\E",
        b"\\x{41}",
        b"\\pL",
    ),
]
LINES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=25).map(b"".join)
NAME = st.binary(min_size=1, max_size=6).map(lambda raw: raw.replace(b"/", b"a").replace(b"\0", b"b"))
NAMES = NAME.filter(lambda raw: raw not in (b".", b".."))
PATHS = st.lists(NAMES | st.sampled_from([b"a", b"b", b"ab"]), min_size=1, max_size=5).map(b"/".join)
BUILDERS = st.sampled_from(DIALECTS)
SLOW = settings(max_examples=examples(100))
ON_DISK = settings(max_examples=examples(30))


def read(data: bytes, dialect: Dialect) -> Ruleset | None:
    """The rules, None where the builder refuses in one sentence."""
    try:
        return Ruleset.read(data, dialect)
    except CtxtrimError as error:
        is_one_sentence(error)
        return None


def is_one_sentence(error: CtxtrimError) -> None:
    _, _, what = str(error).partition(": ")
    assert what.strip()
    assert "Traceback" not in what


@SLOW
@given(LINES, st.lists(PATHS, max_size=6), BUILDERS)
@example(b"\xef\xbb\xbf!", [b"a"], DEFAULT)
@example(b"[\xff-\xff]", [b"\xff"], DEFAULT)
@example(b"a{1000}{1000}*", [b"a" * 99], DEFAULT)
def test_any_rules_answer_for_any_path(data: bytes, paths: list[bytes], dialect: Dialect) -> None:
    rules = read(data, dialect)
    for path in map(os.fsdecode, paths):
        if rules is None:
            return
        try:
            verdict = rules.judge_path(path)
            assert verdict.eligible in (True, False)
            rules.empties(path)
        except CtxtrimError as error:
            is_one_sentence(error)
        reason = explain(Entry(path, "file", 5), rules, ".dockerignore")
        assert reason.outcome in {"eligible", "excluded", "emptied", "rejected"}


@SLOW
@given(LINES, st.lists(PATHS, max_size=8), BUILDERS)
def test_any_tree_is_walked_and_weighed(data: bytes, paths: list[bytes], dialect: Dialect) -> None:
    rules = read(data, dialect)
    tree: dict[str, int | str] = {}
    for path in map(os.fsdecode, paths):
        if not any(other.startswith(path + "/") or path.startswith(other + "/") for other in tree):
            tree[path] = len(path)
    if rules is None:
        return
    try:
        found = list(arriving(traverse(lister(tree), rules), rules))
    except CtxtrimError as error:
        is_one_sentence(error)
        return
    sent = {arrival.entry.path for arrival in found}
    assert all(path.rpartition("/")[0] in sent | {""} for path in sent), "parents arrive too"
    assert transfer_bytes(found) >= 2 + 10 * len(found)
    assert classic_tar_bytes(found) % 512 == 0


@SLOW
@given(st.lists(PATHS, max_size=4), st.lists(st.tuples(PATHS, PATHS), max_size=6), LINES)
def test_any_sources_are_followed_to_an_end(
    sources: list[bytes], links: list[tuple[bytes, bytes]], data: bytes
) -> None:
    rules = read(data, DEFAULT)
    tree: dict[str, int | str] = {}
    for path, target in links:
        name = os.fsdecode(path)
        if not any(other.startswith(name + "/") or name.startswith(other + "/") for other in tree):
            tree[name] = "-> " + os.fsdecode(target)
    try:
        selection = select([os.fsdecode(source) for source in sources], lister(tree))
        if selection and rules:
            list(arriving(traverse_selected(lister(tree), rules, selection), rules))
    except CtxtrimError as error:
        is_one_sentence(error)


EXPLOSIVE = [
    pytest.param(b"*a" * 40 + b"*b", "a" * 255, id="stars"),
    pytest.param(b"**/a/" * 40 + b"b", "a/" * 400 + "a", id="double stars"),
    pytest.param(b"*" * 5_000 + b"b", "a" * 255, id="a row of stars"),
    pytest.param(b"[a-z]*" * 60 + b"1", "a" * 255, id="classes"),
    pytest.param(b"?*" * 100 + b"1", "a" * 255, id="question marks"),
    pytest.param(b"a*|" * 400 + b"b", "a" * 255, id="bars"),
    pytest.param(b"a{0,30}" * 20 + b"*b", "a" * 255, id="counts"),
    pytest.param(b"x/" * 20_000 + b"*y", "x/" * 400 + "z", id="a pattern of 20,000 parts"),
    pytest.param(b"!" * 30_000 + b"a", "a", id="30,000 marks"),
    pytest.param(b"../" * 20_000 + b"*", "a", id="20,000 ways up"),
    pytest.param(b"\\" * 60_001 + b"a", "a", id="60,001 backslashes"),
    pytest.param(b"[" + b"a-z" * 15_000 + b"]x", "ax", id="a class of 15,000 ranges"),
    pytest.param(b"\xff*" * 2_000, "\udcff" * 255, id="undecodable bytes"),
]


@pytest.mark.parametrize("dialect", DIALECTS, ids=[dialect.name for dialect in DIALECTS])
@pytest.mark.parametrize(("line", "path"), EXPLOSIVE)
def test_no_pattern_takes_long(line: bytes, path: str, dialect: Dialect) -> None:
    with at_most(30_000_000):
        for data in (line, b"*\n!" + line):
            rules = read(data, dialect)
            try:
                if rules:
                    rules.judge_path(path)
                    rules.empties(path)
            except CtxtrimError as error:
                is_one_sentence(error)


@pytest.mark.repeats
@pytest.mark.parametrize("dialect", DIALECTS, ids=[dialect.name for dialect in DIALECTS])
def test_ten_thousand_patterns_take_as_long_as_that(dialect: Dialect) -> None:
    with at_most(30_000_000):
        rules = read(b"".join(b"d%d/*.x\n!d%d/keep*\n" % (n, n) for n in range(5_000)), dialect)
        assert rules
        for n in range(20):
            rules.judge_path(f"d{n}/a.x")


# real trees


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Path]:
    """A tree of what nobody expects, with a Dockerfile that takes all of it."""
    root = os.fsencode(tmp_path / "context")
    os.mkdir(root)
    for name in (
        b"\xff\xfe",
        b"a\nb",
        b"\x1b[31mred",
        b"-rf",
        b" ",
        b"*",
        b"[",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"%s",
    ):
        os.mkdir(os.path.join(root, name))
        Path(os.fsdecode(os.path.join(root, name, name))).write_bytes(b"x" * 40_000)
    for link, target in (
        (b"loop", b"loop"),
        (b"up", b"../.."),
        (b"etc", b"/etc"),
        (b"gone", b"\xff"),
        (b"self", b"."),
        (b"deep/l", b"../deep"),
        (b"compose.yaml", b"/dev/zero"),
        (b"package.json", b"/proc/self/environ"),
    ):
        os.makedirs(os.path.dirname(os.path.join(root, link)), exist_ok=True)
        os.symlink(target, os.path.join(root, link))
    for pipe in (b"p", b"Dockerfile.p", b"pyproject.toml", b"x.Dockerfile", b"deep/.dockerignore"):
        os.mkfifo(os.path.join(root, pipe))
    here = os.getcwd()
    os.chdir(root)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(b"s")
        os.chdir(here)
        Path(os.fsdecode(root), "Dockerfile").write_bytes(b"FROM scratch\nCOPY . /\nCOPY * [\xff \x1b/\n")
        yield Path(os.fsdecode(root))


def asked(request: Request) -> None:
    """All that reads, once; an answer or one sentence from each."""
    names = [
        os.fsdecode(n) for n in (b"\xff\xfe/\xff\xfe", b"a\nb", b"loop", b"up/x", b"s", b"no\xffne", b"")
    ]
    for question in (
        lambda: audit(request, Ask()),
        *(lambda name=name: why(request, [name]) for name in names),
        lambda: list(listing.arrivals(request, listing.sent(builds_of(request)))),
        lambda: list(listing.paths(request, listing.eligible(builds_of(request)))),
        lambda: list(listing.excluded(builds_of(request))),
    ):
        try:
            question()
        except CtxtrimError as error:
            is_one_sentence(error)


@pytest.mark.parametrize("builder", [dialect.name for dialect in DIALECTS])
def test_a_hostile_tree_is_audited_listed_and_explained(hostile: Path, builder: str) -> None:
    with at_most(30_000_000):
        asked(Request(str(hostile), builder=builder))


@ON_DISK
@given(data=LINES, builder=BUILDERS)
def test_any_ignore_file_in_a_hostile_tree(hostile: Path, data: bytes, builder: Dialect) -> None:
    (hostile / ".dockerignore").write_bytes(data)
    asked(Request(str(hostile), builder=builder.name))


INSTRUCTIONS = [
    *(b"FROM ", b"COPY ", b"ADD ", b"RUN ", b"ARG ", b"ENV ", b"--mount=", b"--from=", b"<<E", b"$", b"${"),
    *(b'"', b",", b"# syntax=", b"# escape=`\n", b" AS a\n", b" a b\n", b"scratch\n", b"../", b"\\\n"),
]


@ON_DISK
@given(data=st.lists(st.sampled_from(INSTRUCTIONS + PIECES), max_size=30).map(b"".join))
def test_any_dockerfile_in_a_hostile_tree(hostile: Path, data: bytes) -> None:
    (hostile / "Dockerfile").write_bytes(data)
    asked(Request(str(hostile)))


@pytest.mark.parametrize("command", ["audit", "ls", "why"])
def test_the_command_line_says_no_traceback(hostile: Path, command: str) -> None:
    more = [b"a\nb", b"\xff\xfe", b"nothing\x1b"] if command == "why" else []
    done = ctxtrim(command, *more, cwd=hostile)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 2)
    assert b"\x1b" not in done.stdout + done.stderr


def test_an_error_prints_no_control_character(hostile: Path) -> None:
    done = ctxtrim("ls", b"\x1b[31m\n\xff", cwd=hostile)
    assert done.returncode == 2
    assert b"no such directory" in done.stderr
    assert b"\x1b" not in done.stderr
    assert done.stderr.count(b"\n") == 1
