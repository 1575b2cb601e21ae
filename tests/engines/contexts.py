"""Which contexts are worth asking a builder about?

Plants trees on the disk; grows random ones from a seed.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

DOCKERFILE = "FROM scratch\nCOPY . /\n"

_NAMES = ["a", "b", "ab", "c", "nm", "docs", "src", ".git", "a.txt", "b.md", "x1", "A", "aa", "foo"]
_ODD_NAMES = [
    *("é", "a b", "a+b", "a|b", "{a}", "[a]", "!a", "#a", "a^b", "a\\b", "a\nb", "-a", "a*", "$a", "(a)"),
]
_WILD = ["*", "?", "**", "*.txt", "*.md", "a*", "*a", "[ab]", "[^a]", "[a-c]*", "**a", "a**", "?*", "??"]
_ODD_WILD = [
    *("[!a]", "[[:alpha:]]*", "\\a", "\\*", "\\!a", "{a}", "x{1}", "a|b", "a|b*", "(a)", "a+", "a+*", "a^*"),
    *("\\d", "x\\d", "[*]", "[?]", "[\\*]", "***", "a?b", "caf?", "[/]", "[^/]*", "\\x61", "\\Qa\\E", "é*"),
    *(".?", "$*", "[z-a]", "*[", "[", "[a-]", "a\\", "\\b*", "[[:x:]]", "*{2}"),
]


def plant(root: Path, things: Iterable[str]) -> None:
    """Makes what is listed, marked as `ls -F` does: d/ p| s= n%, "l@ target", "h& file" for a hard link.

    Everything else is a file of a few bytes; "file:70000" has as many bytes as it says. A final " 0600"
    sets the mode.
    """
    for thing in things:
        thing, _, mode = thing.partition(" 0")
        name, mark = (thing[:-1], thing[-1]) if thing[-1] in "/|=%" else (thing, "")
        name, linked, target = name.partition("@ ") if "@ " in name else name.partition("& ")
        name, sized, size = name.partition(":")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if linked == "@ ":
            path.symlink_to(target)
        elif linked == "& ":
            path.hardlink_to(root / target)
        elif mark:
            _MAKERS[mark](path)
        else:
            path.write_bytes(b"x" * int(size) if sized else os.fsencode(name)[-9:])
        if mode:
            path.chmod(int(mode, 8))


def _socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's address is short
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def _directory(path: Path) -> None:
    path.mkdir(exist_ok=True)


def _device(path: Path) -> None:
    os.mknod(path, 0o20644, os.makedev(1, 3))


_MAKERS: dict[str, Callable[[Path], None]] = {"/": _directory, "|": os.mkfifo, "=": _socket, "%": _device}


def grow(seed: int) -> tuple[list[str], bytes]:
    """A random tree, as `plant` takes it, and a random ignore file that has something to do with it."""
    dice = random.Random(seed)
    is_odd = dice.random() < 0.4
    names = _NAMES + _ODD_NAMES * is_odd
    paths = sorted(_tree(dice, names))
    lines = [_line(dice, paths, is_odd) for _ in range(dice.randint(1, 8))]
    if dice.random() < 0.25:
        lines = _again(dice, paths) + lines[:3]
    end = dice.choice([b"\n", b"\n", b"\r\n"])
    start = dice.choice([b"", b"", b"", "\ufeff".encode(), b"# made by dice\n\n"])
    return paths, start + end.join(os.fsencode(line) for line in lines) + dice.choice([b"", end])


def _tree(dice: random.Random, names: list[str]) -> set[str]:
    directories, found = [""], dict[str, str]()
    for _ in range(dice.randint(15, 40)):
        parent = dice.choice(directories)
        path = parent + dice.choice(names)
        if path in found:
            continue
        kind = dice.choices(["file", "dir", "link", "pipe"], [60, 35, 4, 1])[0]
        if kind == "dir" and path.count("/") < 4:
            directories.append(path + "/")
            found[path] = path + "/"
        else:
            found[path] = path + {"link": f"@ {dice.choice(names)}", "pipe": "|"}.get(kind, "")
    return set(found.values())


def _again(dice: random.Random, paths: list[str]) -> list[str]:
    """A directory excluded, something below it brought back, the directory excluded again."""
    path = dice.choice([p for p in paths if "/" in p.rstrip("/")] or paths).partition("@ ")[0].rstrip("/|")
    above = path.rpartition("/")[0] or path
    again = dice.choice([above, above, "**/" + above.rpartition("/")[2], above + "/**"])
    return [above, "!" + path.replace("\n", "?"), again]


def _line(dice: random.Random, paths: list[str], is_odd: bool) -> str:
    wild = _WILD + _ODD_WILD * (is_odd and dice.random() < 0.3)
    path = dice.choice(paths).partition("@ ")[0].rstrip("/|")
    parts = path.split("/")[: dice.randint(1, 4)]
    for place in range(len(parts)):
        if dice.random() < 0.3:
            parts[place] = dice.choice(wild)
    if dice.random() < 0.25:
        parts.insert(dice.randint(0, len(parts)), "**")
    line = "/".join(parts).replace("\n", "?")
    if dice.random() < 0.15:
        line = dice.choice(["/", "./", "//", " ", "\u00a0", "../", "a/../"]) + line
    if dice.random() < 0.15:
        line += dice.choice(["/", "/.", "//", " ", "/**", "/*", " # note", "/.."])
    if dice.random() < 0.35:
        line = dice.choice(["!", "!", "!", "! ", "!/", "!./"]) + line
    return line
