"""Hints: places where something may have changed."""

from __future__ import annotations

from typing import NamedTuple


class Hints(NamedTuple):
    """Hints, not facts: what is true is seen when the directories are listed again.

    directories: in which something happened. gone: directories that were removed, moved, or made, so that
    nothing known of them holds. everything: anything may have happened. decides: a file that says what is
    built or kept out may have changed. Paths are relative to the context.
    """

    directories: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    everything: bool = False
    decides: bool = False

    def __bool__(self) -> bool:
        return bool(self.directories or self.gone or self.everything or self.decides)
