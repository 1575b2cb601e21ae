"""Rules for which entries of a directory count, and what is handed down to its directories.

Whole: all that is eligible under a ruleset. Selected: what a build that asks for paths gets of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctxtrim.context.selection import Selection, how_asked
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry
from ctxtrim.scan.scope import Scope
from ctxtrim.scan.verdict_states import Judge, State
from ctxtrim.scan.weight import directory_kind


class Place(NamedTuple):
    """What is known of a directory before it is listed.

    kind: as scan.Columns.kind. wanted: does the build ask for it (not eligible: yes)? counts, brought: does
    the directory itself count, or come along because it is entered?
    """

    state: State
    scope: Scope
    kind: int
    wanted: Verdict = Verdict(True)
    counts: bool = True
    brought: bool = False


class Seen(NamedTuple):
    """An entry that is looked at. below: its place if it is a directory that is entered."""

    entry: Entry
    counts: bool
    state: State
    below: Place | None


class Whole:
    """All that is eligible."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.judge = Judge(ruleset)
        self.root = Place(self.judge.root, Scope(self.judge.rules, frozenset()), -1)
        self._brings = ruleset.dialect.sends_entered

    def look(self, directory: str, place: Place, entries: Iterable[Entry]) -> Iterator[Seen]:
        """What is seen in a directory at a place."""
        cut = len(directory) + 1 if directory else 0
        judge = self.judge
        here = judge.below(place.state)
        tables = place.scope.rules_at(here.hits).tables
        for entry in entries:
            name = entry.path[cut:]
            state = here
            if tables.concerns(name) or "\n" in entry.path:
                state = judge.child(entry.path, name, tables, here)
            below = None
            if entry.kind == "dir" and judge.enters(entry.path, state):
                below = self._below(name, entry, place, state)
            yield Seen(entry, state.eligible, state, below)

    def counts(self, place: Place, path: str) -> bool:
        """Return whether an entry at this path in a directory at this place counts, or would."""
        directory = path.rpartition("/")[0]
        return any(seen.counts for seen in self.look(directory, place, [Entry(path, "file")]))

    def _below(self, name: str, entry: Entry, place: Place, state: State) -> Place:
        brought = self._brings and not state.eligible
        kind = directory_kind(name, place.kind)
        return Place(state, place.scope.below(name), kind, place.wanted, state.eligible, brought)


class Selected(Whole):
    """What is asked for and eligible; as sent.traverse_selected."""

    def __init__(self, ruleset: Ruleset, selection: Selection) -> None:
        super().__init__(ruleset)
        self._asks, self._looks_in = how_asked(ruleset.dialect, selection)

    def look(self, directory: str, place: Place, entries: Iterable[Entry]) -> Iterator[Seen]:
        """See Whole.look; what is not asked for is not seen."""
        for seen in super().look(directory, place, entries):
            path = seen.entry.path
            wanted = self._asks(path, place.wanted)
            if seen.entry.kind == "dir" and not self._looks_in(path, wanted):
                continue
            counts = seen.counts and not wanted.eligible
            below = seen.below and seen.below._replace(
                wanted=wanted, counts=counts, brought=not counts and self._is_brought(path)
            )
            yield Seen(seen.entry, counts, seen.state, below)

    def _is_brought(self, path: str) -> bool:
        return self._brings and self.ruleset.enters(path, Verdict(False))
