"""The unit of work of a scan: one directory still to read."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.scan.asked_paths import AskedPaths
from ctxtrim.scan.scope import Scope
from ctxtrim.scan.verdict_states import State
from ctxtrim.scan.weight import Weight


class Job(NamedTuple):
    """A directory still to read. parent: its parent's row. kind: as in Columns. weight: its own.

    state: None below a directory that is excluded and not entered; there everything is only counted,
    without a row, and nothing else of the job is set. asked: of a directory that only leads to what a
    build asks for, of which nothing else counts.
    """

    path: str
    parent: int
    state: State | None
    scope: Scope
    kind: int = -1
    weight: Weight = Weight(0, 0, 0)
    asked: AskedPaths | None = None
