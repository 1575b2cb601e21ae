"""What goes wrong is one sentence and status 2; what is merely odd is no error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted

COMMANDS = ["audit", "ls"]


def failed(*args: str | bytes | Path, cwd: Path) -> str:
    """The sentence of a run that fails; nothing else may be printed."""
    run = ctxtrim(*args, cwd=cwd)
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.count(b"\n") == 1
    return run.stderr.decode().strip()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("context", "sentence"),
    [
        pytest.param("nowhere", "nowhere: no such directory", id="missing"),
        pytest.param("file", "file: not a directory", id="a file"),
        pytest.param("dangling", "dangling: not a directory", id="a link to nothing"),
        pytest.param("-", "-: a context on standard input", id="standard input"),
        pytest.param("no\nwhere\x1b[31m", "no\\nwhere\\x1b[31m: no such directory", id="a hostile name"),
    ],
)
def test_no_context(tmp_path: Path, command: str, context: str, sentence: str) -> None:
    planted(tmp_path, {"file": "", "dangling": "-> nowhere"})
    assert failed(command, context, cwd=tmp_path).startswith(f"ctxtrim: {sentence}")


def test_an_undecodable_context_is_named(tmp_path: Path) -> None:
    assert "nope\\xff: no such directory" in failed("ls", b"nope\xff", cwd=tmp_path)


@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv takes capabilities away")
def test_an_unreadable_context(tmp_path: Path) -> None:
    """As root without its capabilities: another user could not read a checkout below a private home."""
    planted(tmp_path, {"closed/a": "x"})
    (tmp_path / "closed").chmod(0)
    refused = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [*refused, sys.executable, "-m", "ctxtrim", "ls", "--eligible", "closed"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, env=env, timeout=3600)
    (tmp_path / "closed").chmod(0o700)
    assert run.returncode == 2
    assert b"permission denied" in run.stderr


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("ignore", "sentence"),
    [
        pytest.param("a\n[\n", ".dockerignore:2: docker rejects '[' (syntax error in pattern)", id="at once"),
        pytest.param("[z-a]\n", ".dockerignore:1: docker rejects '[z-a]'", id="when first tried"),
        pytest.param("!\n", ".dockerignore:1: docker rejects a lone '!'", id="a lone mark"),
        pytest.param("x" * 70_000, ".dockerignore:1: the line has 65536 bytes or more", id="too long a line"),
    ],
)
def test_a_rejected_pattern(tmp_path: Path, command: str, ignore: str, sentence: str) -> None:
    planted(tmp_path, {".dockerignore": ignore, "b": "", "Dockerfile": "FROM a\nCOPY . /"})
    assert failed(command, cwd=tmp_path).startswith(f"ctxtrim: {sentence}")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        pytest.param(
            ["ls", "--builder", "foo"],
            "--builder foo: no such builder; ctxtrim knows buildkit,",
            id="builder",
        ),
        pytest.param(["ls", "--frm"], "No such option '--frm'", id="option"),
        pytest.param(["ls", "a", "b"], "unexpected extra argument", id="two contexts"),
        pytest.param(["audit", "--format", "xml"], "'xml' is not one of", id="format"),
        pytest.param(["audit", "--top", "0"], "0 is not in the range", id="top"),
        pytest.param(["frobnicate"], "No such command 'frobnicate'", id="command"),
        pytest.param(["why"], "Missing argument 'PATH...'", id="why of nothing"),
        pytest.param(["why", "../x"], "../x: not inside the context", id="outside"),
        pytest.param(["ls", "--ignore-file", "none"], "none: there is no such file", id="ignore file"),
        pytest.param(["audit", "-f", "none"], "none: file not found", id="Dockerfile"),
        pytest.param(["audit", "--build-arg", "=x"], "--build-arg =x: no name", id="build argument"),
        pytest.param(["audit", "-f", "broken"], "broken:2:", id="a Dockerfile that cannot be parsed"),
        pytest.param(["audit", "-f", "good", "--target", "two"], "two", id="a stage that is not there"),
        pytest.param(["audit", "-f", "compose.yaml"], "compose.yaml", id="YAML that is none"),
    ],
)
def test_what_was_asked_for(tmp_path: Path, args: list[str], sentence: str) -> None:
    files = {"broken": "FROM a\nCOPY\n", "good": "FROM a AS one\n", "compose.yaml": "a: [\n"}
    planted(tmp_path, files)
    assert sentence in failed(*args, cwd=tmp_path)


def test_a_stage_that_is_not_there_comes_with_the_list(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a AS one\nFROM b AS other\n"})
    sentence = failed("audit", "--target", "two", cwd=tmp_path)
    assert "one" in sentence
    assert "other" in sentence


def test_one_broken_dockerfile_of_two_is_a_note(tmp_path: Path) -> None:
    planted(tmp_path, {"Dockerfile": "FROM a\nCOPY . /\n", "Dockerfile.dev": "FROM a\nCOPY\n"})
    run = ctxtrim("audit", cwd=tmp_path)
    assert run.returncode == 0
    assert b"Dockerfile.dev:2:" in run.stdout


def test_an_unreadable_ignore_file_is_a_note(tmp_path: Path) -> None:
    planted(tmp_path, {".dockerignore/": "", "a": "x"})
    run = ctxtrim("audit", cwd=tmp_path)
    assert run.returncode == 0
    assert b".dockerignore: a directory, so it gives no rules." in run.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_an_empty_folder_is_fine(tmp_path: Path, command: str) -> None:
    run = ctxtrim(command, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, b"")


def test_a_reader_that_hangs_up_is_no_error(tmp_path: Path) -> None:
    planted(tmp_path, {f"{'x' * 200}{n}": "" for n in range(1000)})
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = f"'{sys.executable}' -m ctxtrim ls; echo $? >&2"
    run = subprocess.run(
        ["bash", "-c", f"({command}) | head -1"], cwd=tmp_path, env=env, capture_output=True, timeout=3600
    )
    assert run.stdout.count(b"\n") == 1
    assert run.stderr in (b"141\n", b"0\n")
