"""`ctxtrim fix --interactive`, answered in a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted
from tests.terminal import Terminal, in_terminal

FILES: dict[str, str | int] = {
    "Dockerfile": "FROM scratch\nCOPY main.go /\n",
    "main.go": "x",
    ".dockerignore": "mine\n",
    "a/node_modules/x": 3000,
    "b/x.py": "",
    "b/__pycache__/x.pyc": 2000,
    "c/.DS_Store": 1000,
}
ASK = "[q]uit: "


def answer(terminal: Terminal, *answers: str) -> list[str]:
    """What was shown before each question."""
    shown = []
    for word in answers:
        shown.append(terminal.until(ASK))
        terminal.type(word + "\n")
    return shown


def rules(context: Path) -> list[str]:
    return [
        line for line in (context / ".dockerignore").read_text().splitlines() if line[:1] not in ("#", "")
    ]


def test_each_rule_comes_with_its_gain_and_its_reason(tmp_path: Path) -> None:
    with in_terminal("fix", "-i", cwd=planted(tmp_path, FILES)) as terminal:
        first, second, third = answer(terminal, "y", "n", "y")
        assert terminal.end() == 0
    assert "1/3" in first and "**/node_modules" in first and "3kB" in first and "Node packages" in first
    assert "2/3" in second and "**/__pycache__" in second
    assert "3/3" in third
    assert rules(tmp_path) == ["mine", "**/node_modules", "**/.DS_Store"]


def test_never_is_recorded_and_sticks(tmp_path: Path) -> None:
    planted(tmp_path, {**FILES, "ctxtrim.toml": "# ours\ntop = 5\n"})
    with in_terminal("fix", "-i", cwd=tmp_path) as terminal:
        answer(terminal, "never", "yes", "no")
        assert "ctxtrim.toml: skip node-modules from now on." in terminal.until("from now on.")
        assert terminal.end() == 0
    assert (tmp_path / "ctxtrim.toml").read_text() == '# ours\ntop = 5\nskip = ["node-modules"]\n'
    assert rules(tmp_path) == ["mine", "**/__pycache__"]
    again = ctxtrim("fix", "--print", cwd=tmp_path)
    assert b"node_modules" not in again.stdout and b".DS_Store" in again.stdout


def test_quit_leaves_the_rest(tmp_path: Path) -> None:
    with in_terminal("fix", "--interactive", cwd=planted(tmp_path, FILES)) as terminal:
        answer(terminal, "y", "q")
        assert terminal.end() == 0
    assert rules(tmp_path) == ["mine", "**/node_modules"]


@pytest.mark.parametrize("keys", ["\x03", "\x04"], ids=["Ctrl-C", "end of input"])
def test_who_leaves_at_once_has_changed_nothing(tmp_path: Path, keys: str) -> None:
    with in_terminal("fix", "-i", cwd=planted(tmp_path, FILES)) as terminal:
        terminal.until(ASK)
        terminal.type(keys)
        assert terminal.end() == (130 if keys == "\x03" else 0)
    assert (tmp_path / ".dockerignore").read_text() == "mine\n"
    assert not (tmp_path / "ctxtrim.toml").exists()


def test_another_word_is_asked_again_with_the_meanings(tmp_path: Path) -> None:
    with in_terminal("fix", "-i", cwd=planted(tmp_path, FILES)) as terminal:
        answer(terminal, "?")
        assert "never: not now, and `skip` in the configuration" in terminal.until(ASK)
        terminal.type("q\n")
        assert terminal.end() == 0


def test_without_a_terminal_nobody_is_asked(tmp_path: Path) -> None:
    run = ctxtrim("fix", "-i", cwd=planted(tmp_path, FILES))
    assert run.returncode == 2 and b"--interactive asks on a terminal, and this is none" in run.stderr
    assert (tmp_path / ".dockerignore").read_text() == "mine\n"
