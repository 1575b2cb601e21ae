"""What is proposed for the samples, proved by a real builder: all that is needed arrives as before."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctxtrim.builds.discovery import discover
from sample_projects.make import make, samples
from tests.commandline import ctxtrim
from tests.engines.conftest import Engines
from tests.engines.harness import ENGINES

pytestmark = pytest.mark.engine
SMALL = 40_000


@pytest.fixture(scope="module")
def path(engines: Engines) -> Iterator[str]:
    """A PATH on which docker is the builder of the tests."""
    engines("buildkit")
    folder = Path(tempfile.mkdtemp(prefix="ctxtrim-path-"))
    command = os.environ[ENGINES["buildkit"].variable]
    docker = folder / "docker"
    docker.write_text(f'#!/bin/sh\nPATH={shlex.quote(os.environ["PATH"])}\nexec {command} "$@"\n')
    docker.chmod(0o755)
    yield f"{folder}:{os.environ['PATH']}"
    shutil.rmtree(folder)


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ctxtrim-sample-"))
    folder.chmod(0o755)
    make(request.param, folder / "made")
    yield folder / "made"
    shutil.rmtree(folder)


def shrink(context: Path) -> None:
    """Makes large files small: how much it is has no bearing on which files it is."""
    for path in context.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.stat().st_size > SMALL:
            os.truncate(path, SMALL)


def proposed(context: Path, dockerfile: str, *words: str) -> Path:
    """The file that `fix` would write, outside of the context."""
    run = ctxtrim("fix", "--file", dockerfile, "--stdout", *words, context)
    assert run.returncode in (0, 1), run.stderr
    file = context.parent / f"proposed-{'-'.join(words)}-{dockerfile.replace('/', '-')}"
    file.write_bytes(run.stdout)
    return file


@pytest.mark.parametrize("sample", samples(), indirect=True)
def test_the_same_files_arrive_that_are_needed(sample: Path, path: str) -> None:
    dockerfiles = [target.dockerfile for target in discover(str(sample)).targets]
    tries = [
        (dockerfile, proposed(sample, dockerfile, *words))
        for dockerfile in dict.fromkeys(dockerfiles)
        for words in (("--unsafe",), ("--unsafe", "--allowlist"), ())
    ]
    tries = list({(dockerfile, file.read_bytes()): (dockerfile, file) for dockerfile, file in tries}.values())
    shrink(sample)
    for dockerfile, file in tries:
        run = ctxtrim(
            "verify", "-f", dockerfile, "--with", file, "--format", "json", sample, env={"PATH": path}
        )
        assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()
        found: dict[str, Any] = json.loads(run.stdout)
        assert found["lines"] > 0
        assert (found["failing"], found["come"], found["mended"]) == ([], [], [])
