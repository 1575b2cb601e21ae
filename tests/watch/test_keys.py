"""The keys of the live view, pressed in a real terminal."""

from __future__ import annotations

import os
from pathlib import Path

from tests.commandline import planted
from tests.terminal import Terminal, in_terminal

FILES: dict[str, str | int] = {
    "Dockerfile": "FROM scratch\nCOPY . /\n",
    "main.go": "x",
    ".dockerignore": "mine\n",
    "a/node_modules/x": 3_000_000,
}
LEGEND = "q quit"


def quit_by_key(terminal: Terminal) -> None:
    terminal.type("q")
    assert terminal.end() == 0


def test_q_ends_it_and_the_terminal_is_as_before(tmp_path: Path) -> None:
    with in_terminal("watch", cwd=planted(tmp_path, FILES)) as terminal:
        terminal.until(LEGEND)
        terminal.type("zq")
        assert terminal.end() == 0
        assert "\x1b[?25h" in terminal.shown, "the cursor is hidden"


def test_keys_are_not_echoed_and_echo_comes_back(tmp_path: Path) -> None:
    with in_terminal("watch", cwd=planted(tmp_path, FILES)) as terminal:
        terminal.until(LEGEND)
        terminal.type("w")
        terminal.until("why: ")
        assert not terminal.is_echoing()
        terminal.type("\x1bq")
        while terminal.process.poll() is None:
            terminal.drain()
        assert terminal.is_echoing()


def test_f_shows_what_it_would_write_and_f_again_writes_it(tmp_path: Path) -> None:
    with in_terminal("watch", cwd=planted(tmp_path, FILES), columns=120) as terminal:
        terminal.until(LEGEND)
        terminal.type("f")
        assert "**/node_modules" in terminal.until("f again writes it.")
        assert (tmp_path / ".dockerignore").read_text() == "mine\n"
        terminal.type("f")
        terminal.until("takes it back.")
        assert "**/node_modules" in (tmp_path / ".dockerignore").read_text()
        terminal.until("since the start")
        quit_by_key(terminal)


def test_w_explains_a_path(tmp_path: Path) -> None:
    with in_terminal("watch", cwd=planted(tmp_path, FILES)) as terminal:
        terminal.until(LEGEND)
        terminal.type("wmaim\x7fn.go\r")
        terminal.until("why: main.go")
        terminal.until("Dockerfile:2")
        quit_by_key(terminal)


def test_o_opens_the_report(tmp_path: Path) -> None:
    context = planted(tmp_path / "c", FILES)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    env = {"BROWSER": f"{browser} %s", "XDG_STATE_HOME": str(tmp_path / "state")}
    with in_terminal("watch", cwd=context, columns=200, env=env) as terminal:
        terminal.until(LEGEND)
        terminal.type("o")
        terminal.until("report: ")
        quit_by_key(terminal)
    page = next((tmp_path / "state/ctxtrim/report").iterdir())
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert (tmp_path / "opened").read_text() == f"file://{page}\n"
    assert sorted(os.listdir(context)) == sorted({name.split("/")[0] for name in FILES})


def test_the_configuration_is_read_again(tmp_path: Path) -> None:
    with in_terminal("watch", cwd=planted(tmp_path, FILES), columns=120) as terminal:
        assert "CT103" in terminal.until(LEGEND) + terminal.until("ready")
        (tmp_path / "ctxtrim.toml").write_text("not toml\n")
        terminal.until("ctxtrim.toml: not TOML")
        (tmp_path / "ctxtrim.toml").write_text('ignore = ["CT1"]\n')
        assert "CT103" not in terminal.until("The configuration has changed.").rpartition("not TOML")[2]
        quit_by_key(terminal)
