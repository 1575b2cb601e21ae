"""A Dockerfile in which manifests are copied and dependencies installed before the sources are copied."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from ctxtrim.dockerfile.syntax import Dockerfile, Instruction
from ctxtrim.go.path import is_match, join_context
from ctxtrim.layers.late_install import LateInstall

_PLAIN_NAME = r"[\w./@+-]+"
_KEPT_FLAGS = ("--chown=", "--chmod=", "--link")
_MOST_FOLDERS = 20
_NEUTRAL = frozenset(
    (
        "label",
        "expose",
        "user",
        "env",
        "arg",
        "workdir",
        "cmd",
        "entrypoint",
        "healthcheck",
        "stopsignal",
        "maintainer",
    )
)


class NotReordered(ValueError):
    """The lines stay; the text says why."""


def reordered(text: str, dockerfile: Dockerfile, late: LateInstall) -> str:
    """Return the text with the late install above the copy. dockerfile: `text`, parsed.

    Nothing else moves: the copy goes right behind the RUN (or behind the part of it that installs), and the
    manifests are copied in its place. Raises NotReordered.
    """
    if late.obstacle:
        raise NotReordered(late.obstacle)
    copy, run = (_instruction(dockerfile, step.line, step.instruction) for step in (late.copy, late.run))
    _check(dockerfile, copy, run, late.neutral)
    lines = text.split("\n")
    end = "\r" if lines[copy.line - 1].endswith("\r") else ""
    whole = lines[copy.line - 1 : copy.end]
    installs, rest = lines[run.line - 1 : run.end], list[str]()
    if late.commands:
        installs, rest = _split(lines[run.line - 1 : run.end], run, late.commands, end)
    manifests = [line + end for line in _manifest_lines(dockerfile, copy, late)]
    before, between = lines[: copy.line - 1], lines[copy.end : run.line - 1]
    return "\n".join([*before, *manifests, *between, *installs, *whole, *rest, *lines[run.end :]])


def _instruction(dockerfile: Dockerfile, line: int, word: str) -> Instruction:
    for instruction in dockerfile.instructions:
        if instruction.line == line and instruction.name == word.lower():
            return instruction
    raise NotReordered("it stands in an ONBUILD")


def _check(dockerfile: Dockerfile, copy: Instruction, run: Instruction, neutral: Collection[int]) -> None:
    """Check that the copy can wait for the RUN; neutral lines may stand between. Raises NotReordered."""
    if len(copy.args) != 2 or copy.heredocs or run.heredocs or run.is_json:
        raise NotReordered("the copy has several sources, or the RUN is a document")
    if not all(flag.startswith(_KEPT_FLAGS) for flag in copy.flags):
        raise NotReordered("the copy has flags that hold for all of it")
    if any(flag.startswith("--mount") and "type=bind" in flag for flag in run.flags):
        raise NotReordered("the RUN mounts files")
    destination = copy.args[1]
    for instruction in dockerfile.instructions:
        if copy.line < instruction.line < run.line:
            name = instruction.name
            if name not in _NEUTRAL and instruction.line not in neutral:
                raise NotReordered(f"line {instruction.line} between them may need the sources")
            if name == "workdir" and not destination.startswith("/"):
                raise NotReordered(f"line {instruction.line} changes where the copy lands")
            if name in ("arg", "env") and "$" in " ".join(copy.args):
                raise NotReordered(f"line {instruction.line} may change what the copy names")


def _manifest_lines(dockerfile: Dockerfile, copy: Instruction, late: LateInstall) -> Iterator[str]:
    """Yield a COPY for each folder of manifests, those that are copied to the same place above left out."""
    source = late.copy.copies[0].sources[0]
    base = copy.args[1].rstrip("/") or ("/" if copy.args[1] else ".")
    paths = [path for path in late.manifests if path.startswith(source + "/" if source else "")]
    flags = "".join(flag + " " for flag in copy.flags)
    copied = tuple(_copied_there(dockerfile, copy))
    folders = [(f, list(p)) for f, p in groupby(sorted(paths, key=_by_folder), key=posixpath.dirname)]
    if len(folders) > _MOST_FOLDERS:
        raise NotReordered(f"the manifests lie in {len(folders)} folders")
    if not all(re.fullmatch(_PLAIN_NAME, path) for path in paths):
        raise NotReordered("a manifest's name has to be quoted")
    for folder, names in folders:
        below = folder[len(source) :].strip("/")
        wanted = [name for name in names if below or not any(is_match(glob, name) for glob in copied)]
        if wanted:
            target = posixpath.join(base, below, "") if base != "." else f"./{below}/".replace("//", "/")
            yield f"COPY {flags}{' '.join(wanted)} {target}"


def _by_folder(path: str) -> tuple[str, str]:
    return posixpath.dirname(path), path


def _copied_there(dockerfile: Dockerfile, copy: Instruction) -> Iterator[str]:
    """Yield the sources that lines of the same stage copy to the same destination before."""
    names, destination = list[str](), copy.args[1].rstrip("/")
    for instruction in dockerfile.instructions:
        if instruction.line >= copy.line:
            break
        if instruction.name in ("from", "workdir"):
            names.clear()
        elif instruction.name == "copy" and not instruction.flags and not instruction.heredocs:
            is_there = instruction.args[-1].rstrip("/") == destination
            names += map(join_context, instruction.args[:-1]) if is_there else ()
    yield from names


def _split(lines: Sequence[str], run: Instruction, commands: int, end: str) -> tuple[list[str], list[str]]:
    """Split a RUN behind its first commands, at a `&&`. Raises NotReordered for any other connection."""
    text = "\n".join(lines)
    places = list(_conjunctions(text))
    if len(places) < commands:
        raise NotReordered("its commands are not joined by && alone")
    place = places[commands - 1]
    head = re.sub(r"[\s\\]+\Z", "", text[:place])
    if re.search(r"(?:^|&&|RUN)\s*(?:cd|export|set|\.|source|[A-Za-z_]\w*=\S*\s*&&)\s", head):
        raise NotReordered("its first commands set up the shell of the others")
    tail = re.sub(r"\A&&[\s\\]*", "", text[place:])
    flags = "".join(flag + " " for flag in run.flags)
    return [*(head + end).split("\n")], f"{run.word} {flags}{tail}".split("\n")


def _conjunctions(text: str) -> Iterator[int]:
    """Yield where `&&` stands outside of quotes. Raises NotReordered where something else joins commands."""
    quote, at = "", 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 2
            continue
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif text.startswith("&&", at):
            yield at
            at += 1
        elif char in ";|&()`#":
            raise NotReordered("its commands are not joined by && alone")
        at += 1
