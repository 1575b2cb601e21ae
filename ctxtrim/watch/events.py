"""Sources of events: the kernel, the observer of another system, or polling.

A source watches the directories it is told to and gathers hints until they are taken.
"""

from __future__ import annotations

import errno
import sys
import threading
from time import monotonic
from typing import Protocol

from ctxtrim.watch import limits
from ctxtrim.watch.hints import Hints
from ctxtrim.watch.notebook import Decides


class Source(Protocol):
    """failure: why no more events come, a sentence, or ""."""

    failure: str

    @property
    def last(self) -> float:
        """When the last event came (monotonic)."""

    def add(self, directory: str) -> None:
        """Watch a directory (absolute), not what is below it."""

    def drop(self, directory: str) -> None:
        """Watch it no longer."""

    def wait(self, seconds: float) -> bool:
        """Wait for a first hint, at most so long (seconds); return whether there are any."""

    def take(self) -> Hints:
        """The hints so far; they are forgotten."""

    def close(self) -> None:
        """End threads, give back watches."""


class Polling:
    """No events: every few seconds everything that is held is listed again. pause: how many."""

    def __init__(self, pause: float) -> None:
        self.failure = ""
        self.last = 0.0
        self.pause = pause
        self._next = monotonic() + pause

    def add(self, directory: str) -> None:
        """See Source: nothing to do."""

    def drop(self, directory: str) -> None:
        """See Source: nothing to do."""

    def wait(self, seconds: float) -> bool:
        """See Source."""
        left = self._next - monotonic()
        threading.Event().wait(max(0.0, min(seconds, left)))
        return monotonic() >= self._next

    def take(self) -> Hints:
        """See Source."""
        self._next = monotonic() + self.pause
        return Hints(everything=True)

    def close(self) -> None:
        """See Source."""


def open_source(root: str, decides: Decides) -> tuple[Source | None, str]:
    """The best source of events that this system has; None, and why, if it has none left."""
    if not sys.platform.startswith("linux"):
        from ctxtrim.watch.observed import Observed

        return Observed(root, decides), ""
    from ctxtrim.watch.inotify import Inotify

    try:
        return Inotify(root, decides), ""
    except OSError as error:
        if error.errno != errno.EMFILE:
            return None, f"inotify: {error.strerror or error}"
        return None, limits.used_up(limits.INSTANCES, 0)
