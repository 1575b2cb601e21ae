"""The kind of a file follows from its path, the same way by the tables as by the function."""

from __future__ import annotations

import pytest

from ctxtrim.catalogue import kinds
from ctxtrim.catalogue.kinds import DIR_KINDS, EXT_KINDS, KINDS, NAME_KINDS, OTHER, extension, kind_of

ROWS = [
    ("an unknown extension is other", "notes/thing.zzz", "other"),
    ("no extension is other", "bin/thing", "other"),
    ("an undecodable name is other", "a/\udcff", "other"),
    ("git's own files", ".git/objects/pack/pack-1.pack", "version control"),
    ("a worktree's .git file", "sub/.git", "version control"),
    (
        "a nested virtual environment",
        "app/.venv/lib/python3.11/site-packages/x.py",
        "virtual environments and dependencies",
    ),
    ("nested node_modules", "web/node_modules/a/index.js", "virtual environments and dependencies"),
    ("byte code in a cache directory", "app/__pycache__/a.cpython-311.pyc", "caches"),
    ("byte code beside its source", "app/a.pyc", "caches"),
    ("a build directory", "target/release/app", "build output"),
    ("weights", "models/m.safetensors", "models"),
    ("a spreadsheet", "reports/q3-figures.xlsx", "spreadsheets and data"),
    ("an extension in capitals", "photos/IMG_1.JPG", "images and media"),
    ("the last extension decides", "backup.tar.gz", "archives"),
    ("a log", "server.log", "logs"),
    ("a key", "certs/server.key", "secrets"),
    ("an environment file", "deploy/.env", "secrets"),
    ("a sample environment file", "deploy/.env.example", "settings"),
    ("public certificates are no secret", "certs/cacert.pem", "other"),
    ("prose", "README.md", "documents"),
    ("code", "src/app.py", "source"),
    ("a manifest is no data", "package.json", "settings"),
    ("a workflow", ".github/workflows/ci.yml", "settings"),
    (
        "a directory's name decides before the file's",
        "node_modules/x/.env",
        "virtual environments and dependencies",
    ),
    (
        "the outermost directory decides",
        ".venv/lib/x/__pycache__/a.pyc",
        "virtual environments and dependencies",
    ),
    ("a file is not what a directory of its name would be", "bin/build", "other"),
]


@pytest.mark.parametrize(("path", "kind"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_kind_of(path: str, kind: str) -> None:
    assert kind_of(path) == kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.PNG", ".png"), ("a.tar.gz", ".gz"), (".env", ""), ("a.", ""), ("a", ""), ("", ""), (".a.b", ".b")],
)
def test_extension(name: str, expected: str) -> None:
    assert extension(name) == expected


@pytest.mark.parametrize("table", [DIR_KINDS, NAME_KINDS, EXT_KINDS])
def test_every_kind_in_a_table_is_displayed(table: dict[str, str]) -> None:
    assert set(table.values()) <= set(KINDS)


@pytest.mark.parametrize("by_kind", [kinds._DIRECTORIES, kinds._NAMES, kinds._EXTENSIONS])
def test_no_word_stands_under_two_kinds(by_kind: dict[str, str]) -> None:
    words = [word for group in by_kind.values() for word in group.split()]
    assert sorted(words) == sorted(set(words))


def test_extensions_are_lower_case_and_single() -> None:
    assert [e for e in EXT_KINDS if e != e.lower() or not e.startswith(".") or "." in e[1:]] == []


def test_each_kind_is_listed_once_and_other_is_last() -> None:
    assert len(set(KINDS)) == len(KINDS)
    assert KINDS[-1] == OTHER
