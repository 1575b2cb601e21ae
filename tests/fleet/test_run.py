"""Runs over small repositories: limits, resuming, and a real cluster whose worker is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from ctxtrim.errors import CtxtrimError
from ctxtrim.fleet.audit_one import Limits, audit_one
from ctxtrim.fleet.run import dask_pool, local_pool, run
from tests.cli.test_diff import commit
from tests.commandline import ctxtrim, planted

DOCKERFILE = "FROM scratch\nCOPY . /\n"


def fleet(root: Path, count: int) -> list[str]:
    """Repositories of 1000, 2000 … bytes beside their Dockerfile."""
    for number in range(1, count + 1):
        planted(root / f"r{number}", {"Dockerfile": DOCKERFILE, "a.txt": number * 1000})
    return [str(root / f"r{number}") for number in range(1, count + 1)]


def sizes(paths: list[str], pool: Executor, state: str = "") -> dict[str, int]:
    rows = list(run(paths, pool, Limits(), state))
    assert len(rows) == len(paths) and not [row for row in rows if row.error]
    return {row.path: row.eligible - len(DOCKERFILE) for row in rows}


def test_every_repository_is_one_row(tmp_path: Path) -> None:
    paths = fleet(tmp_path, 3)
    with local_pool(2) as pool:
        assert sizes(paths, pool) == dict(zip(paths, (1000, 2000, 3000), strict=True))


def test_contexts_below_a_repository_are_summed_up(tmp_path: Path) -> None:
    compose = "services: {a: {build: a}, b: {build: b}}\n"
    files: dict[str, str | int] = {"compose.yaml": compose, "b/x": 10, "other/y": 99}
    planted(tmp_path, {"a/Dockerfile": DOCKERFILE, "b/Dockerfile": DOCKERFILE, **files})
    row = audit_one(str(tmp_path), Limits())
    assert (row.error, row.contexts, row.builds, row.eligible) == ("", 2, 2, 2 * len(DOCKERFILE) + 10)


def test_a_bare_mirror_is_read_by_revision(tmp_path: Path) -> None:
    """It has the figures of the checkout that it mirrors, without its .git."""
    compose = "services: {a: {build: a}}\n"
    root = planted(tmp_path / "r", {"compose.yaml": compose, "a/Dockerfile": DOCKERFILE, "a/x": 70, "y": 5})
    expected = audit_one(str(root), Limits())
    commit(root, "one")
    planted(root, {"a/late": 9_000})
    mirror = str(tmp_path / "mirror.git")
    subprocess.run(["git", "clone", "-q", "--mirror", str(root), mirror], check=True, capture_output=True)
    row = audit_one(mirror, Limits())
    assert row._replace(path="", seconds=0) == expected._replace(path="", seconds=0)
    assert (row.builds, row.eligible) == (1, len(DOCKERFILE) + 70)


def test_what_hangs_or_is_broken_is_a_row(tmp_path: Path) -> None:
    (good,) = fleet(tmp_path, 1)
    assert "raise --time-limit" in audit_one(good, Limits(seconds=0.001)).error
    assert "raise --memory-limit" in audit_one(good, Limits(megabytes=1)).error
    broken = planted(tmp_path / "broken", {"Dockerfile": DOCKERFILE, "ctxtrim.toml": "no = ["})
    assert "ctxtrim.toml" in audit_one(str(broken), Limits()).error


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    paths, state = fleet(tmp_path, 3), tmp_path / "state"
    with local_pool(1) as pool:
        rows = run(paths, pool, Limits(), str(state))
        first = next(rows)
        rows.close()
    state.write_bytes(state.read_bytes() + b'{"schema": "ctxtrim.fl')
    planted(Path(first.path), {"late.txt": 5})
    with local_pool(1) as pool:
        done = sizes(paths, pool, str(state))
    assert done[first.path] == first.eligible - len(DOCKERFILE), "a row that is done is kept"
    lines = [json.loads(line) for line in state.read_text().splitlines()]
    assert sorted(line["path"] for line in lines) == paths


def test_a_state_that_is_none_is_not_written_over(tmp_path: Path) -> None:
    state = planted(tmp_path, {"state": "my notes\n"}) / "state"
    with local_pool(1) as pool, pytest.raises(CtxtrimError, match=r"state:1: no row of a fleet"):
        list(run(fleet(tmp_path, 1), pool, Limits(), str(state)))
    assert state.read_text() == "my notes\n"


class Cluster:
    """A scheduler and two workers in processes of their own, on this machine's loopback."""

    def __init__(self, root: Path) -> None:
        self.file = root / "scheduler.json"
        self.processes = [
            self._start(root, "scheduler", "--port", "0"),
            self._start(root, "worker", "--nthreads", "1", "--nworkers", "1", "--no-nanny"),
            self._start(root, "worker", "--nthreads", "1", "--nworkers", "1", "--no-nanny"),
        ]

    def _start(self, root: Path, what: str, *options: str) -> subprocess.Popen[bytes]:
        place = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self.file))
        command = [sys.executable, "-m", "dask", what, *options, *place]
        variables = os.environ | {"DASK_TEMPORARY_DIRECTORY": str(root)}
        with (root / f"{what}.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=root, env=variables)

    def address(self) -> str:
        """Return the scheduler's address once two workers have joined."""
        from distributed import Client

        while not (self.file.exists() and self.file.read_text().endswith("}")):
            assert self.processes[0].poll() is None, "the scheduler has ended"
            signal.sigtimedwait([], 0.05)
        with Client(scheduler_file=str(self.file)) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=3600)
        return str(json.loads(self.file.read_text())["address"])

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.end()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_cluster_gives_the_same_rows_though_a_worker_is_killed(cluster: Cluster, tmp_path: Path) -> None:
    paths = fleet(tmp_path / "fleet", 8)
    with local_pool(2) as pool:
        expected = sizes(paths, pool)
    with dask_pool(cluster.address()) as pool:
        rows = run(paths, pool, Limits())
        seen = [next(rows)]
        cluster.processes[1].kill()
        seen += rows
    assert {row.path: row.eligible - len(DOCKERFILE) for row in seen} == expected
    assert len(seen) == len(paths) and not [row for row in seen if row.error]


def test_no_scheduler_is_one_sentence(tmp_path: Path) -> None:
    answer = ctxtrim("fleet", tmp_path, "--dask", "tcp://127.0.0.1:1", cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert b"ctxtrim: --dask tcp://127.0.0.1:1: no scheduler answers" in answer.stderr.splitlines()[-1]
