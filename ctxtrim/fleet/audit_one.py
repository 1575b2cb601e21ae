"""One repository: the sum of `ctxtrim audit --all --format json`, in a process of its own.

What ends that process (memory, a signal, a time limit) is a row with an error, never the end of a run. The
function is the same in a thread of this machine and in a worker of a cluster.
"""

from __future__ import annotations

import os
import subprocess
import sys
from json import JSONDecodeError, loads
from time import monotonic
from typing import Any, NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.fleet.repositories import is_bare
from ctxtrim.model.fleet import FleetRow
from ctxtrim.render.contexts import row_of


class Limits(NamedTuple):
    """What one repository may cost. megabytes: of address space, 0 for all."""

    seconds: float = 300.0
    megabytes: int = 0


def audit_one(path: str, limits: Limits) -> FleetRow:
    """Return the row of a repository. What cannot be read is the row's error."""
    began = monotonic()
    try:
        contexts = _contexts(path, limits)
        failed = [f"{one['path']}: {one['error']}" for one in contexts if one["error"]]
        row = row_of(path, [one["audit"] for one in contexts if one["audit"]])
        row = row._replace(error="; ".join(failed))
    except CtxtrimError as error:
        row = FleetRow(path, str(error))
    return row._replace(seconds=round(monotonic() - began, 3))


def _contexts(path: str, limits: Limits) -> list[dict[str, Any]]:
    command = [sys.executable, "-P", "-m", "ctxtrim", "audit", path, "--all", "--format", "json"]
    if is_bare(path):
        command += ["--rev", "HEAD"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, map(os.path.abspath, sys.path)))}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment
    ) as process:
        _limit(process.pid, limits.megabytes)
        try:
            output, errors = process.communicate(timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise CtxtrimError(f"not done after {limits.seconds:g} s; raise --time-limit.") from None
    try:
        contexts: list[dict[str, Any]] = loads(output)["contexts"]
    except JSONDecodeError:
        raise CtxtrimError(_why(process.returncode, errors.decode(errors="replace"), limits)) from None
    return contexts


def _limit(process: int, megabytes: int) -> None:
    if megabytes and sys.platform == "linux":
        import resource

        resource.prlimit(process, resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _why(status: int, errors: str, limits: Limits) -> str:
    last = errors.strip().rpartition("\n")[2].removeprefix("ctxtrim: ")
    if limits.megabytes and status != 2:
        return f"needs more than {limits.megabytes}MB of memory; raise --memory-limit."
    return last or f"ended by signal {-status}."
