"""Does a single path of a context reach the builder, and where do links on the way to it lead?"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim import gopath
from ctxtrim.model.context import Entry, Verdict
from ctxtrim.ruleset import Ruleset
from ctxtrim.sent import Selection, how_asked
from ctxtrim.traverse import Lister

_MAX_LINKS = 255
Step = tuple[Verdict, Verdict]


class Way(NamedTuple):
    """Where a path leads inside the context ("" is its root, None: in circles), and the links on the way."""

    end: str | None
    links: tuple[Entry, ...] = ()


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
        asks, looks_in = how_asked(self.ruleset.dialect, selection) if selection else (_all, _everywhere)
        step = (self.ruleset.root, Verdict(True))
        for directory in gopath.parents(path):
            step = (self.ruleset.judge(directory, step[0]), asks(directory, step[1]))
            if not (self.ruleset.enters(directory, step[0]) and looks_in(directory, step[1])):
                return False
        entry = self.entry(path)
        waiting = [(entry, step)] if entry else []
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

    def hit(self, pattern: str) -> Iterator[Entry]:
        """What a source with wildcards matches as a whole, part by part (path.Match)."""
        found = [""]
        *folders, last = pattern.split("/")
        for part in folders:
            found = [e.path for path in found for e in self._matching(path, part) if e.kind == "dir"]
        for path in found:
            yield from self._matching(path, last)

    def _matching(self, folder: str, part: str) -> Iterator[Entry]:
        for entry in self._children(folder):
            try:
                if gopath.match(part, posixpath.basename(entry.path)):
                    yield entry
            except gopath.BadPattern:
                return


def _all(path: str, above: Verdict) -> Verdict:
    return Verdict(False)


def _everywhere(directory: str, asked: Verdict) -> bool:
    return True
