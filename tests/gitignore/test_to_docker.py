"""ctxtrim.gitignore.to_docker: line by line, and whole trees judged as Docker judges them."""

from __future__ import annotations

import random

import pytest

from ctxtrim.gitignore.to_docker import translate
from ctxtrim.matching.builders import DIALECTS
from ctxtrim.matching.ruleset import Ruleset
from tests.gitignore.cases import tree
from tests.gitignore.differences import differences


def ruleset(patterns: tuple[str, ...], dialect: int = 0) -> Ruleset:
    return Ruleset.read("\n".join(patterns).encode("utf-8", "surrogateescape"), DIALECTS[dialect])


LINES = [
    # id, a line of git's, Docker's
    ("a comment", "# x", ()),
    ("an empty line", "", ()),
    ("spaces", "  ", ()),
    ("a name", "foo", ("**/foo",)),
    ("a suffix", "*.pyc", ("**/*.pyc",)),
    ("a dot file", ".env", ("**/.env",)),
    ("anchored", "/foo", ("foo",)),
    ("anchored by an inner slash", "a/foo", ("a/foo",)),
    ("any depth already", "**/foo", ("**/foo",)),
    ("everything below", "a/**", ("a/**",)),
    ("any depth between", "docs/**/*.md", ("docs/**/*.md",)),
    ("a directory", "foo/", ("**/foo/**",)),
    ("an anchored directory", "/foo/", ("foo/**",)),
    ("every directory", "*/", ("**/*/**",)),
    ("directories below", "a/**/", ("a/*/**",)),
    ("everything", "*", ("**/*",)),
    ("two stars in a name", "a**b", ("**/a*b",)),
    ("two stars at the end of a name", "foo**", ("**/foo*",)),
    ("two stars at the end of an anchored name", "/foo**", ("foo**",)),
    ("two stars at the start of a name", "**foo", ("**/*foo",)),
    ("three stars are two", "a/***/b", ("a/**/b",)),
    ("an escaped slash", "a/**\\/b", ("a/*/**/b",)),
    ("a negated class", "[!a]oo", ("**/[^\\/a]oo",)),
    ("a caret class", "[^a]oo", ("**/[^\\/a]oo",)),
    ("a class with marks", "[]*?]x", ("**/[\\*\\?\\]]x",)),
    ("a class of one", "[a]x", ("**/ax",)),
    ("a class of three", "[a-c]x", ("**/[abc]x",)),
    ("a class of four", "[abcd]x", ("**/[a-d]x",)),
    ("a slash in a class", "x/[a/b]", ("x/[ab]",)),
    ("a named class", "[[:digit:]]x", ("**/[0-9]x",)),
    ("regexp marks", "a+(b){c}|^", ("**/a\\+\\(b\\)\\{c\\}\\|\\^",)),
    ("an escaped star", "a\\*", ("**/a\\*",)),
    ("an escaped letter", "\\foo", ("**/foo",)),
    ("a leading mark", "/\\#x", ("\\#x",)),
    ("a leading exclamation mark", "/\\!x", ("\\!x",)),
    ("a leading space", "/ x", ("[ ]x",)),
    ("a trailing space", "x\\ ", ("**/x[ ]",)),
    ("trailing spaces", "x   ", ("**/x",)),
    ("a tab", "a\tb", ("**/a\\x09b",)),
    ("an accent", "é", ("**/é",)),
    ("a byte that is no UTF-8", "a\udce9", ("**/a?",)),
    ("an exception", "!a/b", ("!a/b",)),
    ("an exception stays literal", "!a+b/(c)", ("!a+b/(c)",)),
    ("an exception at any depth", "!b", ("!**/b",)),
]


@pytest.mark.parametrize(("line", "expected"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_a_line_becomes(line: str, expected: tuple[str, ...]) -> None:
    data = line.encode("utf-8", "surrogateescape")
    assert translate([("", data + b"\n")]) == (expected, ())


LEFT_OUT = [
    ("an open class", "[a", "matches nothing"),
    ("a dangling backslash", "a\\", "matches nothing"),
    ("an unknown named class", "[[:x:]]", "matches nothing"),
    ("an empty class", "[/]", "class is empty"),
    ("a dot component", "./foo", "does not clean paths"),
    ("two dots", "a/../foo", "does not clean paths"),
    ("two slashes", "a//b", "does not clean paths"),
    ("two slashes at the end", "a//", "does not clean paths"),
    ("a lone slash", "/", "matches nothing"),
    ("a lone exclamation mark", "!", "matches nothing"),
    ("bytes in a class", "[é]", "no ASCII"),
]


@pytest.mark.parametrize(("line", "why"), [row[1:] for row in LEFT_OUT], ids=[row[0] for row in LEFT_OUT])
def test_a_line_without_counterpart_is_told(line: str, why: str) -> None:
    found = translate([("docs", b"x\n" + line.encode() + b"\n")])
    assert found.patterns == ("docs/**/x",)
    [left] = found.untranslated
    assert (left.where, left.line, left.text) == ("docs/.gitignore", 2, line) and why in left.why


def test_an_exception_below_an_ignored_directory_is_left_out() -> None:
    found = translate([("", b"/docs\n!docs/r.md\n"), ("a", b"/b\n!/b/c/*.md\n!/k\n")])
    assert found.patterns == ("docs", "a/b", "!a/k")
    assert [left.why for left in found.untranslated] == [
        "git keeps docs ignored, so this has no effect",
        "git keeps a/b ignored, so this has no effect",
    ]


def test_a_file_in_an_ignored_directory_is_not_read() -> None:
    found = translate([("a/b", b"!x\n"), ("", b"a\n")])
    assert found.patterns == ("**/a",)
    assert found.untranslated[0][:2] == ("a/b/.gitignore", 0)


def test_a_directory_keeps_its_plain_name_where_no_file_has_it() -> None:
    files = [("", b"build/\n*.egg-info/\n/out/\nlib/\n")]
    entries = ["build/", "build/x", "a.egg-info/", "out/", "a/", "a/lib"]
    assert translate(files, entries).patterns == ("**/build", "**/*.egg-info", "out", "**/lib/**")


WITH_TREE = [
    # id, .gitignore, entries, patterns
    (
        "an exception for few files is those files, at the end",
        b".env*\n!.env.example\n*.log\n",
        [".env", ".env.example", "a/", "a/.env.example", "node_modules/"],
        ("**/.env*", "**/*.log", "!.env.example", "!a/.env.example"),
    ),
    ("an exception that matters nowhere", b"*.log\n!*.keep\n", ["a.keep"], ("**/*.log",)),
    (
        "an exception is not taken below an ignored directory",
        b"nm/\n*.txt\n!keep.txt\n",
        ["nm/", "nm/keep.txt", "keep.txt"],
        ("**/nm", "**/*.txt", "!keep.txt"),
    ),
    (
        "a directory that comes back brings what is in it",
        b"/*\n!/src/\n",
        ["src/", "src/a", "b"],
        ("*", "!src", "!src/**"),
    ),
    (
        "the idiom for one kind of file",
        b"*\n!*/\n!*.md\n",
        ["a.md", "b/", "b/c.md", "b/d"],
        ("**/*", "!a.md", "!b/c.md"),
    ),
    (
        "without the idiom only the root",
        b"*\n!*.md\n",
        ["a.md", "b/", "b/c.md"],
        ("**/*", "!a.md"),
    ),
]


@pytest.mark.parametrize(
    ("data", "entries", "expected"), [row[1:] for row in WITH_TREE], ids=[row[0] for row in WITH_TREE]
)
def test_a_tree_makes_exceptions_plain(data: bytes, entries: list[str], expected: tuple[str, ...]) -> None:
    found = translate([("", data)], entries)
    assert found.patterns == expected
    assert differences(ruleset(found.patterns), {"": data}, entries) == ((), ())


def test_what_is_tracked_all_the_same_is_kept() -> None:
    files, entries = {"": b"*.css\n/dist/\n"}, ["a.css", "b.css", "dist/", "dist/x", "dist/y"]
    found = translate(list(files.items()), entries, ["dist/x", "a.css"])
    assert found.patterns == ("**/*.css", "dist", "!a.css", "!dist/x")
    assert differences(ruleset(found.patterns), files, entries, {"a.css", "dist/x"}) == ((), ())


def test_nothing_to_say_is_said_with_nothing() -> None:
    assert translate([]) == ((), ())


@pytest.mark.parametrize("with_tree", [True, False], ids=["knowing the tree", "blind"])
def test_files_without_exceptions_are_translated_exactly(with_tree: bool) -> None:
    rng, count = random.Random(3), 0
    for _ in range(150):
        entries, files = tree(rng, 30)
        entries = [entry for entry in entries if entry.isascii() and entry.isprintable()]
        files = {where: _without_exceptions(data) for where, data in files.items()}
        found = translate(list(files.items()), entries if with_tree else None)
        assert differences(ruleset(found.patterns), files, entries) == ((), ()), (files, found)
        count += len(found.patterns)
    assert count > 500


def _without_exceptions(data: bytes) -> bytes:
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(b"!"))


def test_files_with_exceptions_are_nearly_all_translated_exactly() -> None:
    rng, exact, total = random.Random(4), 0, 0
    for _ in range(250):
        entries, files = tree(rng, 30)
        entries = [entry for entry in entries if entry.isascii() and entry.isprintable()]
        if any(line.startswith(b"!") for data in files.values() for line in data.split(b"\n")):
            found = translate(list(files.items()), entries)
            exact += differences(ruleset(found.patterns), files, entries) == ((), ())
            total += 1
    assert total > 150 and exact / total >= 0.95


@pytest.mark.parametrize("dialect", range(len(DIALECTS)), ids=[dialect.name for dialect in DIALECTS])
def test_every_builder_reads_every_translation(dialect: int) -> None:
    rng = random.Random(5)
    for _ in range(60):
        entries, files = tree(rng, 20)
        found = translate(list(files.items()), entries if rng.random() < 0.5 else None)
        rules = ruleset(found.patterns, dialect)
        for entry in entries:
            rules.judge_path(entry.removesuffix("/"))
        assert all(not (c < " " or c == "\x7f") for pattern in found.patterns for c in pattern)


def test_differences_tell_what_is_lost_and_what_leaks() -> None:
    files = {"": b"*.log\n/build\n"}
    entries = ["a.log", "b/", "b/a.log", "build/", "build/t", "src/", "src/x"]
    found = differences(ruleset(("*.log", "src", "**/build")), files, entries)
    assert found == (("src/x",), ("b/a.log",))
    assert differences(ruleset(("*.log", "build")), files, entries, {"b/a.log", "a.log"}).lost == ("a.log",)
