"""A sign of life on a terminal, and nothing anywhere else."""

from __future__ import annotations

import io
import signal
import time

import pytest

from ctxtrim.cli import progress
from ctxtrim.cli.progress import telling


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_FIRST", 0.05)
    monkeypatch.setattr(progress, "_THEN", 0.02)


@pytest.mark.timeout(0)  # its limit is an alarm signal too
def test_a_terminal_is_told_and_cleaned() -> None:
    terminal = Terminal()
    with telling("reading", terminal):
        while "\rreading" not in terminal.getvalue():
            time.sleep(0.01)
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.timeout(0)
def test_what_is_quick_is_not_mentioned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_FIRST", 3000)
    terminal = Terminal()
    with telling("reading", terminal):
        pass
    assert terminal.getvalue() == ""


@pytest.mark.timeout(0)
def test_a_pipe_is_told_nothing() -> None:
    pipe = io.StringIO()
    with telling("reading", pipe):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert pipe.getvalue() == ""


@pytest.mark.timeout(0)
def test_the_alarm_is_given_back_after_an_error() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(ValueError, match="oops"), telling("reading", Terminal()):
        raise ValueError("oops")
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.timeout(0)
def test_another_thread_is_told_nothing() -> None:
    import threading

    terminal, timers = Terminal(), list[tuple[float, float]]()

    def work() -> None:
        with telling("reading", terminal):
            timers.append(signal.getitimer(signal.ITIMER_REAL))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert timers == [(0.0, 0.0)]
    assert terminal.getvalue() == ""
