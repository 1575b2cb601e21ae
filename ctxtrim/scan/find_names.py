"""Paths near the root of a folder whose names have certain forms, where the accelerator can tell."""

from __future__ import annotations

import os
from collections.abc import Collection

from ctxtrim import filesystem
from ctxtrim.scan.columns import Columns
from ctxtrim.scan.native import ASKED, chained, cores, extension, records
from ctxtrim.scan.rule_tables import Affix

_ROOM = 3_000
"""Bytes of a path that every system opens."""


def named(
    root: str, forms: Collection[Affix], skipped: Collection[str], depth: int, most: int
) -> list[tuple[str, bool]] | None:
    """Return the paths, relative to `root`, of what has one of these names, and whether it is a directory.

    depth: directories are entered so deep, but those called as in `skipped`. Links are not followed. None
    without the accelerator, for a source, above `most` entries, and where something is out of the ordinary:
    a directory that cannot be read, a name that is no UTF-8.
    """
    accel = extension()
    if accel is None or filesystem.source_at(filesystem.realpath(root)):
        return None
    rules = [(form, True, ASKED) for form in forms]
    rules += [(Affix(name, "", True), True, 0) for name in skipped]
    if (fd := _opened(root)) < 0:
        return None
    try:
        segments, noted = accel.read(
            fd,
            chained(rules),
            ([], [], []),
            [(b"", -1, 1, -1)],
            lambda state, hits: 0,
            room=_ROOM,
            threads=cores(),
            near=depth,
            most=most,
        )
    finally:
        os.close(fd)
    if sum(thread["files"] for thread in noted) > most or any(thread["odd"] for thread in noted):
        return None
    columns = Columns()
    columns.take(segments)
    return [
        (columns.join(row, name), is_directory == 1)
        for thread in noted
        for row, is_directory, name in records(thread["found"], 0)
    ]


def _opened(root: str) -> int:
    """Return a descriptor of a folder, -1 where it cannot be opened."""
    try:
        return os.open(root, os.O_RDONLY)
    except OSError:
        return -1
