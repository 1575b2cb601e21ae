"""No command takes more than linear time in the depth of a tree, counted in lines run and parts opened."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COUNTED = """
import os, sys
from ctxtrim.cli import run
work = 0
def line(frame, event, argument):
    global work
    work += 1
    return line
def opened(event, arguments):
    global work
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        work += os.fsdecode(arguments[0]).count("/")
sys.addaudithook(opened)
sys.settrace(line)
try:
    run()
except SystemExit as end:
    sys.settrace(None)
    print(end.code, work, file=sys.stderr)
"""
LEVELS = (2_200, 2_700, 3_200)
"""Deep enough that paths are longer than a system opens at once."""
IGNORE = "**/*.log\nx/**/y\n*.tmp\n"
BACK = "d/d/d/**\n!**/end\n"
COPY = "FROM scratch\nCOPY . /\n"
SOME = "FROM scratch\nCOPY d/d /\n"

Planter = Callable[[int, str, str], Path]


@pytest.fixture
def deep() -> Iterator[Planter]:
    """Makes a tree of so many levels and a file at its end; pytest could not remove one of its own."""
    root = Path(tempfile.mkdtemp())

    def make(levels: int, ignore: str, dockerfile: str) -> Path:
        context = root / str(levels)
        context.mkdir()
        (context / ".dockerignore").write_text(ignore)
        (context / "Dockerfile").write_text(dockerfile)
        here = os.open(context, os.O_RDONLY)
        for _ in range(levels):
            os.mkdir("d", dir_fd=here)
            below = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        os.close(os.open("end", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        os.close(here)
        return context

    try:
        yield make
    finally:
        subprocess.run(["rm", "-rf", str(root)], check=True)
        shutil.rmtree(root, ignore_errors=True)


def work(context: Path, *arguments: str) -> int:
    """Run a command; count the lines of Python that it runs, and the parts of the paths that it opens."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, *arguments],
        cwd=context,
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        timeout=3600,
    )
    status, count = done.stderr.split()[-2:]
    assert status in (b"0", b"1"), done.stderr[-2000:]
    return int(count)


CASES = [
    pytest.param("audit --no-findings", IGNORE, COPY, id="audit without findings"),
    pytest.param("audit --no-findings", BACK, COPY, id="audit where an exception returns the end"),
    pytest.param("audit --no-findings", IGNORE, SOME, id="audit of a part"),
    pytest.param("audit --on-disk --no-findings", "d\n", COPY, id="audit of what is excluded"),
    pytest.param("audit --no-findings --builder kaniko", IGNORE, COPY, id="audit for kaniko"),
    pytest.param("audit", IGNORE, COPY, id="audit with findings"),
    pytest.param("audit", BACK, COPY, id="audit with findings and exceptions"),
    pytest.param("check", IGNORE, COPY, id="check"),
    pytest.param("fix", IGNORE, COPY, id="fix"),
    pytest.param("ls", IGNORE, COPY, id="ls"),
    pytest.param("ls", BACK, COPY, id="ls where an exception returns the end"),
    pytest.param("ls", IGNORE, SOME, id="ls of a part"),
    pytest.param("ls --long --dirs", IGNORE, COPY, id="ls of directories"),
    pytest.param("ls --excluded", BACK, COPY, id="ls of what is excluded"),
    pytest.param("ls --format json", IGNORE, COPY, id="ls as JSON"),
    pytest.param("ls --builder buildah", BACK, COPY, id="ls for buildah"),
    pytest.param("why {end}", IGNORE, COPY, id="why"),
]
PURE = [
    case for case in CASES if case.id in ("audit of a part", "check", "ls where an exception returns the end")
]
"""What is also counted without the accelerator: one command of each kind; tracing all takes minutes."""


@pytest.mark.parametrize(("arguments", "ignore", "dockerfile"), CASES)
def test_the_work_grows_no_faster_than_the_depth(
    arguments: str, ignore: str, dockerfile: str, deep: Planter
) -> None:
    counts = []
    for levels in LEVELS:
        context = deep(levels, ignore, dockerfile)
        counts.append(work(context, *(a.format(end="d/" * levels + "end") for a in arguments.split())))
    first, second, third = counts
    assert third - second <= 1.2 * (second - first) + 1_000, counts


@pytest.mark.parametrize(("arguments", "ignore", "dockerfile"), PURE)
def test_nor_does_it_without_the_accelerator(
    arguments: str, ignore: str, dockerfile: str, deep: Planter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CTXTRIM_PURE", "1")
    test_the_work_grows_no_faster_than_the_depth(arguments, ignore, dockerfile, deep)
