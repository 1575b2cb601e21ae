"""Directories listed in C: the paths of what arrives below them, as chunks of bytes, in byte order."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

from ctxtrim.matching.verdict import Verdict
from ctxtrim.scan.native import extension
from ctxtrim.scan.native_states import answers, is_text, number_of, rules_for
from ctxtrim.scan.scan_disk import ScanDisk
from ctxtrim.scan.scope import Scope
from ctxtrim.scan.verdict_states import Judge, State

_FORMATS = {"fifo": stat.S_IFIFO, "socket": stat.S_IFSOCK}
_DEVICES = (stat.S_IFCHR, stat.S_IFBLK)


class Chunks(NamedTuple):
    """What C lists of one directory: NUL-ended paths, or (path, state) of a directory that is left to Python.

    scope: the rules that bear there and on everything below.
    """

    scope: Scope
    found: Iterator[bytes | tuple[bytes, int]]


class FastLister:
    """Lists directories below which one set of tables decides."""

    def __init__(self, disk: ScanDisk, judge: Judge, accel: ModuleType) -> None:
        self._disk, self._judge, self._accel = disk, judge, accel
        ruleset = judge.ruleset
        self._always = ruleset.enters("\0", Verdict(False))
        dropped = [kind for kind, fate in ruleset.dialect.specials.items() if fate == "dropped"]
        formats = [_FORMATS[kind] for kind in dropped if kind in _FORMATS]
        formats += _DEVICES if "device" in dropped else ()
        self._dropped = sum(1 << (form >> 12) for form in formats)

    def below(self, path: str, state: State, scope: Scope) -> Chunks | None:
        """Return the listing of a directory, None where Python has to look. state: its own."""
        if "\n" in path or not scope.is_settled or not is_text(path):
            return None
        tables = scope.rules_at(0).tables
        if tables.everything or len(path.encode()) > self._disk.room:
            return None
        if not self._always and self._judge.ruleset.enters(path, Verdict(False)):
            return None
        rules, answer = rules_for(tables, frozenset()), answers(self._judge, tables)
        found = self._accel.list(
            self._disk.root,
            rules,
            path.encode(),
            number_of(state),
            answer,
            always=self._always,
            room=self._disk.room,
            dropped=self._dropped,
        )
        return Chunks(scope, found)


def fast_lister(disk: ScanDisk, judge: Judge) -> FastLister | None:
    """Return a lister in C; None where it was not built, or tables do not decide."""
    accel = extension() if disk.is_on_disk and judge.by_tables and not judge.by_depth else None
    return FastLister(disk, judge, accel) if accel else None
