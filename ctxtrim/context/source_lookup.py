"""Single paths of a context: what lies there, where it leads, what wildcards match, and what is sent."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.context.links import Destination, follow
from ctxtrim.context.selection import Selection, how_asked
from ctxtrim.context.traverse import Lister
from ctxtrim.go import path as gopath
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry

Step = tuple[Verdict, Verdict]


class Hit(NamedTuple):
    """A path that a source names or matches, and the entry that links on the way to it lead to."""

    path: str
    entry: Entry


class SourceLookup:
    """Answers about single paths, for one ruleset. children: lists a directory of the unfiltered context."""

    def __init__(self, children: Lister, ruleset: Ruleset) -> None:
        self._children, self.ruleset = children, ruleset

    def entry(self, path: str) -> Entry | None:
        """Return the entry at a path, None where nothing is; follow no link."""
        return next((e for e in self._children(posixpath.dirname(path)) if e.path == path), None)

    def follow(self, path: str) -> Destination:
        """Follow the links on the way to a path as builders do, its last part included."""
        return follow(path, self._target)

    def _target(self, path: str) -> str:
        entry = self.entry(path)
        return entry.link if entry and entry.kind == "link" else ""

    def is_sent(self, path: str, selection: Selection | None = None) -> bool:
        """Tell whether what lies there is sent, or anything below it.

        selection: what is asked for (None: everything).
        """
        entry = self.entry(path)
        return entry is not None and self._is_entry_sent(entry, selection)

    def _is_entry_sent(self, entry: Entry, selection: Selection | None) -> bool:
        asks, looks_in = how_asked(self.ruleset.dialect, selection) if selection else (_ask_all, _enter_all)
        step = (self.ruleset.root, Verdict(True))
        for directory in gopath.parents(entry.path):
            step = (self.ruleset.judge(directory, step[0]), asks(directory, step[1]))
            if not (self.ruleset.enters(directory, step[0]) and looks_in(directory, step[1])):
                return False
        waiting = [(entry, step)]
        while waiting:
            entry, parent = waiting.pop()
            step = (self.ruleset.judge(entry.path, parent[0]), asks(entry.path, parent[1]))
            if self._arrives(entry, step):
                return True
            if (
                entry.kind == "dir"
                and self.ruleset.enters(entry.path, step[0])
                and looks_in(entry.path, step[1])
            ):
                waiting += [(child, step) for child in self._children(entry.path)]
        return False

    def _arrives(self, entry: Entry, step: Step) -> bool:
        verdict, asked = step
        if asked.eligible:
            return False
        if entry.kind == "dir" and self.ruleset.dialect.sends_entered:
            return self.ruleset.enters(entry.path, verdict)
        return verdict.eligible

    def is_hit_sent(self, hit: Hit, selection: Selection | None = None) -> bool:
        """Tell whether what a path asks for is sent, perhaps through links, or anything below it.

        A builder that reads the context in place judges the path as it is asked for, the others where it is.
        """
        entry = hit.entry
        if hit.path == entry.path or not self.ruleset.dialect.in_place:
            return self._is_entry_sent(entry, selection)
        asked = (hit.path + inner.path.removeprefix(entry.path) for inner in self._with_content(entry))
        return any(self.ruleset.judge_path(path).eligible for path in asked)

    def hits(self, source: str) -> Iterator[Hit]:
        """Yield what a source with wildcards matches, part by part (path.Match), excluded or not."""
        parts = source.split("/")
        first = next((n for n, part in enumerate(parts) if gopath.has_wildcard(part)), len(parts))
        folder = "/".join(parts[:first])
        end, links = self.follow(folder)
        if end is not None and (not links or self.ruleset.dialect.wildcards.follows):
            yield from self._expanded(folder, end, parts[first:])

    def _expanded(self, named: str, folder: str, parts: list[str]) -> Iterator[Hit]:
        """Yield what these parts match in a folder that was asked for by the name `named`."""
        part, rest = parts[0], parts[1:]
        if part == "**" and self.ruleset.dialect.wildcards.any_depth:
            if not self._is_link(named):
                yield from self._at_any_depth(named, folder, parts)
            return
        for entry in self._children(folder):
            name = posixpath.basename(entry.path)
            if not gopath.is_match(part, name):
                continue
            path = posixpath.join(named, name)
            if not rest:
                yield Hit(path, entry)
            elif (inside := self._folder(entry)) is not None:
                yield from self._expanded(path, inside, rest)

    def _at_any_depth(self, named: str, folder: str, parts: list[str]) -> Iterator[Hit]:
        """Yield what `**` and the parts after it match: the folder itself, too, if none follow."""
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
        """Return the folder that this is or, for a builder that follows all links, leads to."""
        if entry.kind == "link" and self.ruleset.dialect.wildcards.follows == "all":
            end = self.follow(entry.path).end
            return end if end == "" or (end and self._is_folder(end)) else None
        return entry.path if entry.kind == "dir" else None

    def _is_link(self, path: str) -> bool:
        """Tell whether its last part is a link: no walk for `**` starts at one."""
        folder = self.follow(posixpath.dirname(path)).end
        return self._target(posixpath.join(folder or "", posixpath.basename(path))) != ""

    def _is_folder(self, path: str) -> bool:
        entry = self.entry(path)
        return entry is not None and entry.kind == "dir"

    def _with_content(self, entry: Entry) -> Iterator[Entry]:
        """Yield an entry and everything below it."""
        waiting = [entry]
        while waiting:
            entry = waiting.pop()
            yield entry
            if entry.kind == "dir":
                waiting += self._children(entry.path)


def _ask_all(path: str, parent: Verdict) -> Verdict:
    return Verdict(False)


def _enter_all(directory: str, asked: Verdict) -> bool:
    return True
