"""Notes written in one thread and taken in another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from ctxtrim.watch.hints import Hints

Decides = Callable[[str, str], bool]
"""(directory, base name) -> may this file decide which builds there are, or what they keep out?"""


class Notebook:
    """What a source has noted, under a lock. root: the context; hints are relative to it."""

    def __init__(self, root: str, decides: Decides) -> None:
        self._prefix, self._decides = root.rstrip("/") + "/", decides
        self._lock = threading.Lock()
        self._noted = threading.Event()
        self._clear()
        self.last = 0.0

    def note(self, directory: str, name: str = "", is_gone: bool = False) -> None:
        """Something happened to `name` in a directory (absolute), or to the directory itself.

        is_gone: it was removed, moved or made, and is a directory.
        """
        inside = self._inside(directory)
        path = f"{inside}/{name}" if inside and name else name or inside
        with self._lock:
            self.last = monotonic()
            if self._decides(directory, name):
                self._deciding = True
            elif inside is None:
                return
            if inside is not None:
                self._directories.add(inside)
                if is_gone and path is not None:
                    self._gone.add(path)
        self._noted.set()

    def note_everything(self) -> None:
        """Events were lost: anything may have happened."""
        with self._lock:
            self.last = monotonic()
            self._everything = True
        self._noted.set()

    def wake(self) -> None:
        """Let a wait end."""
        self._noted.set()

    def wait(self, seconds: float) -> bool:
        """See Source."""
        return self._noted.wait(seconds)

    def take(self) -> Hints:
        """See Source."""
        with self._lock:
            self._noted.clear()
            hints = Hints(
                frozenset(self._directories), frozenset(self._gone), self._everything, self._deciding
            )
            self._clear()
        return hints

    def _clear(self) -> None:
        self._directories: set[str] = set()
        self._gone: set[str] = set()
        self._everything = self._deciding = False

    def _inside(self, directory: str) -> str | None:
        if directory.startswith(self._prefix):
            return directory[len(self._prefix) :]
        return "" if directory + "/" == self._prefix or directory == self._prefix else None
