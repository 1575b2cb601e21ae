"""Which name of a hard link brings the contents, and what do the others weigh?

The first to arrive brings them; any other is a link to it (fsutil, and tar in the classic builder). A scan
counts every name in full and puts it right here, for inodes that it met more than once.
"""

from __future__ import annotations

import os
from itertools import groupby

from ctxtrim.context import transfer_size as sizes
from ctxtrim.scan.reader import Reader
from ctxtrim.scan.weight import arriving_as, weight_of


def settle_links(reader: Reader) -> frozenset[str]:
    """Correct the rows of later names of an inode, and which of them arrive empty; return their paths."""
    columns, later = reader.columns, []
    emptied = frozenset(reader.notes.emptied)
    lost = set(emptied)
    repeated = [
        (inode, in_walk_order(columns.join(row, name)), row)
        for inode, row, name in reader.notes.links.repeated()
    ]
    for _, names in groupby(sorted(repeated), key=lambda one: one[0]):
        (_, parts, _), *others = names
        first = os.fsdecode(b"/".join(parts))
        for _, parts, row in others:
            path = os.fsdecode(b"/".join(parts))
            later.append(path)
            _correct(reader, row, path, first, path in emptied)
            (lost.add if first in emptied else lost.discard)(path)
    reader.notes.emptied[:] = lost
    return frozenset(later)


def in_walk_order(path: str) -> list[bytes]:
    """A sort key: parents first, each directory in byte order."""
    return os.fsencode(path).split(b"/")


def _correct(reader: Reader, row: int, path: str, first: str, is_emptied: bool) -> None:
    entry = reader.disk.at(path)
    if entry is None:
        return
    columns = reader.columns
    whole = weight_of(entry, arriving_as(entry, is_emptied, reader.judge.ruleset.dialect.specials))
    transfer, tar = sizes.later_name(entry, first)
    columns.put(row, (0, 0, 0, -whole.packets, transfer - whole.transfer, tar - whole.tar))
