"""What stands on the command line, as a hand expects it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxtrim.cli import SUMMARIES, complete
from ctxtrim.cli import main as command_line
from tests.commandline import ctxtrim, planted

BOLD = b"\x1b[1m"


@pytest.fixture
def context(tmp_path: Path) -> Path:
    files = {"Dockerfile": "FROM a\nCOPY a /\n", "a": "x", "web/Dockerfile": "FROM a\n", "web/b": "x"}
    return planted(tmp_path, {**files, "compose.yaml": "services: {a: {build: .}}\n", "ls/c": ""})


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ([], ["audit", "."]),
        (["."], ["audit", "."]),
        (["web"], ["audit", "web"]),
        (["--top", "3"], ["audit", "--top", "3"]),
        (["-f", "compose.yaml"], ["audit", "-f", "compose.yaml"]),
        (["web", "--format", "json"], ["audit", "web", "--format", "json"]),
        (["ls"], ["ls", "."]),
    ],
    ids=str,
)
def test_a_folder_or_an_option_means_audit(words: list[str], same: list[str], context: Path) -> None:
    short, long = ctxtrim(*words, cwd=context), ctxtrim(*same, cwd=context)
    assert (short.returncode, short.stdout, short.stderr) == (long.returncode, long.stdout, long.stderr)
    assert short.returncode == 0


@pytest.mark.parametrize(
    ("word", "hint"),
    [("adit", "did you mean 'audit'"), ("initt", "did you mean 'init'"), ("xyzzy", "no such folder either")],
)
def test_a_misspelt_command_is_answered_with_the_nearest(word: str, hint: str, context: Path) -> None:
    run = ctxtrim(word, cwd=context)
    assert (run.returncode, run.stdout) == (2, b"")
    assert f"No such command '{word}'; {hint}" in run.stderr.decode()


def test_help_lists_commands_that_are_there() -> None:
    text = ctxtrim("--help").stdout.decode()
    assert all(f"  {name} " in text for name in SUMMARIES)
    context = command_line.make_context("ctxtrim", ["--help"], resilient_parsing=True)
    assert all(command_line.get_command(context, name) for name in SUMMARIES)


@pytest.mark.parametrize(
    ("options", "environment", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "0"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
    ids=str,
)
@pytest.mark.parametrize("words", [["audit"], ["why", "a"]], ids=" ".join)
def test_color_is_as_asked(
    words: list[str], options: list[str], environment: dict[str, str], colored: bool, context: Path
) -> None:
    assert (BOLD in ctxtrim(*words, *options, cwd=context, env=environment).stdout) == colored


@pytest.mark.parametrize("shell", ["zsh", "fish", "bash"])
def test_a_completion_script_names_the_program(shell: str) -> None:
    assert b"_CTXTRIM_COMPLETE" in ctxtrim("completion", shell).stdout


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("audit --builder build", ["buildkit", "buildah", "buildkit-20.10"]),
        ("ls -f ", ["Dockerfile", "compose.yaml", "ls/", "web/"]),
        ("audit -f web/", ["web/Dockerfile"]),
        ("w", ["why", "watch"]),
    ],
)
def test_a_shell_is_offered(typed: str, offered: list[str], context: Path) -> None:
    words = f"ctxtrim {typed}"
    count = len(words.split()) - (not words.endswith(" "))
    environment = {"_CTXTRIM_COMPLETE": "zsh_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    lines = ctxtrim_completed(environment, context)
    assert lines[1::3] == offered


def ctxtrim_completed(environment: dict[str, str], context: Path) -> list[str]:
    """What the program answers to a shell; zsh gets three lines an item."""
    import os
    import subprocess
    import sys

    script = "import sys; sys.argv[0] = 'ctxtrim'; import ctxtrim.cli; ctxtrim.cli.run()"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=context, env=env, capture_output=True, timeout=3600
    )
    return run.stdout.decode().splitlines()


def test_folders_are_left_to_the_shell() -> None:
    context = command_line.make_context("ctxtrim", [], resilient_parsing=True)
    (item,) = complete.folders(context, command_line.params[0], "we")
    assert (item.value, item.type) == ("we", "dir")
