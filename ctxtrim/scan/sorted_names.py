"""Sort the names of a directory, also where there are too many of them to hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator


def in_order(listed: Callable[[], Iterable[list[str]]], most: int) -> Iterator[list[str]]:
    """A directory's names in byte order, in parts of `most` names, the last one of fewer.

    listed: lists the directory, some names at a time. It is called anew for each part, so that few more names
    are held than `most`, or than a chunk has.
    """
    last: str | None = None
    while True:
        part, left_some = _smallest(listed(), last, most)
        last = part[-1] if left_some else None
        yield part
        if last is None:
            return
        del part


def sort_by_bytes(names: list[str]) -> None:
    """Sort as the bytes of the names sort."""
    names.sort(key=None if "".join(names).isascii() else os.fsencode)


def _smallest(chunks: Iterable[list[str]], last: str | None, most: int) -> tuple[list[str], bool]:
    """The `most` first names of those behind `last`, sorted, and whether there are more."""
    part: list[str] = []
    left_some = False
    for chunk in chunks:
        if last is not None:
            chunk = _compared(chunk, last, 1)
        for at in range(0, len(chunk), most):
            part += (
                _compared(chunk[at : at + most], part[most - 1], -1) if left_some else chunk[at : at + most]
            )
            if len(part) >= most * 5 // 4 + 1:
                sort_by_bytes(part)
                del part[most:]
                left_some = True
    sort_by_bytes(part)
    left_some |= len(part) > most
    del part[most:]
    return part, left_some


def _compared(names: list[str], edge: str, sign: int) -> list[str]:
    """Those of the names that come before (sign -1) or behind (1) an edge."""
    if not ("".join(names) + edge).isascii():
        bound = os.fsencode(edge)
        return [name for name in names if (os.fsencode(name) > bound) - (os.fsencode(name) < bound) == sign]
    if sign < 0:
        return [name for name in names if name < edge]
    return [name for name in names if name > edge]
