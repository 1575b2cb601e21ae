"""A run over many repositories: rows as they are done, kept in a file so that a run can go on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from json import JSONDecodeError, dumps, loads
from typing import Any

from ctxtrim.errors import CtxtrimError
from ctxtrim.fleet.audit_one import Limits, audit_one
from ctxtrim.model.fleet import FleetRow

_SCHEMA = "ctxtrim.fleet/1"


def run(paths: Sequence[str], pool: Executor, limits: Limits, state: str = "") -> Iterator[FleetRow]:
    """Yield one row a repository: first those that `state` holds, then the others as they are done.

    state: a file of rows, "" for none; rows without an error are kept, and each new row is added to it.
    Raises CtxtrimError for a state that cannot be read or written.
    """
    kept = {row.path: row for row in _read_state(state) if not row.error} if state else {}
    yield from (kept[path] for path in paths if path in kept)
    futures = {pool.submit(audit_one, path, limits): path for path in paths if path not in kept}
    try:
        for future in as_completed(futures):
            error = future.exception()  # a worker that was lost more than once
            lost = FleetRow(futures[future], f"no answer: {error}; run again with --state.")
            row = lost if error else future.result()
            if state:
                _append(state, row)
            yield row
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def local_pool(jobs: int) -> Iterator[Executor]:
    """Give an executor of `jobs` threads, each of which waits for one process; 0: one a processor."""
    with ThreadPoolExecutor(jobs or len(os.sched_getaffinity(0))) as pool:
        yield pool


@contextmanager
def dask_pool(address: str) -> Iterator[Executor]:
    """Give an executor on a dask.distributed cluster that runs already.

    A task whose worker is lost goes to another worker. Raises CtxtrimError where dask is not installed or
    nothing answers at `address`.
    """
    try:
        import distributed
    except ImportError:
        raise CtxtrimError("--dask needs dask.distributed: pip install 'ctxtrim[dask]'.") from None
    try:
        connect: Any = distributed.Client  # untyped, as get_executor
        client = connect(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CtxtrimError(f"--dask {address}: no scheduler answers ({error}); start one first.") from None
    with client:
        yield client.get_executor(retries=2, pure=False)


def fleet_json(row: FleetRow) -> str:
    """Return a row as one line of JSON."""
    return dumps({"schema": _SCHEMA, **row._asdict()}) + "\n"


def _read_state(file: str) -> list[FleetRow]:
    """Return the rows of a state file; a last line that an interrupted run left unfinished is none."""
    try:
        with open(file, encoding="utf-8") as text:
            lines = text.readlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise CtxtrimError(f"{file}: cannot be read ({error}); name another file with --state.") from None
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            values = loads(line)
            del values["schema"]
            rows.append(FleetRow(**values))
        except (JSONDecodeError, KeyError, TypeError):
            if number < len(lines) or line.endswith("\n"):
                raise CtxtrimError(f"{file}:{number}: no row of a fleet; name another file.") from None
    return rows


def _append(file: str, row: FleetRow) -> None:
    """Add a line, behind the start of one that was left unfinished."""
    try:
        with open(file, "ab+") as state:
            end = state.seek(0, os.SEEK_END)
            if end:
                state.seek(end - 1)
                if state.read(1) != b"\n":
                    _cut_last_line(state.fileno(), file)
            state.write(fleet_json(row).encode())
    except OSError as error:
        raise CtxtrimError(f"{file}: {error.strerror}; the rows are not kept.") from None


def _cut_last_line(descriptor: int, file: str) -> None:
    with open(file, "rb") as text:
        whole = text.read().rpartition(b"\n")
    os.ftruncate(descriptor, len(whole[0]) + len(whole[1]))
