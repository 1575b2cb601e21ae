"""The command line in a real terminal (a pty), which a test types into and reads from."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 600
"""Only so that a test that hangs ends at all."""


class Terminal:
    """A running command. shown: all that it has written so far, colors and all."""

    def __init__(self, process: subprocess.Popen[bytes], fd: int) -> None:
        self.process, self._fd, self.shown = process, fd, ""

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._fd, keys.encode())

    def until(self, text: str) -> str:
        """Read until a text appears; return what came up to its end, and forget it."""
        while text not in self.shown:
            assert self._read(), f"{text!r} never came: {self.shown[-2000:]!r}"
        found, _, self.shown = self.shown.partition(text)
        return found + text

    def end(self) -> int:
        """Read all that is left, and return the status."""
        while self._read():
            pass
        return self.process.wait(SECONDS)

    def drain(self) -> None:
        """Read what is there already."""
        while select.select([self._fd], [], [], 0.05)[0] and self._read():
            pass

    def is_echoing(self) -> bool:
        """Return whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._fd)[3] & termios.ECHO)

    def _read(self) -> bool:
        if not select.select([self._fd], [], [], SECONDS)[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # the other end is closed
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)


def _take_terminal() -> None:
    """For a new process: Ctrl-C reaches it, also where the tests run in the background of a script."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def in_terminal(
    *words: str | Path, cwd: Path, rows: int = 24, columns: int = 80, env: dict[str, str] | None = None
) -> Iterator[Terminal]:
    """Run `ctxtrim WORDS` in a terminal of this size."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    here = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(here), "TERM": "xterm-256color", **(env or {})}
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"):
        if name not in (env or {}):
            environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-m", "ctxtrim", *words],
        cwd=cwd,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_terminal,
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(ours)
