"""Corrections for files with several names (hard links).

The first name to arrive brings the contents; any other is a link to it (fsutil, and tar in the classic
builder). A scan counts every name in full, and corrects the sums for inodes that it met more than once.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

from ctxtrim.context import transfer_size as sizes
from ctxtrim.model.context import Entry
from ctxtrim.scan.columns import Tallied
from ctxtrim.scan.scan_pass import ScanPass
from ctxtrim.scan.weight import Weight, arriving_as, weight_of


def correct_hard_links(scan_pass: ScanPass) -> frozenset[str]:
    """Correct the rows of later names, and which names arrive empty; return the paths of later names."""
    columns, notes = scan_pass.columns, scan_pass.notes
    specials = scan_pass.judge.ruleset.dialect.specials
    rows = {columns.join(row, name): (inode, row) for inode, row, name in notes.links.repeated()}
    first_of = first_names((inode, path) for path, (inode, _) in rows.items())
    emptied = frozenset(notes.emptied)
    for path, first in first_of.items():
        entry = scan_pass.disk.at(path)
        if entry is not None:
            transfer, packets, tar = correction(entry, first, path in emptied, specials)
            columns.put(rows[path][1], Tallied(0, 0, 0, packets, transfer, tar))
    notes.emptied[:] = emptied_names(emptied, first_of)
    return frozenset(first_of)


def first_names(names: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Map the path of each later name of an inode to its first name. names: (inode, path) of arrivals."""
    in_order = sorted((inode, in_walk_order(path), path) for inode, path in names)
    first_of: dict[str, str] = {}
    for _, same in groupby(in_order, key=lambda name: name[0]):
        (_, _, first), *others = same
        first_of.update((path, first) for _, _, path in others)
    return first_of


def emptied_names(emptied: Collection[str], first_of: Mapping[str, str]) -> set[str]:
    """Return the paths that arrive empty: a later name does if its first name does."""
    later = (path for path, first in first_of.items() if first in emptied)
    return {path for path in emptied if path not in first_of}.union(later)


def correction(entry: Entry, first: str, is_emptied: bool, specials: Mapping[str, str]) -> Weight:
    """Return what to add to the weight of a file that was weighed in full and is a later name of `first`."""
    whole = weight_of(entry, arriving_as(entry, is_emptied, specials))
    transfer, tar = sizes.later_name(entry, first)
    return Weight(transfer - whole.transfer, -whole.packets, tar - whole.tar)


def in_walk_order(path: str) -> bytes:
    """Return a sort key: parents first, each directory in byte order."""
    return os.fsencode(path).replace(b"/", b"\0")  # which sorts before all that a name may hold
