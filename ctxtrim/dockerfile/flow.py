"""The places in the context from which a path in an image may have come.

What is copied where: the rules of fsutil's copy.go (v0.32 of BuildKit): the contents of a folder land in the
destination, a file becomes the destination or lands in it. Without a look at the context a source may be
either, so the answers are candidates.

A path in an image is "/known", or "its/known/end" below a folder that cannot be known.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxtrim.dockerfile.scope import Value
from ctxtrim.dockerfile.words import UNKNOWN
from ctxtrim.go import path as gopath

_MOST = 1000


class Landing(NamedTuple):
    """A destination. is_folder: it certainly is one, whatever is copied there."""

    path: str
    is_folder: bool = True


class Copied(NamedTuple):
    """A source of a COPY or ADD in a stage.

    stage: the number of the one it comes from, -1 for the context. source: cleaned; for a stage an image
    path, for the context without a leading slash. pivot: with --parents, the folder below which its path is
    kept. runs: how many RUN steps came before it.
    """

    stage: int
    source: str
    landing: Landing
    line: int
    runs: int
    pivot: str | None = None


class Image(NamedTuple):
    """A stage's files as far as they were copied, its base's included; and how many RUN steps it had."""

    copied: Sequence[Copied] = ()
    runs: int = 0


class Candidate(NamedTuple):
    """A place in the context that something may come from. line: of the COPY that took it.

    made: a RUN came later and may have made it instead.
    """

    path: str
    is_pattern: bool
    made: bool
    line: int


def landing(workdir: str, destination: Value) -> Landing:
    """Where a destination is, seen from a working folder (an image path)."""
    text = known_end(destination)
    is_folder = text in ("", ".") or text.endswith(("/", "/."))
    return Landing(below(workdir, text, bool(destination.blanks)), is_folder)


def below(workdir: str, text: str, is_end: bool = False) -> str:
    """An image path: `text` seen from a working folder; is_end: only its end is known."""
    if is_end:
        return gopath.clean("/" + text)[1:]
    if text.startswith("/"):
        return gopath.clean(text)
    joined = gopath.clean(f"/{workdir}/{text}")
    return joined if workdir.startswith("/") else joined[1:]


def pivot_of(source: str) -> str:
    """With --parents: the folder below which a source's path is kept, the root or what a `/./` marks."""
    above, mark, _ = source.partition("/./")
    return below("/", above) if mark else "/"


def known_end(value: Value) -> str:
    """The text, or where variables have no value what follows the last component that holds one."""
    if not value.blanks:
        return value.given
    _, mark, end = value.worst.rpartition(UNKNOWN)
    return end.partition("/")[2] if mark else value.given


def candidates(images: Sequence[Image], stage: int, path: str) -> list[Candidate]:
    """Where in the context a path (wildcards allowed) of a stage's image may come from, likeliest first.

    "" among them: it is the context, or a folder that all of it was copied to.
    """
    found: dict[tuple[str, bool], Candidate] = {}
    seen: set[tuple[int, str]] = set()
    waiting = [(stage, path, False)]
    while waiting and len(found) < _MOST and len(seen) < _MOST:
        index, wanted, made = waiting.pop(0)
        if (index, wanted) in seen:
            continue
        seen.add((index, wanted))
        for copied in reversed(images[index].copied):
            later = made or images[index].runs > copied.runs
            for source in _sources(copied, wanted):
                if copied.stage >= 0:
                    waiting.append((copied.stage, source, later))
                else:
                    pattern = gopath.has_wildcard(source)
                    found.setdefault((source, pattern), Candidate(source, pattern, later, copied.line))
    return list(found.values())


def pairs(images: Sequence[Image], copied: Copied) -> Iterator[tuple[str, str]]:
    """(path in the context, path in the image) for what a copy brings, where its destination is known."""
    path, is_folder = copied.landing
    if not path.startswith("/"):
        return
    if copied.pivot is not None and copied.stage < 0:
        yield copied.source, posixpath.join(path, copied.source.removeprefix(copied.pivot).lstrip("/"))
        return
    sources = [copied.source]
    if copied.stage >= 0:
        sources = [found.path for found in candidates(images, copied.stage, copied.source)]
    for source in sources:
        yield source, path
        name = posixpath.basename(source)
        if is_folder and name:
            yield source, posixpath.join(path, name)


def _sources(copied: Copied, wanted: str) -> Iterator[str]:
    """What of the source may have become `wanted`; a file first, then what is in a folder."""
    for rest in _rests(copied.landing.path, wanted):
        if copied.pivot is not None:
            found = _joined(copied.pivot, rest)
            if rest and _may_hold(copied.source, found):
                yield found
        elif rest:
            yield from _file(copied.source, rest)
            yield _joined(copied.source, rest)
        elif copied.landing.path:  # a folder of which nothing is known is not taken for any path
            yield copied.source


def _file(source: str, rest: list[str]) -> Iterator[str]:
    """`source` is a file (or its pattern matches files) and lands in a folder under its own name."""
    folder, name = posixpath.split(source)
    if len(rest) > 1 or not name:
        return
    if not gopath.has_wildcard(name):
        if _matches(rest[0], name):
            yield source
    elif gopath.has_wildcard(rest[0]):
        yield source
    elif _matches(name, rest[0]):
        yield posixpath.join(folder, rest[0])


def _may_hold(pattern: str, path: str) -> bool:
    """Return whether the path may be what the pattern names, lie below it or hold it."""
    for part, name in zip(pattern.split("/"), path.split("/"), strict=False):
        if part == "**":
            return True
        if not (_matches(part, name) or _matches(name, part)):
            return False
    return True


def _joined(source: str, rest: list[str]) -> str:
    return posixpath.join(source, *rest)


def _rests(folder: str, wanted: str) -> list[list[str]]:
    """What of `wanted` may lie below `folder`, nearest first; several answers where `**` stands in one."""
    above, parts = _parts(folder), _parts(wanted)
    seen: set[tuple[int, int]] = set()
    waiting = [(0, 0)]
    found = set()
    while waiting:
        a, p = waiting.pop()
        if (a, p) in seen:
            continue
        seen.add((a, p))
        if a == len(above):
            found.add(p)
        elif above[a] == "**":
            waiting += [(a + 1, p), (a, p + 1)] if p < len(parts) else [(a + 1, p)]
        elif p < len(parts) and parts[p] == "**":
            waiting += [(a, p + 1), (a + 1, p)]
        elif p < len(parts) and _matches(parts[p], above[a]):
            waiting.append((a + 1, p + 1))
    return [parts[p:] for p in sorted(found, reverse=True)]


def _parts(path: str) -> list[str]:
    """Components; an image path of which only the end is known begins with `**`."""
    parts = [part for part in path.split("/") if part]
    return parts if path.startswith("/") else ["**", *parts]


def _matches(pattern: str, name: str) -> bool:
    return pattern == name or (gopath.has_wildcard(pattern) and gopath.is_match(pattern, name))
