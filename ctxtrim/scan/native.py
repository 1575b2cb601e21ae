"""How does one talk to the accelerator in C, if it is there?"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType

from ctxtrim.scan.rule_tables import Affix

ASKED = -1
_MOST_CORES = 4
_RECORD = struct.Struct("=iQ")
Keyed = list[tuple[bytes, int]]
Lettered = list[tuple[int, int]]
Chained = tuple[bytes, bytes, bool, bool, int, int]
Rules = tuple[list[Chained], Keyed, Keyed, Lettered, Lettered]


def extension() -> ModuleType | None:
    """The extension, if it was built and is wanted."""
    if os.environ.get("CTXTRIM_PURE"):
        return None
    try:
        return import_module("ctxtrim._accel")
    except ImportError:
        return None


def cores() -> int:
    """How many this process may use, and should: more of them only wait for each other."""
    affinity = getattr(os, "sched_getaffinity", None)
    return min(len(affinity(0)) if affinity else os.cpu_count() or 1, _MOST_CORES)


def chained(rules: Iterable[tuple[Affix, bool, int]]) -> Rules:
    """Rules (name, is that sure, pattern) in chains, each naming the next; by name, ending and letter where
    one begins.
    """
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
    """(row, value, name) of what C noted; rows of its own begin at `offset`."""
    at = 0
    while at < len(data):
        row, value = _RECORD.unpack_from(data, at)
        end = data.index(b"\0", at + 12)
        yield row + offset if row >= 0 else -2 - row, value, os.fsdecode(data[at + 12 : end])
        at = end + 1
