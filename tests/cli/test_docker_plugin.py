"""`docker ctxtrim`, asked by the real docker client where there is one; a plugin needs no daemon."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from json import loads
from pathlib import Path

import pytest

from ctxtrim.cli.docker_plugin import own_words
from tests.commandline import ctxtrim, planted

ROOT = Path(__file__).parents[2]
FILES = {
    "Dockerfile": "FROM alpine AS base\nCOPY a /\nFROM base\nCOPY . /\n",
    "a": "x",
    "b.log": "x",
    ".dockerignore": "*.log\n",
}


@pytest.mark.parametrize(
    ("words", "own"),
    [
        (["ctxtrim"], []),
        (["ctxtrim", "ls", "ctxtrim"], ["ls", "ctxtrim"]),
        (["-D", "--host", "tcp://a:1", "ctxtrim", "-f", "x"], ["-f", "x"]),
        (["-c", "ctxtrim", "ctxtrim", "why", "a"], ["why", "a"]),
        (["--context=ctxtrim", "ctxtrim", "why", "a"], ["why", "a"]),
    ],
    ids=str,
)
def test_words_of_docker_stand_in_front_of_ours(words: list[str], own: list[str]) -> None:
    assert own_words(words) == own


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program `ctxtrim` as pip writes it."""
    program = planted(tmp_path / "bin", {"ctxtrim": f"#!{sys.executable}\n{_MAIN}"}) / "ctxtrim"
    program.chmod(0o755)
    return program


_MAIN = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom ctxtrim.__main__ import main\nmain()\n"


def run(
    program: Path | list[str], *words: str, home: Path, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DOCKER_CONFIG": str(home), "COLUMNS": "80"}
    return subprocess.run(
        [*(program if isinstance(program, list) else [str(program)]), *words],
        cwd=cwd or home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=3600,
    )


def test_it_is_a_link_that_comes_and_goes(program: Path, tmp_path: Path) -> None:
    plugin = tmp_path / "cli-plugins" / "docker-ctxtrim"
    for _ in range(2):
        assert "is installed" in run(program, "docker-plugin", "install", home=tmp_path).stdout
        assert plugin.resolve() == program
    assert "is removed" in run(program, "docker-plugin", "uninstall", home=tmp_path).stdout
    assert not os.path.lexists(plugin)


@pytest.mark.parametrize(
    ("action", "there", "sentence"),
    [
        ("uninstall", {}, "not installed."),
        ("uninstall", {"cli-plugins/docker-ctxtrim": "#!/bin/sh\n"}, "remove it yourself."),
        ("install", {"cli-plugins/docker-ctxtrim": "#!/bin/sh\n"}, "remove it yourself."),
        ("install", {"cli-plugins": "a file"}, "nothing was changed."),
    ],
    ids=str,
)
def test_what_ctxtrim_did_not_make_stays(
    action: str, there: dict[str, str | int], sentence: str, program: Path, tmp_path: Path
) -> None:
    home = planted(tmp_path / "home", {**there, "config.json": "{}"})
    failed = run(program, "docker-plugin", action, home=home)
    assert failed.returncode == 2 and failed.stderr.rstrip().endswith(sentence)
    assert {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()} == {
        *there,
        "config.json",
    }


def test_docker_may_ask_for_metadata_and_completions(program: Path, tmp_path: Path) -> None:
    run(program, "docker-plugin", "install", home=tmp_path)
    plugin = tmp_path / "cli-plugins" / "docker-ctxtrim"
    metadata = loads(run(plugin, "docker-cli-plugin-metadata", home=tmp_path).stdout)
    assert metadata["SchemaVersion"] == "0.1.0" and metadata["Vendor"] and metadata["ShortDescription"]
    completed = run(plugin, "__complete", "ctxtrim", "aud", home=tmp_path).stdout.splitlines()
    assert completed[0].startswith("audit\t") and completed[-1] == ":4"
    assert run(plugin, "__complete", "ctxtrim", "ls", "", home=tmp_path).stdout == ":16\n"


def clients() -> dict[str, list[str]]:
    """Version of each docker client that this machine can run -> its command.

    The client of an engine's Debian is started by that Debian's own loader, outside its root.
    """
    commands = [[found]] if (found := shutil.which("docker")) else []
    engines = Path(os.environ.get("CTXTRIM_ENGINES", "/nonexistent"))
    for root in (engines / "forky", engines / "bookworm"):
        docker = root / "usr/bin/docker"
        libraries = ":".join(
            str(root / folder) for folder in ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu")
        )
        loader = root / "lib64/ld-linux-x86-64.so.2"
        if docker.exists():
            commands.append([str(loader), "--library-path", libraries, str(docker)])
    versions = [subprocess.run([*c, "--version"], capture_output=True, text=True).stdout for c in commands]
    return {
        version.split()[2].rstrip(","): c for version, c in zip(versions, commands, strict=True) if version
    }


@pytest.fixture
def docker(program: Path, tmp_path: Path) -> dict[str, list[str]]:
    run(program, "docker-plugin", "install", home=tmp_path)
    found = clients()
    if not found:
        pytest.skip("no docker client: neither docker on PATH nor CTXTRIM_ENGINES")
    return found


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["audit", "-f", "Dockerfile", "--target", "base", "--build-arg", "A=b", "--build-context", "x=."],
        ["-f", "Dockerfile", "--format", "json", "."],
        ["ls", "--target", "base"],
        ["why", "b.log"],
        ["adit"],
    ],
    ids=" ".join,
)
def test_docker_answers_as_ctxtrim_does(
    words: list[str], docker: dict[str, list[str]], tmp_path: Path
) -> None:
    context = planted(tmp_path / "context", FILES)
    alone = ctxtrim(*words, cwd=context)
    for version, client in docker.items():
        answer = run(client, "ctxtrim", *words, home=tmp_path, cwd=context)
        expected = alone.returncode, alone.stdout.decode(), alone.stderr.decode()
        said = answer.stderr.replace("docker ctxtrim", "ctxtrim")
        assert (answer.returncode, answer.stdout, said) == expected, version


def test_docker_lists_it_in_its_help(docker: dict[str, list[str]], tmp_path: Path) -> None:
    for version, client in docker.items():
        shown = run(client, "--help", home=tmp_path).stdout
        assert "See what docker build really sends, and cut it" in shown, version
