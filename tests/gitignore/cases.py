"""Random trees with .gitignore files in them, and what real git says of every entry."""

from __future__ import annotations

import os
import random
import re
import subprocess
from functools import cache
from pathlib import Path

NAMES = [
    "a", "b", "ab", "abc", "foo", "foo.txt", "a.md", "b.md", ".env", "x-1", "[a]", "a b", "café", "é",
    "A", "a*b", "q\\", "#x", "!x", "a]", "-", "^b", "o'k", "{a}", "x ", " y", "a\tb", "caf\udce9", "zz\n1",
]  # fmt: skip
ATOMS = [
    "a", "b", "foo", "*", "**", "?", ".md", ".txt", "/", "/", "/", "**/", "/**", "*/", "[ab]", "[!a]", "[^b]",
    "[a-c]", "[]a]", "[!]a]", "[a", "[[:alpha:]]", "[[:punct:]]", "[[:x:]]", "[a-]", "[-a]", "[\\]a]",
    "[z-a]", "\\a", "\\*", "\\", "\\/", " ", "\\ ", "#x", "!x", "é", "\xe9", ".", "..", "x", "[/]", "[a/b]",
    "***", "{a}", "-", "[[:a]", "[[:]", "[%--]", "[+--a]", "[\\--a]", "[[-a]", "\t", "\r", "c",
]  # fmt: skip
PLAIN = ["foo", "foo/", "*.md", "/a", "/a/", "a/b", "*", "*/", "**/b", "a/**", "!a", "!a/", "!*/", "!*.md",
         "!b", "/*", "!/a/b", "a/**/b", ".env", "!.env"]  # fmt: skip


def pattern(rng: random.Random) -> str:
    """A line: a plain one, or a pile of pieces."""
    if rng.random() < 0.4:
        return rng.choice(PLAIN)
    text = "".join(rng.choice(ATOMS) for _ in range(rng.randint(1, 5)))
    if re.search(r"[^/*]\*\*", text):  # git 2.52 reads a**/b anew (see gitglob)
        text = text if git_version() < (2, 52) else "a"
    return ("!" if rng.random() < 0.25 else "") + text


def ignore_file(rng: random.Random) -> bytes:
    """A .gitignore: 1 to 6 lines, now and then with a mark, CRLF, a NUL or no last line end."""
    lines = [pattern(rng).encode("utf-8", "surrogateescape") for _ in range(rng.randint(1, 6))]
    if rng.random() < 0.05:
        lines[0] = b"\xef\xbb\xbf" + lines[0]
    if rng.random() < 0.05:
        lines[-1] += b"\0x"
    end = b"\r\n" if rng.random() < 0.1 else b"\n"
    return end.join(lines) + (end if rng.random() < 0.8 else b"")


def tree(rng: random.Random, size: int) -> tuple[list[str], dict[str, bytes]]:
    """(entries, directories ending with "/"; directory -> .gitignore)."""
    directories, entries = [""], set()
    while len(entries) < size:
        path = rng.choice(directories) + rng.choice(NAMES)
        if path in entries or path + "/" in entries:
            continue
        is_dir = rng.random() < 0.45
        entries.add(path + "/" if is_dir else path)
        if is_dir:
            directories.append(path + "/")
    files = {"": ignore_file(rng)}
    for directory in directories[1:]:
        if rng.random() < 0.2:
            files[directory[:-1]] = ignore_file(rng)
    return sorted(entries), files


def plant(root: Path, entries: list[str], files: dict[str, bytes]) -> None:
    """Write the tree to the disk."""
    root.mkdir(parents=True)
    for entry in entries:
        path = os.path.join(root, entry)
        os.makedirs(path if entry.endswith("/") else os.path.dirname(path), exist_ok=True)
        if not entry.endswith("/"):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    for directory, data in files.items():
        (root / directory / ".gitignore").write_bytes(data)


def git(root: Path, *arguments: str, data: bytes = b"", codes: tuple[int, ...] = (0,)) -> bytes:
    """Run git in a directory, with nobody's settings."""
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *arguments], cwd=root, input=data, capture_output=True, env=env)
    assert done.returncode in codes, done.stderr
    return done.stdout


@cache
def git_version() -> tuple[int, ...]:
    """Of the git at hand, as (2, 39)."""
    words = subprocess.run(["git", "--version"], capture_output=True, check=True, text=True).stdout.split()
    return tuple(map(int, words[2].split(".")[:2]))


def git_ignores(root: Path, entries: list[str]) -> set[str]:
    """Those entries that `git check-ignore` ignores, as they were given."""
    asked = {entry.removesuffix("/"): entry for entry in entries}
    data = b"\0".join(os.fsencode(path) for path in asked)
    fields = git(
        root, "check-ignore", "-v", "-n", "-z", "--no-index", "--stdin", data=data, codes=(0, 1)
    ).split(b"\0")
    out = set()
    for at in range(0, len(fields) - 1, 4):
        if fields[at + 2] and not fields[at + 2].startswith(b"!"):
            out.add(asked[os.fsdecode(fields[at + 3])])
    return out
