"""The loop of a watch: report changes until it is to end."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from ctxtrim.model.watch_event import Moment
from ctxtrim.watch.events import Polling
from ctxtrim.watch.live import Session
from ctxtrim.watch.screens import Screen

_BUSY, _IDLE = 0.1, 1.0


class Part(Protocol):
    """Does something after a change, in its own time."""

    def see(self, moment: Moment) -> None:
        """Hear of a moment."""

    def act(self, session: Session, screen: Screen) -> Moment | None:
        """Do what is due; what there is to tell of it."""

    def is_busy(self) -> bool:
        """Return whether it wants to act soon."""

    def close(self) -> None:
        """End what it has begun."""


def run(session: Session, screen: Screen, parts: Sequence[Part], ends: str = "Ctrl-C ends") -> None:
    """Watch until Ctrl-C (or SIGTERM). ends: says how to end it, and what else keys do."""
    try:
        with _ended_by_sigterm():
            while True:
                _once(session, screen, parts, ends)
    except KeyboardInterrupt:
        pass
    finally:
        for part in parts:
            part.close()
        screen.close()


def _once(session: Session, screen: Screen, parts: Sequence[Part], ends: str) -> None:
    moments = [session.next(_BUSY if any(part.is_busy() for part in parts) else _IDLE)]
    moments += [part.act(session, screen) for part in parts]
    for moment in moments:
        if moment is not None:
            screen.show(moment, _state(session, ends))
            for part in parts:
                part.see(moment)
    screen.tick()


def _state(session: Session, ends: str) -> str:
    source = session.source
    if isinstance(source, Polling):
        return f"looking every {source.pause:.3g} s · {ends}"
    return f"watching · {ends}"


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # only the main thread may ask for signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
