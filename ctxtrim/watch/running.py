"""Run the user's command after a change of what is sent, one run at a time."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time

from ctxtrim.model.watch_event import Moment
from ctxtrim.watch.live import Session
from ctxtrim.watch.screens import Screen, Terminal

_PATIENCE = 3.0
"""Seconds that a command has to end by itself."""
_GRACE = 3.0
"""Seconds that it has to end when it is asked to."""
_WORDS = 60


class Runner:
    """Runs a shell command; what changes meanwhile makes it run once more, when it has finished.

    Its output goes to standard error; on a live view its lines appear above.
    """

    def __init__(self, order: str) -> None:
        self._order = order
        self._is_due = False
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reading: threading.Thread | None = None

    def see(self, moment: Moment) -> None:
        """A change of what is sent makes it due."""
        self._is_due = self._is_due or (moment.event == "changed" and moment.sent_changed)

    def is_busy(self) -> bool:
        """Return whether it is running, or due."""
        return self._is_due or self._process is not None

    def act(self, session: Session, screen: Screen) -> Moment | None:
        """Start it, or tell how it ended."""
        self._pass_on(screen)
        if self._process is None:
            if self._is_due:
                self._start(isinstance(screen, Terminal))
            return None
        status = self._process.poll()
        if status is None:
            return None
        if self._reading:
            self._reading.join()
            self._pass_on(screen)
        self._process = self._reading = None
        words = self._order if len(self._order) <= _WORDS else self._order[:_WORDS] + "…"
        how = "done" if status == 0 else f"failed with status {status}"
        note = f"{words}: {how} after {time.monotonic() - self._began:.1f} s"
        return Moment("ran", note=note, when=time.time())

    def close(self) -> None:
        """Let the command end; it has heard Ctrl-C as well."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._reading:
            self._reading.join(_PATIENCE)

    def _start(self, is_shown: bool) -> None:
        self._is_due, self._began = False, time.monotonic()
        out, err = (subprocess.PIPE, subprocess.STDOUT) if is_shown else (sys.stderr.fileno(), None)
        self._process = subprocess.Popen(
            self._order, shell=True, stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        if is_shown:
            self._reading = threading.Thread(target=self._read, args=(self._process,), daemon=True)
            self._reading.start()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout:
            with process.stdout as output:
                for line in output:
                    self._lines.put(line)

    def _pass_on(self, screen: Screen) -> None:
        while True:
            try:
                line = self._lines.get_nowait()
            except queue.Empty:
                return
            screen.say(line.decode("utf-8", "replace").rstrip("\r\n"))
