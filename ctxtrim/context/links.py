"""Does a single path of a context reach the builder, and where do links on the way to it lead?"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.context.selection import Selection, how_asked
from ctxtrim.context.traverse import Lister
from ctxtrim.go import path as gopath
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry

_MAX_LINKS = 255
Step = tuple[Verdict, Verdict]


class Way(NamedTuple):
    """Where a path leads inside the context ("" is its root, None: in circles), and the links on the way."""

    end: str | None
    links: tuple[Entry, ...] = ()


class Hit(NamedTuple):
    """Something asked for: by which path, and the entry that links on the way lead to."""

    path: str
    entry: Entry


class Reach:
    """A look at single paths. children: lists a directory of the unfiltered context."""

    def __init__(self, children: Lister, ruleset: Ruleset) -> None:
        self._children, self.ruleset = children, ruleset

    def entry(self, path: str) -> Entry | None:
        """What lies there, no link followed."""
        return next((e for e in self._children(posixpath.dirname(path)) if e.path == path), None)

    def way(self, path: str) -> Way:
        """Every link is followed, as a builder does it: an absolute one starts at the context's root."""
        done: list[str] = []
        links: list[Entry] = []
        todo = path.split("/")[::-1]
        while todo:
            part = todo.pop()
            if part in ("", ".", ".."):
                done = done[:-1] if part == ".." else done
                continue
            entry = self.entry("/".join([*done, part]))
            if entry is None or entry.kind != "link":
                done.append(part)
                continue
            links.append(entry)
            if len(links) > _MAX_LINKS:
                return Way(None, tuple(links))
            done = [] if entry.link.startswith("/") else done
            todo += entry.link.split("/")[::-1]
        return Way("/".join(done), tuple(links))

    def arrives(self, path: str, selection: Selection | None = None) -> bool:
        """Is what lies there sent, or anything below it? selection: what is asked for (None: everything)."""
        entry = self.entry(path)
        return entry is not None and self._sends(entry, selection)

    def _sends(self, entry: Entry, selection: Selection | None) -> bool:
        asks, looks_in = how_asked(self.ruleset.dialect, selection) if selection else (_all, _everywhere)
        step = (self.ruleset.root, Verdict(True))
        for directory in gopath.parents(entry.path):
            step = (self.ruleset.judge(directory, step[0]), asks(directory, step[1]))
            if not (self.ruleset.enters(directory, step[0]) and looks_in(directory, step[1])):
                return False
        waiting = [(entry, step)]
        while waiting:
            entry, above = waiting.pop()
            step = (self.ruleset.judge(entry.path, above[0]), asks(entry.path, above[1]))
            if self._is_sent(entry, step):
                return True
            if (
                entry.kind == "dir"
                and self.ruleset.enters(entry.path, step[0])
                and looks_in(entry.path, step[1])
            ):
                waiting += [(child, step) for child in self._children(entry.path)]
        return False

    def _is_sent(self, entry: Entry, step: Step) -> bool:
        verdict, asked = step
        if asked.eligible:
            return False
        if entry.kind == "dir" and self.ruleset.dialect.sends_entered:
            return self.ruleset.enters(entry.path, verdict)
        return verdict.eligible

    def takes(self, hit: Hit, selection: Selection | None = None) -> bool:
        """Does what was asked for by a path, perhaps through links, arrive, or anything below it?

        A builder that reads the context in place judges the path as it is asked for, the others where it is.
        """
        entry = hit.entry
        if hit.path == entry.path or not self.ruleset.dialect.in_place:
            return self._sends(entry, selection)
        below = (hit.path + inner.path.removeprefix(entry.path) for inner in self._below(entry))
        return any(self.ruleset.judge_path(name).eligible for name in below)

    def hits(self, source: str) -> Iterator[Hit]:
        """What a source with wildcards matches as a whole, part by part (path.Match), excluded or not."""
        parts = source.split("/")
        first = next((n for n, part in enumerate(parts) if gopath.has_wildcard(part)), len(parts))
        folder = "/".join(parts[:first])
        end, links = self.way(folder)
        if end is not None and (not links or self.ruleset.dialect.wildcards.follows):
            yield from self._expanded(folder, end, parts[first:])

    def _expanded(self, named: str, folder: str, parts: list[str]) -> Iterator[Hit]:
        """What these parts match in a folder that was asked for by that name."""
        part, rest = parts[0], parts[1:]
        if part == "**" and self.ruleset.dialect.wildcards.any_depth:
            if not self._is_link(named):
                yield from self._at_any_depth(named, folder, parts)
            return
        for entry in self._children(folder):
            name = posixpath.basename(entry.path)
            if not _matches(part, name):
                continue
            path = posixpath.join(named, name)
            if not rest:
                yield Hit(path, entry)
            elif (inside := self._folder(entry)) is not None:
                yield from self._expanded(path, inside, rest)

    def _at_any_depth(self, named: str, folder: str, parts: list[str]) -> Iterator[Hit]:
        """What `**` and the parts after it match: the folder itself, too, if none follow."""
        if parts[1:]:
            yield from self._expanded(named, folder, parts[1:])
        elif there := self.entry(folder):
            yield Hit(named, there)
        for entry in self._children(folder):
            path = posixpath.join(named, posixpath.basename(entry.path))
            if entry.kind == "dir":
                yield from self._at_any_depth(path, entry.path, parts)
            elif not parts[1:]:
                yield Hit(path, entry)

    def _folder(self, entry: Entry) -> str | None:
        """The folder that this is, or leads to for one who follows all links."""
        if entry.kind == "link" and self.ruleset.dialect.wildcards.follows == "all":
            end = self.way(entry.path).end
            return end if end == "" or (end and self._is_folder(end)) else None
        return entry.path if entry.kind == "dir" else None

    def _is_link(self, path: str) -> bool:
        """Is its last part a link? No walk for `**` starts at one."""
        above = self.way(posixpath.dirname(path)).end
        entry = self.entry(posixpath.join(above or "", posixpath.basename(path)))
        return entry is not None and entry.kind == "link"

    def _is_folder(self, path: str) -> bool:
        entry = self.entry(path)
        return entry is not None and entry.kind == "dir"

    def _below(self, entry: Entry) -> Iterator[Entry]:
        """An entry and everything in it."""
        waiting = [entry]
        while waiting:
            entry = waiting.pop()
            yield entry
            if entry.kind == "dir":
                waiting += self._children(entry.path)


def _matches(part: str, name: str) -> bool:
    try:
        return gopath.match(part, name)
    except gopath.BadPattern:
        return False


def _all(path: str, above: Verdict) -> Verdict:
    return Verdict(False)


def _everywhere(directory: str, asked: Verdict) -> bool:
    return True
