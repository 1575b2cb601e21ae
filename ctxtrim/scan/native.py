"""What goes to the accelerator in C and comes back, if it was built."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import TypedDict

from ctxtrim.scan.rule_tables import Affix

ASKED = -1
_MOST_CORES = 4
_RECORD = struct.Struct("=iQ")
Keyed = list[tuple[bytes, int]]
Lettered = list[tuple[int, int]]
Chained = tuple[bytes, bytes, bool, bool, int, int]
Rules = tuple[list[Chained], Keyed, Keyed, Lettered, Lettered]


class Noted(TypedDict):
    """What one thread noted; bytes hold `records`, but kinds (two int64 a kind) and failed (an int32 a job).

    odd: entries to weigh one by one, with the state of their directory. links: files with several names, with
    their inodes. found: names that were asked for. lost: excluded directories left to count, by path. uneven:
    names in wide directories that may not travel in two packets. own: directories that are not eligible, with
    their weights. failed: jobs that C could not open. files, bytes: excluded ones. large: (bytes, path).
    """

    odd: bytes
    links: bytes
    found: bytes
    lost: bytes
    uneven: bytes
    own: bytes
    failed: bytes
    kinds: bytes
    files: int
    entered: int
    transfer: int
    tar: int
    large: list[tuple[int, str]]
    bytes: int


def extension() -> ModuleType | None:
    """Return the extension, None if it was not built or CTXTRIM_PURE is set."""
    if os.environ.get("CTXTRIM_PURE"):
        return None
    try:
        return import_module("ctxtrim._accel")
    except ImportError:
        return None


def cores() -> int:
    """Return how many cores this process may use, at most 4: more only wait for each other."""
    affinity = getattr(os, "sched_getaffinity", None)
    return min(len(affinity(0)) if affinity else os.cpu_count() or 1, _MOST_CORES)


def chained(rules: Iterable[tuple[Affix, bool, int]]) -> Rules:
    """Chain rules (name, is that sure, pattern) for C: by name, ending and first or last letter."""
    chains: list[Chained] = []
    names, ends, starts, tails = (dict[bytes, int]() for _ in range(4))
    for name, is_sure, pattern in rules:
        prefix, suffix = name.prefix.encode(), name.suffix.encode()
        if name.is_whole:
            table, key = names, prefix
        elif b"." in suffix:
            table, key = ends, suffix[suffix.rfind(b".") :]
        elif prefix:
            table, key = starts, prefix[:1]
        else:
            table, key = tails, suffix[-1:]
        chains.append((prefix, suffix, name.is_whole, is_sure, pattern, table.get(key, -1)))
        table[key] = len(chains) - 1
    return chains, list(names.items()), list(ends.items()), _by_letter(starts), _by_letter(tails)


def _by_letter(table: dict[bytes, int]) -> Lettered:
    return [(key[0], first) for key, first in table.items()]


def records(data: bytes, offset: int) -> Iterator[tuple[int, int, str]]:
    """Yield (row, value, name) of what C noted; rows of its own begin at `offset`."""
    at = 0
    while at < len(data):
        row, value = _RECORD.unpack_from(data, at)
        end = data.index(b"\0", at + 12)
        yield row + offset if row >= 0 else -2 - row, value, os.fsdecode(data[at + 12 : end])
        at = end + 1
