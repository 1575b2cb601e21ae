"""What `fix` or `init` has written needs no further fix, and a more cautious one later takes nothing back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctxtrim.cli import main
from sample_projects import make as maker
from tests.commandline import planted

FIRST = [
    ["fix", "--write"],
    ["fix", "--unsafe", "--write"],
    ["init", "--write"],
    ["init", "--unsafe", "--write"],
]
WORDS = [" ".join(words[:-1]) for words in FIRST]


def ran(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], standalone_mode=False)
    assert result.exception is None, result.output
    return result.return_value, result.output


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[..., Path]:
    """name -> a new sample; without its ignore files for a first `init`."""

    def make(name: str, words: list[str]) -> Path:
        maker.make(name, tmp_path / name)
        if words[0] == "init":
            for file in [
                *(tmp_path / name).rglob(".dockerignore"),
                *(tmp_path / name).rglob("*.dockerignore"),
            ]:
                file.unlink(missing_ok=True)
        return tmp_path / name

    return make


def state(context: Path) -> dict[str, bytes]:
    files = [*context.rglob("*.dockerignore"), *context.rglob("*.containerignore")]
    return {os.fspath(file): file.read_bytes() for file in files}


@pytest.mark.parametrize("words", FIRST, ids=WORDS)
@pytest.mark.parametrize("name", maker.samples())
def test_a_second_run_has_nothing_to_do(name: str, words: list[str], fresh: Callable[..., Path]) -> None:
    context = fresh(name, words)
    assert ran(*words, context)[0] == 0
    written = state(context)
    again = [["fix", "--write"]]
    again += [["fix", "--unsafe", "--write"]] if "--unsafe" in words else []
    for repeated in again:
        status, output = ran(*repeated, context)
        assert status == 0 and ("nothing to do" in output or "nothing to add" in output), output
    assert state(context) == written


def test_rules_of_an_unsafe_run_stay_until_they_are_skipped(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", "docs/x.rst": "x", ".gitignore": "y\n"}
    context = planted(tmp_path / "c", files)
    assert ran("fix", "--unsafe", "--write", context)[0] == 0
    assert "\ndocs\n" in (context / ".dockerignore").read_text()
    assert ran("fix", context)[0] == 0
    status, output = ran("fix", "--skip", "docs-directory", context)
    assert (status, "\n-docs\n" in output) == (1, True)


def test_a_rule_goes_when_a_build_comes_to_need_what_it_keeps_out(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", "docs/x.rst": "x"}
    context = planted(tmp_path / "c", files)
    assert ran("fix", "--unsafe", "--write", context)[0] == 0
    (context / "Dockerfile").write_text("FROM scratch\nCOPY . /\nCOPY docs /docs\n")
    status, output = ran("fix", context)
    assert (status, "\n-docs\n" in output) == (1, True)
