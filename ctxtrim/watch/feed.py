"""Hints from the best source that works: events first, then polling."""

from __future__ import annotations

import time
from collections.abc import Callable

from ctxtrim.model.watch_event import Moment
from ctxtrim.watch.events import Polling, Source, open_source
from ctxtrim.watch.hints import Hints
from ctxtrim.watch.names import may_decide
from ctxtrim.watch.plan import Plan

_DUTY = 20
"""Polling rests this many times as long as it works."""


class Feed:
    """The source of hints for one context. root: absolute, no link. pause: seconds between two looks.

    notes: moments that tell of a change of means. plan: what decides and is watched besides.
    """

    def __init__(self, root: str, poll: bool, pause: float) -> None:
        self._root, self._pause = root, pause
        self.plan = Plan()
        self.notes: list[Moment] = []
        self._signature: object = None
        self.source: Source = Polling(pause)
        if not poll:
            source, why = open_source(root, self._decides)
            if source:
                self.source = source
            else:
                self._say(why)

    def close(self) -> None:
        """End threads, give back watches."""
        self.source.close()

    def announce(self, directory: str) -> None:
        """Watch a directory of the context from now on."""
        self.source.add(self._absolute(directory))

    def dismiss(self, directory: str) -> None:
        """Watch it no longer, unless the plan wants it."""
        path = self._absolute(directory)
        if path not in self.plan.folders:
            self.source.drop(path)

    def follow(self, new: Plan, holds: Callable[[str], bool]) -> bool:
        """Watch what a plan names; return whether it holds anything that was not watched before.

        holds: tells whether a directory of the context is watched for its own sake.
        """
        old, self.plan = self.plan, new
        for folder in old.folders - new.folders:
            if not holds(folder.removeprefix(self._root.rstrip("/") + "/")):
                self.source.drop(folder)
        unknown = new.folders - old.folders - {self._root}
        for folder in unknown:
            self.source.add(folder)
        if isinstance(self.source, Polling) and new.files != old.files:
            self._signature = new.signature()
            return True
        return bool(unknown)

    def has_failed(self) -> bool:
        """Return whether the source has failed; then another one has taken its place, and `notes` tells."""
        why = self.source.failure
        if why:
            self.source.close()
            self.source = Polling(self._pause)
            self._say(why)
        return bool(why)

    def take(self) -> Hints:
        """The hints so far. Where events were lost, or there are none, the plan's files are looked at."""
        hints = self.source.take()
        if hints.everything:
            signature = self.plan.signature()
            hints = hints._replace(decides=hints.decides or signature != self._signature)
            self._signature = signature
        return hints

    def worked(self, seconds: float) -> None:
        """A look has taken so long; polling must not do nothing else."""
        if isinstance(self.source, Polling):
            self.source.pause = max(self._pause, _DUTY * seconds)

    def _decides(self, directory: str, name: str) -> bool:
        return may_decide(name) or self.plan.decides(directory, name)

    def _absolute(self, directory: str) -> str:
        return f"{self._root.rstrip('/')}/{directory}" if directory else self._root

    def _say(self, why: str) -> None:
        note = f"{why}. Looking every {self._pause:g} s instead."
        self.notes.append(Moment("note", note=note, when=time.time()))
