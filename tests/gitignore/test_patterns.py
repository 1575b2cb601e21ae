"""ctxtrim.gitignore.patterns against real git, and row by row."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pathspec import PathSpec

from ctxtrim.gitignore.patterns import (
    GitPattern,
    Level,
    enter,
    ignored,
    is_ignored,
    read,
    trim_trailing_spaces,
)
from tests.gitignore.cases import git, git_ignores, plant, tree
from tests.steps import at_most


@pytest.mark.parametrize("seed", range(3))
def test_random_trees_are_ignored_as_git_ignores_them(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    git(tmp_path, "init", "-q")
    entries: list[str] = []
    files: dict[str, bytes] = {}
    for number in range(60):
        below, texts = tree(rng, 30)
        plant(tmp_path / str(number), below, texts)
        entries += [f"{number}/{entry}" for entry in below]
        files.update({f"{number}/{where}".rstrip("/"): data for where, data in texts.items()})
    said = git_ignores(tmp_path, entries)
    assert len(said) > 300
    assert ignored(entries, files) == said


def test_the_root_of_a_repository_is_no_special_case(tmp_path: Path) -> None:
    rng = random.Random(7)
    for number in range(8):
        entries, files = tree(rng, 40)
        root = tmp_path / str(number)
        plant(root, entries, files)
        git(root, "init", "-q")
        assert ignored(entries, files) == git_ignores(root, entries)


ROWS = [
    # id, .gitignore, entry, ignored
    ("nothing is ignored by nothing", b"", "a", False),
    ("a comment ignores nothing", b"#a\n", "#a", False),
    ("a name counts at any depth", b"foo\n", "x/y/foo", True),
    ("a leading slash anchors", b"/foo\n", "x/foo", False),
    ("an inner slash anchors", b"a/b\n", "x/a/b", False),
    ("a trailing slash wants a directory", b"foo/\n", "foo", False),
    ("a trailing slash finds a directory", b"foo/\n", "foo/", True),
    ("what is below an ignored directory is ignored", b"foo/\n", "foo/x/y", True),
    ("an exception below an ignored directory is void", b"docs\n!docs/r.md\n", "docs/r.md", True),
    ("an exception beside a wildcard counts", b"docs/*\n!docs/r.md\n", "docs/r.md", False),
    ("the idiom for one kind of file", b"*\n!*/\n!*.md\n", "a/b/c.md", False),
    ("the idiom ignores the rest", b"*\n!*/\n!*.md\n", "a/b/c.txt", True),
    ("the last line wins", b"*.md\n!a.md\na.md\n", "a.md", True),
    ("paths are not cleaned", b"./foo\na//b\n", "foo", False),
    ("a star does not cross a slash", b"/a*b\n", "ax/b", False),
    ("two stars inside a name are one", b"x/a**b\n", "x/a/b", False),
    ("two stars behind a wildcard are one", b"d/?a**/b\n", "d/xa/y/b", False),
    ("two stars alone cross slashes", b"a/**/b\n", "a/x/y/b", True),
    ("two stars may be nothing", b"a/**/b\n", "a/b", True),
    ("everything below, not the directory", b"a/**\n", "a/", False),
    ("a class negated by !", b"[!a]oo\n", "boo", True),
    ("a class negated by ^", b"[^a]oo\n", "aoo", False),
    ("a question mark is one byte", b"caf?\n", "café", False),
    ("two question marks are an accent", b"caf??\n", "café", True),
    ("a byte that is no UTF-8", b"caf\xe9\n", "caf\udce9", True),
    ("spaces at the end are cut", b"foo   \n", "foo", True),
    ("a protected space is kept", b"foo\\ \n", "foo ", True),
    ("a tab at the end is kept", b"foo\t\n", "foo", False),
    ("CRLF", b"foo\r\n", "foo", True),
    ("no line end", b"foo", "foo", True),
    ("a mark at the start", b"\xef\xbb\xbffoo\n", "foo", True),
    ("a NUL ends a line", b"foo\0bar\n", "foo", True),
    ("an open class matches nothing", b"[a\n", "[a", False),
    ("a dangling backslash matches nothing", b"a\\\n", "a", False),
    ("an unknown class name matches nothing", b"[[:x:]]\n", "x", False),
    ("a range the wrong way round is its first byte", b"[z-a]x\n", "zx", True),
    ("a lone exclamation mark", b"*\n!\n", "a", True),
    ("a lone slash", b"/\n", "a/", False),
    ("an escaped mark", b"\\!a\n", "!a", True),
]


@pytest.mark.parametrize(("text", "entry", "expected"), [row[1:] for row in ROWS], ids=[r[0] for r in ROWS])
def test_git_ignores(tmp_path: Path, text: bytes, entry: str, expected: bool) -> None:
    assert (ignored([entry], {"": text}) == {entry}) is expected
    plant(tmp_path / "r", [entry], {"": text})
    git(tmp_path / "r", "init", "-q")
    assert (git_ignores(tmp_path / "r", [entry]) == {entry}) is expected


def test_a_deeper_file_speaks_last_and_of_its_own_directory_only() -> None:
    files = {"": b"*.md\n", "docs": b"!*.md\n/x\n"}
    assert ignored(["a.md", "docs/a.md", "docs/x", "x", "docs/y/x"], files) == {"a.md", "docs/x"}


def test_a_file_inside_an_ignored_directory_is_not_read() -> None:
    assert ignored(["docs/a.md"], {"": b"docs\n", "docs": b"!*\n"}) == {"docs/a.md"}


def test_levels_carry_info_exclude_below_the_root_file() -> None:
    exclude = read(b"*.log\n!keep\n", where=".git/info/exclude")
    root = Level(patterns=exclude + read(b"!a.log\nkeep\n"))
    assert [is_ignored(root, path, False) for path in ("a.log", "b.log", "keep")] == [False, True, True]
    assert enter(root, "keep", None).is_ignored


def test_a_pattern_is_one_of_pathspecs_and_tells_its_line() -> None:
    patterns = read(b"# c\n\n*.md\n!a.md\nx/\n", "docs", "docs/.gitignore")
    assert [(p.line, p.include) for p in patterns] == [(3, True), (4, False), (5, True)]
    spec = PathSpec(patterns, backend="simple")
    assert spec.match_file("docs/b.md") and not spec.match_file("docs/a.md") and not spec.match_file("b.md")
    assert spec.match_file("docs/x/") and not spec.match_file("docs/x")


HOSTILE = {
    "stars in a name": (b"*a" * 60 + b"b", "a" * 255),
    "stars in a path": (b"/" + b"*a" * 60 + b"b", "a" * 255),
    "double stars": (b"**/a/" * 30 + b"b", "a/" * 120 + "a"),
    "double stars and stars": (b"**/*a*a/*a/*/" * 20 + b"b", "aaa/" * 60 + "a"),
    "question marks": (b"*?" * 120 + b"b", "a" * 255),
    "classes": (b"*[ab]" * 120 + b"c", "ab" * 127),
    "a long line": (b"x*" * 20000, "x" * 255),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_backtracks(name: str) -> None:
    text, path = HOSTILE[name]
    with at_most(10_000_000):
        assert not GitPattern(text, "", 1, "").hits(path, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a", b"a"),
        (b"a  ", b"a"),
        (b"a\\ ", b"a\\ "),
        (b"a\\  ", b"a\\ "),
        (b"a\\\\ ", b"a\\\\"),
        (b" ", b""),
    ],
)
def test_trailing_spaces(text: bytes, expected: bytes) -> None:
    assert trim_trailing_spaces(text) == expected


def test_any_bytes_are_read_and_asked() -> None:
    rng = random.Random(1)
    for _ in range(2000):
        data = bytes(rng.choice(b"[]!\\*?/-:^# a\r\n\0\xff\xc3") for _ in range(20))
        for pattern in read(data):
            pattern.hits("a/[:a", rng.random() < 0.5)
