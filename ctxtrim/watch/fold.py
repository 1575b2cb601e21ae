"""Sum the rows of all directories into the figures of a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ctxtrim.catalogue.kinds import KINDS
from ctxtrim.context import transfer_size as sizes
from ctxtrim.matching.builders import Dialect
from ctxtrim.model.context import Entry, Sum
from ctxtrim.model.scan import Folder, Scan
from ctxtrim.scan.hard_links import correction, emptied_names, first_names, in_walk_order
from ctxtrim.scan.weight import Weight
from ctxtrim.watch.rows import Row

Arrivals = Callable[[str], list[tuple[str, int]]]


class Fold:
    """Rows, parents before children. entry: of a path. arrivals: of a directory, see View."""

    def __init__(
        self,
        rows: Mapping[str, Row],
        entry: Callable[[str], Entry | None],
        arrivals: Arrivals,
        dialect: Dialect,
    ) -> None:
        self._rows, self._entry, self._arrivals_in, self._dialect = (
            list(rows.values()),
            entry,
            arrivals,
            dialect,
        )
        self._paths = list(rows)
        self._at = {path: at for at, path in enumerate(self._paths)}
        self._later: set[str] = set()
        self._links = Weight(0, 0, 0)
        self._emptied = {path for row in self._rows for path in row.emptied}
        self._files = [row.tally.files for row in self._rows]
        self._bytes = [row.tally.bytes for row in self._rows]
        self._arrivals = [row.tally.arrivals for row in self._rows]
        self._packets = [row.tally.packets for row in self._rows]
        self._arrives = bytearray(len(self._rows))

    def scan(self, largest: list[tuple[int, str]]) -> Scan:
        """All of it. largest: the largest files."""
        self._settle_links()
        parents = [-1, *(self._at[path.rpartition("/")[0]] for path in self._paths[1:])]
        transfer, tar = self._sum_up(parents)
        return Scan(
            folders=tuple(self._folders(parents)),
            eligible=Sum(self._files[0], self._bytes[0]),
            transfer_bytes=2 + transfer + self._id_bytes(),
            classic_tar_bytes=1024 + tar,
            largest=tuple(largest),
            kinds=self._kinds(),
            found=(),
            troubles=tuple(
                sorted((e for row in self._rows for e in row.troubles), key=lambda e: in_walk_order(e.path))
            ),
            emptied=tuple(sorted(self._emptied, key=in_walk_order)),
            entered=sum(not row.place.counts for row in self._rows),
        )

    def _sum_up(self, parents: list[int]) -> tuple[int, int]:
        """Add each directory to the one above; bytes on the wire without ids, and of the tar's entries."""
        transfer = self._links.transfer + sum(row.tally.transfer for row in self._rows)
        tar = self._links.tar + sum(row.tally.tar for row in self._rows)
        for at in range(len(parents) - 1, 0, -1):
            row, up = self._rows[at], parents[at]
            self._files[up] += self._files[at]
            self._bytes[up] += self._bytes[at]
            self._packets[up] += self._packets[at]
            if row.place.counts or row.place.brought or self._arrivals[at]:
                self._arrives[at] = 1
                self._arrivals[up] += self._arrivals[at] + 1
                transfer += row.weight.transfer
                if row.place.counts or row.place.brought:  # else it is implied, which no tar holds
                    tar += row.weight.tar
        return transfer, tar

    def _folders(self, parents: list[int]) -> Iterator[Folder]:
        for at, row in enumerate(self._rows):
            total = Sum(self._files[at], self._bytes[at])
            yield Folder(self._paths[at], parents[at], total, row.place.counts)

    def _kinds(self) -> dict[str, Sum]:
        sums: dict[int, list[int]] = {}
        for row in self._rows:
            for kind, (files, size) in row.kinds.items():
                entry = sums.setdefault(kind, [0, 0])
                entry[0] += files
                entry[1] += size
        return {KINDS[kind]: Sum(*sums[kind]) for kind in sorted(sums)}

    def _settle_links(self) -> None:
        """Correct the sums for files with several names."""
        first_of = first_names(name for row in self._rows for name in row.links)
        transfer = tar = 0
        for path, first in first_of.items():
            entry = self._entry(path)
            if entry is None:
                continue
            on_the_wire, packets, in_the_tar = correction(
                entry, first, path in self._emptied, self._dialect.specials
            )
            transfer += on_the_wire
            tar += in_the_tar
            self._packets[self._at[path.rpartition("/")[0]]] += packets
        self._later = set(first_of)
        self._emptied = emptied_names(self._emptied, first_of)
        self._links = Weight(transfer, 0, tar)

    def _id_bytes(self) -> int:
        """Return the bytes that packets with contents spend on ids."""
        return sizes.id_bytes_of_all(
            self._arrivals[0], self._packets[0], lambda numbers: [self._packets_before(n) for n in numbers]
        )

    def _packets_before(self, number: int) -> int:
        """Packets with contents that the first so many arrivals bring."""
        directory, left, packets = "", number, 0
        while True:
            for path, own in self._arrivals_in(directory):
                if left == 0:
                    return packets
                if own >= 0:
                    left -= 1
                    packets += 0 if path in self._later else own
                    continue
                at = self._at[path]
                if not self._arrives[at]:
                    continue
                if left <= self._arrivals[at]:
                    directory, left = path, left - 1
                    break
                left -= self._arrivals[at] + 1
                packets += self._packets[at]
            else:
                return packets
