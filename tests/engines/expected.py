"""What does ctxtrim say that a builder makes of a context? In the form in which the harness answers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ctxtrim.dialect import by_name
from ctxtrim.errors import CtxtrimError
from ctxtrim.ruleset import Ruleset
from ctxtrim.traverse import Arrival, arriving
from ctxtrim.walk import walk

NOBODY = 65534


class Expected(NamedTuple):
    """ok: the builder accepts the patterns. entries: path -> (kind, bytes). arrivals: the package's own."""

    ok: bool
    entries: Mapping[str, tuple[str, int]]
    arrivals: tuple[Arrival, ...] = ()


def expected(context: Path, builder: str, ignore_file: str = ".dockerignore") -> Expected:
    """The package's answer for one builder and that ignore file, which may be missing."""
    file = context / ignore_file
    try:
        ruleset = Ruleset.read(file.read_bytes() if file.exists() else b"", by_name(builder))
        arrivals = tuple(arriving(walk(str(context), ruleset), ruleset))
    except CtxtrimError:
        return Expected(False, {})
    return Expected(True, {a.entry.path: (a.kind, a.size) for a in arrivals}, arrivals)


def fate(path: str, ok: bool, entries: Mapping[str, tuple[str, int]]) -> str:
    """One word for what became of a path that held something."""
    if not ok:
        return "fails"
    kind, size = entries.get(path, ("absent", 0))
    return "emptied" if kind == "file" and not size else kind


@contextmanager
def unable(yes: bool = True) -> Iterator[None]:
    """As a user whom mode bits stop; nothing changes for one who is not root."""
    if not yes or os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
