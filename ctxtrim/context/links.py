"""Where paths lead through symbolic links inside a root that none leaves; a function tells the links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from ctxtrim.go.path import clean

MAX_LINKS = 255  # containerd, continuity/fs/path.go, RootPath
_Targets = TypeVar("_Targets", str, Sequence[str])


class Destination(NamedTuple):
    """Where a path leads.

    end: a path below the root, "" for the root itself, None where links lead in circles. It need not exist.
    links: the paths of the links on the way, in the order in which they are followed.
    """

    end: str | None
    links: tuple[str, ...] = ()


def follow(path: str, target_of: Callable[[str], str]) -> Destination:
    """Follow every link on the way to a path, the last part included, as a chrooted process would.

    target_of: the target of the link at a path below the root, "" for whatever is no link. `..` stops at the
    root, and an absolute target starts there. No more than MAX_LINKS links are followed.
    """
    done: list[str] = []
    links: list[str] = []
    todo = path.split("/")[::-1]
    while target := _advance(done, todo, target_of):
        links.append("/".join(done))
        if len(links) > MAX_LINKS:
            return Destination(None, tuple(dict.fromkeys(links)))
        done = [] if target.startswith("/") else done[:-1]
        todo += target.split("/")[::-1]
    return Destination("/".join(done), tuple(links))


def follow_sources(sources: Iterable[str], targets_of: Callable[[str], Sequence[str]]) -> set[str]:
    """Return the links and the ends of COPY sources, "" for the root: fsutil 6d9dc2e, followlinks.go, append.

    targets_of: the targets of the link at a path, or of all links that its last part matches. As upstream, a
    target is cleaned before it is followed, and a link that two sources share is followed for the first only.
    """
    passed: set[str] = set()
    for source in sources:
        pending = [clean("/" + source)]
        while pending:
            done: list[str] = []
            todo = pending.pop().split("/")[::-1]
            targets = _advance(done, todo, targets_of)
            here = "/".join(done)
            if here in passed:
                continue
            passed.add(here)
            folder, rest = "/".join(done[:-1]), "/".join(todo[::-1])
            for target in map(clean, reversed(targets)):
                pending.append(clean(f"/{target if target[0] == '/' else folder + '/' + target}/{rest}"))
    return passed


def _advance(done: list[str], todo: list[str], targets_of: Callable[[str], _Targets]) -> _Targets | tuple[()]:
    """Move parts from the end of `todo` to `done` up to the first link; return its targets, () at the end."""
    while todo:
        part = todo.pop()
        if part == "..":
            del done[-1:]
        elif part not in ("", "."):
            done.append(part)
            if targets := targets_of("/".join(done)):
                return targets
    return ()
