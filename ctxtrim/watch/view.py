"""What counts of a context under one set of rules, directory by directory."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest

from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.scan import Scan
from ctxtrim.scan.weight import keep_largest
from ctxtrim.watch.fold import Fold
from ctxtrim.watch.lens import Place, Whole
from ctxtrim.watch.listings import Listings
from ctxtrim.watch.rows import Row


class View:
    """Rows of the directories that are entered, parents before children; `scan` sums them up.

    totals: directory -> what counts in it and below, as of the last `scan`.
    """

    def __init__(self, lens: Whole, listings: Listings) -> None:
        self._lens, self._listings = lens, listings
        self.ruleset = lens.ruleset
        self._dialect = lens.ruleset.dialect
        self.rows: dict[str, Row] = {}
        self.totals: dict[str, Sum] = {}
        self._scan: Scan | None = None
        self._walk("", lens.root)

    def update(self, relisted: Iterable[str], renewed: Iterable[str]) -> None:
        """Follow the listings. relisted: directories that were listed again; renewed: forgotten ones."""
        for directory in renewed:
            self._drop(directory)
        for directory in sorted(relisted, key=len):
            row = self.rows.get(directory)
            if row is None:
                continue
            self._scan = None
            self.rows[directory] = new = self._row(directory, row.place)
            for path in row.below:
                if path not in new.below:
                    self._drop(path)
            for path, place in new.below.items():
                if path in self.rows:
                    self.rows[path].own(self._listings.entry(path))
                else:
                    self._walk(path, place)

    def counts(self, path: str) -> bool:
        """Return whether this path counts, or would if it were there. Its directory must be entered."""
        row = self.rows.get(path.rpartition("/")[0])
        return row is not None and self._lens.counts(row.place, path)

    def scan(self, top: int) -> Scan:
        """The sums of all rows."""
        if self._scan is None:
            fold = Fold(self.rows, self._listings.entry, self._arrivals, self._dialect)
            self._scan = fold.scan(self._largest(top))
            self.totals = {folder.path: folder.total for folder in self._scan.folders}
        return self._scan

    def _walk(self, start: str, place: Place) -> None:
        self._scan = None
        waiting = [(start, place)]
        while waiting:
            directory, at = waiting.pop()
            row = self.rows[directory] = self._row(directory, at)
            waiting += row.below.items()

    def _row(self, directory: str, place: Place) -> Row:
        entry = self._listings.entry(directory) if directory else None
        entries = self._listings.children(directory)
        return Row(entry, place, self._lens.look(directory, place, entries), self._dialect)

    def _drop(self, start: str) -> None:
        waiting = [start]
        while waiting:
            row = self.rows.pop(waiting.pop(), None)
            if row is not None:
                self._scan = None
                waiting += row.below

    def _largest(self, top: int) -> list[tuple[int, str]]:
        """The largest files: they are in the directories whose largest files are the largest."""
        peaks = [row.largest for row in self.rows.values() if row.largest[0]]
        least = nlargest(top, (size for size, _ in peaks))[-1] if len(peaks) >= top else 1
        first = sorted((-size, path + "\U0010ffff", path) for size, path in peaks if size >= least)
        found: list[tuple[int, str]] = []
        for _, _, path in first[:top]:
            found += [(e.size, e.path) for e in self._counting(path.rpartition("/")[0]) if e.size >= least]
        keep_largest(found, top)
        return found

    def _counting(self, directory: str) -> list[Entry]:
        look = self._lens.look(directory, self.rows[directory].place, self._listings.children(directory))
        return [seen.entry for seen in look if seen.counts and seen.entry.kind == "file"]

    def _arrivals(self, directory: str) -> list[tuple[str, int]]:
        """What could arrive of a directory, in order: (path, packets with contents; -1: a directory)."""
        place = self.rows[directory].place
        found = []
        for seen in self._lens.look(directory, place, self._listings.children(directory)):
            if seen.below:
                found.append((seen.entry.path, -1))
            elif seen.counts and seen.entry.kind != "dir":
                single = Row(None, place, [seen], self._dialect)
                if single.tally.arrivals:
                    found.append((seen.entry.path, single.tally.packets))
        return found
