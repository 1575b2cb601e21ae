"""Which paths near the root of a folder have names of certain forms? Where the accelerator can tell."""

from __future__ import annotations

import os
from collections.abc import Collection

from ctxtrim.scan.columns import Columns
from ctxtrim.scan.native import ASKED, chained, cores, extension, records
from ctxtrim.scan.rule_tables import Affix

_FOUND = 2
_ODD = 0
_ROOM = 3_000
"""Bytes of a path that every system opens."""


def named(
    root: str, forms: Collection[Affix], skipped: Collection[str], depth: int, most: int
) -> list[tuple[str, bool]] | None:
    """The paths, relative to `root`, of what has one of these names, and whether it is a directory; in no
    particular order.

    depth: directories are entered so deep, but those called as in `skipped`. Links are not followed. None
    without the accelerator, above `most` entries, and where something is out of the ordinary: a directory
    that cannot be read, a name that is no UTF-8.
    """
    accel = extension()
    if accel is None:
        return None
    rules = [(form, True, ASKED) for form in forms]
    rules += [(Affix(name, "", True), True, 0) for name in skipped]
    try:
        fd = os.open(root, os.O_RDONLY)
    except OSError:
        return None
    try:
        segments, noted = accel.read(
            fd,
            (False, False, False, False, 0, _ROOM, cores(), 0, depth, most),
            chained(rules),
            ([], [], []),
            [(b"", -1, 1, -1)],
            lambda state, hits: 0,
        )
    finally:
        os.close(fd)
    if sum(entries for _, (entries, *_), _ in noted) > most or any(parts[_ODD] for parts, *_ in noted):
        return None
    columns = Columns()
    columns.take(segments)
    return [
        (columns.join(row, name), is_directory == 1)
        for parts, *_ in noted
        for row, is_directory, name in records(parts[_FOUND], 0)
    ]
