"""`ctxtrim watch` as it is run: lines, JSON lines, Ctrl-C, pipes that close, a real terminal."""

from __future__ import annotations

import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from ctxtrim.model.context import Request
from tests.watch.driving import WORKING, fresh, interruptible, plant
from tests.watch.soak import _OWN_KEYS, Watch, is_flat, soak

_HERE = pathlib.Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    return plant(tmp_path / "context", WORKING)


@pytest.fixture(autouse=True)
def nothing_is_left_running() -> Iterator[None]:
    yield
    while _started:
        process = _started.pop()
        if process.poll() is None:
            process.kill()
            process.wait()


_started: list[subprocess.Popen[bytes]] = []


def _start(root: pathlib.Path, *options: str, **how: Any) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "ctxtrim", "watch", str(root), *options]
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "preexec_fn": interruptible, **how}
    _started.append(subprocess.Popen(words, cwd=_HERE, **how))
    return _started[-1]


def _line(process: subprocess.Popen[bytes], seconds: float = 3000) -> str:
    assert process.stdout
    assert select.select([process.stdout], [], [], seconds)[0], "not a word"
    return process.stdout.readline().decode()


def test_json_lines_begin_with_ready_and_hold_the_whole_audit(root: pathlib.Path) -> None:
    watch = Watch(root)
    try:
        ready = watch.next(3000)
        assert ready and next(iter(ready)) == "event"
        assert (ready["event"], ready["schema"]) == ("ready", "ctxtrim.watch/1")
        (root / "src/new.py").write_text("x" * 10)
        changed = watch.next(3000)
        assert changed and changed["event"] == "changed"
        assert changed["paths"] == ["src/new.py"]
        assert changed["growth"][0]["next_build_layers"] == ["Dockerfile:2: COPY src", "Dockerfile:3: COPY ."]
        audit = fresh(Request(str(root)))
        assert {k: v for k, v in changed.items() if k not in (*_OWN_KEYS, "findings")} == {
            k: v for k, v in audit.items() if k not in ("schema", "findings")
        }
    finally:
        assert watch.end() == 0


def test_a_line_for_each_change_in_a_pipe(root: pathlib.Path) -> None:
    process = _start(root)
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d  watching .*: .* in 5 files eligible; Dockerfile is sent .*\n", _line(process)
    )
    (root / "src/new\x1b[31m.py").write_text("x" * 10)
    line = _line(process)
    assert "6 files eligible (+10B): src/new\\x1b[31m.py +10B" in line
    assert "the next build transfers 10B and runs again Dockerfile:2: COPY src" in line
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=3600)
    assert (process.returncode, out, err) == (0, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_it_ends_cleanly(root: pathlib.Path, number: signal.Signals, form: str) -> None:
    process = _start(root, "--format", form)
    _line(process)
    process.send_signal(number)
    _, err = process.communicate(timeout=3600)
    assert (process.returncode, err) == (0, b"")


def test_it_ends_in_the_midst_of_a_storm(root: pathlib.Path) -> None:
    process = _start(root)
    _line(process)
    for number in range(300):
        plant(root, {f"src/d{number}/f": "x"})
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=3600)
    assert (process.returncode, err) == (0, b"")


def test_a_reader_that_has_seen_enough(root: pathlib.Path) -> None:
    process = _start(root)
    _line(process)
    assert process.stdout
    process.stdout.close()
    assert process.wait(3000) in (1, 141)  # click ends with 1 where a pipe is closed
    assert process.stderr and process.stderr.read() == b""


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--thorough"], "add --write"),
        (["--interval", "0"], "--interval"),
        (["--builder", "nonesuch"], "no such builder"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    root: pathlib.Path, options: list[str], sentence: str
) -> None:
    process = _start(root, *options)
    out, err = process.communicate(timeout=3600)
    assert (process.returncode, out) == (2, b"")
    assert sentence in err.decode()
    assert err.count(b"\n") == 1


def test_what_cannot_be_watched_is_said_at_once(tmp_path: pathlib.Path) -> None:
    process = _start(tmp_path / "absent")
    out, err = process.communicate(timeout=3600)
    assert (process.returncode, out) == (2, b"")
    assert b"no such directory" in err


class Terminal:
    """A command on a terminal of its own, and what it has written so far."""

    def __init__(self, root: pathlib.Path, *options: str) -> None:
        self._end, other = pty.openpty()
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
        self.process = _start(root, *options, stdin=other, stdout=other, stderr=other, env=env)
        os.close(other)
        self.text = ""

    def until(self, words: str) -> None:
        while words not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.text):
            if select.select([self._end], [], [], 0.1)[0]:
                self.text += os.read(self._end, 65536).decode("utf-8", "replace")

    def finish(self) -> int:
        self.process.send_signal(signal.SIGINT)
        while self.process.poll() is None:
            if select.select([self._end], [], [], 0.1)[0]:
                try:
                    self.text += os.read(self._end, 65536).decode("utf-8", "replace")
                except OSError:  # the other side is closed
                    break
        os.close(self._end)
        return self.process.wait(3000)


def test_one_view_on_a_terminal(root: pathlib.Path) -> None:
    terminal = Terminal(root)
    terminal.until("eligible")
    terminal.until("q quit")
    (root / "src/[bold]new[x].py").write_text("x" * 5000)
    terminal.until("src/[bold]new[x].py +5kB")
    terminal.until("the next build transfers 5kB")
    assert terminal.finish() == 0
    assert terminal.text.rstrip().endswith("\x1b[?25h"), "the cursor is back"


def test_a_key_in_the_context_is_told_as_it_appears(root: pathlib.Path) -> None:
    terminal = Terminal(root)
    terminal.until("ready")
    (root / "src/server.key").write_text("x" * 1000)
    terminal.until("error    CT101  src/server.key")
    terminal.until("+1kB since the start")
    assert terminal.finish() == 0


def test_json_lines_hold_the_findings(root: pathlib.Path) -> None:
    watch = Watch(root)
    try:
        assert watch.next(3000)
        (root / "src/server.key").write_text("x")
        changed = watch.next(3000)
        assert changed and ("CT101", "src/server.key") in [
            (f["rule"], f["path"]) for f in changed["findings"]
        ]
    finally:
        assert watch.end() == 0


def test_a_command_beside_the_view(root: pathlib.Path) -> None:
    terminal = Terminal(root, "--exec", "echo built")
    terminal.until("ready")
    (root / "src/new.py").write_text("x")
    terminal.until("built")
    terminal.until("echo built: done after")
    assert terminal.finish() == 0


def test_a_short_soak_is_flat_and_right(tmp_path: pathlib.Path) -> None:
    loads, is_right = soak(tmp_path / "context", 12, 150)
    assert is_flat(loads), loads
    assert is_right
