#!/usr/bin/env python3
"""Makes a sample project as a developer's folder really is: what git holds, and all that has piled up beside it.

    make.py                     lists the samples
    make.py NAME DEST           copies a sample to DEST (a new folder) and adds its bulk
    make.py NAME DEST --real    the same with a real virtual environment, filled by pip

NAME.toml says what the bulk is. Files of which only the size matters are holes: they take no room on the disk.
Times and contents are the same in every run.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WHEN = 1_717_236_000
UNITS = {"B": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
GIT = {
    "GIT_AUTHOR_NAME": "Sam Sample",
    "GIT_AUTHOR_EMAIL": "sam@example.org",
    "GIT_COMMITTER_NAME": "Sam Sample",
    "GIT_COMMITTER_EMAIL": "sam@example.org",
    "GIT_AUTHOR_DATE": f"{WHEN} +0000",
    "GIT_COMMITTER_DATE": f"{WHEN} +0000",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def samples() -> list[str]:
    """The names of all samples."""
    return sorted(file.stem for file in HERE.glob("*.toml"))


def make(name: str, dest: Path, real: bool = False) -> None:
    """Make one sample in a folder that does not exist yet.

    real: the virtual environment is a real one; that needs the network and a minute.
    """
    bulk = described(name)
    shutil.copytree(HERE / name, dest, symlinks=True)
    for path, size in sized(bulk.get("tracked", {})):
        add_hole(dest / path, size)
    for copied in dest.rglob("*"):
        os.utime(copied, (WHEN, WHEN), follow_symlinks=False)
    if "git" in bulk:
        commit(dest, bulk["git"])
    skipped = bulk["venv"]["path"] + "/" if real and "venv" in bulk else None
    for path, text in bulk.get("texts", {}).items():
        if not (skipped and path.startswith(skipped)):
            add_text(dest / path, text)
    for path, size in sized(bulk.get("holes", {})):
        if not (skipped and path.startswith(skipped)):
            add_hole(dest / path, size)
    for path, target in bulk.get("links", {}).items():
        if not (skipped and path.startswith(skipped)):
            (dest / path).parent.mkdir(parents=True, exist_ok=True)
            (dest / path).symlink_to(target)
    if skipped:
        install(dest, bulk["venv"])


def described(name: str) -> dict[str, Any]:
    """The description of a sample's bulk."""
    return tomllib.loads((HERE / f"{name}.toml").read_text())


def sized(holes: dict[str, str]) -> Iterator[tuple[str, int]]:
    """(path, bytes) of every file of a table of holes.

    "a/b.bin" = "3 MB" is one file; "a/{1..40}.js" = "3 kB" is forty; "{a,b}/c" = "1 B" is two.
    """
    for pattern, amount in holes.items():
        number, unit = amount.split()
        for path in expanded(pattern):
            yield path, round(float(number) * UNITS[unit])


def expanded(pattern: str) -> Iterator[str]:
    """The paths that braces stand for, as in a shell."""
    found = re.search(r"\{([^{}]*)\}", pattern)
    if not found:
        yield pattern
        return
    first, dots, last = found[1].partition("..")
    words = [str(n) for n in range(int(first), int(last) + 1)] if dots else found[1].split(",")
    for word in words:
        yield from expanded(pattern[: found.start()] + word + pattern[found.end() :])


def add_hole(path: Path, size: int) -> None:
    """A file of that many zero bytes, none of which is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    os.utime(path, (WHEN, WHEN))


def add_text(path: Path, text: str) -> None:
    """A file with contents; in .../bin/ it is executable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if path.parent.name == "bin":
        path.chmod(0o755)
    os.utime(path, (WHEN, WHEN))


def commit(dest: Path, git: dict[str, str]) -> None:
    """A real repository with one commit of all that is there and is not ignored, and maybe a tag.

    Nothing is compressed, so that sizes do not depend on the version of zlib.
    """
    steps = [
        ["init", "--quiet", "--initial-branch=main", "--template="],
        ["-c", "core.compression=0", "add", "--all"],
        ["-c", "core.compression=0", "commit", "--quiet", "--message", git["message"]],
    ]
    if "tag" in git:
        steps.append(["tag", git["tag"]])
    for step in steps:
        subprocess.run(["git", *step], cwd=dest, env={**os.environ, **GIT}, check=True)


def install(dest: Path, venv: dict[str, str]) -> None:
    """A real virtual environment with what the requirements ask for."""
    subprocess.run([sys.executable, "-m", "venv", venv["path"]], cwd=dest, check=True)
    pip = [f"{venv['path']}/bin/pip", "install", "--quiet", "-r", venv["requirements"]]
    subprocess.run(pip, cwd=dest, check=True)


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", choices=samples(), metavar="NAME")
    parser.add_argument("dest", nargs="?", type=Path, metavar="DEST")
    parser.add_argument("--real", action="store_true", help="a real virtual environment instead of holes")
    args = parser.parse_args(argv)
    if not args.name:
        for name in samples():
            print(f"{name:18} {described(name)['about']}")
        return 0
    if not args.dest or os.path.lexists(args.dest):
        print(f"make.py: {args.dest or 'DEST'}: name a folder that does not exist yet.", file=sys.stderr)
        return 2
    make(args.name, args.dest, args.real)
    print(f"{args.name}: made in {args.dest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
