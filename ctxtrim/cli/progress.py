"""A progress line on a terminal, once something takes longer than a second."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

_FIRST, _THEN = 1.0, 0.2
_SPINNER = "|/-\\"


@contextmanager
def telling(what: str, stream: TextIO | None = None) -> Iterator[None]:
    """While the block runs: "what … 3 s" on `stream` (standard error), gone again at its end.

    Only on a terminal, and where the system has interval timers (not on Windows). What is read needs no
    hooks for it: the signal is handled between two instructions, and no forked child inherits the timer.
    """
    out = stream or sys.stderr
    if not out.isatty() or not hasattr(signal, "setitimer"):
        yield
        return
    started = monotonic()
    shown = 0

    def tell(*_: object) -> None:
        nonlocal shown
        shown += 1
        seconds = monotonic() - started
        out.write(f"\r{what} {_SPINNER[shown % 4]} {seconds:.0f} s\x1b[K")
        out.flush()

    try:
        before = signal.signal(signal.SIGALRM, tell)
    except ValueError:  # only the main thread may ask for signals
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, _FIRST, _THEN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if shown:
            out.write("\r\x1b[K")
            out.flush()
