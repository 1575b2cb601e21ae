"""One repository: the sum of `ctxtrim audit --format json` of its contexts, each in a process of its own.

What ends such a process (memory, a signal, a time limit) is a row with an error, never the end of a run. The
function is the same in a thread of this machine and in a worker of a cluster.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from json import JSONDecodeError, loads
from time import monotonic
from typing import Any, NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.fleet.repositories import is_bare
from ctxtrim.model.finding import SEVERITIES
from ctxtrim.model.fleet import FleetRow

MOST_CONTEXTS = 100
"""Contexts of one repository that are audited."""


class Limits(NamedTuple):
    """What one repository may cost. seconds: for each context. megabytes: of address space, 0 for all."""

    seconds: float = 300.0
    megabytes: int = 0


def audit_one(path: str, limits: Limits) -> FleetRow:
    """Return the row of a repository. What cannot be read is the row's error."""
    began = monotonic()
    try:
        row = _row(path, _audits(path, limits))
    except CtxtrimError as error:
        row = FleetRow(path, str(error))
    return row._replace(seconds=round(monotonic() - began, 3))


def _audits(path: str, limits: Limits) -> list[dict[str, Any]]:
    top = _audit(path, limits)
    contexts = top.get("contexts") or ()
    if not contexts or top["targets"]:
        return [top]
    return [_audit(os.path.join(path, row["path"]), limits) for row in contexts[:MOST_CONTEXTS]]


def _audit(context: str, limits: Limits) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "ctxtrim", "audit", context, "--format", "json"]
    if is_bare(context):
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
        answer: dict[str, Any] = loads(output)
    except JSONDecodeError:
        raise CtxtrimError(_why(process.returncode, errors.decode(errors="replace"), limits)) from None
    return answer


def _limit(process: int, megabytes: int) -> None:
    if megabytes and sys.platform == "linux":
        import resource

        resource.prlimit(process, resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _why(status: int, errors: str, limits: Limits) -> str:
    last = errors.strip().rpartition("\n")[2].removeprefix("ctxtrim: ")
    if limits.megabytes and status != 2:
        return f"needs more than {limits.megabytes}MB of memory; raise --memory-limit."
    return last or f"ended by signal {-status}."


def _row(path: str, audits: list[dict[str, Any]]) -> FleetRow:
    findings = [finding for audit in audits for finding in audit["findings"]]
    targets = [target for audit in audits for target in audit["targets"]]
    adopted = [rule for audit in audits for rule in (audit.get("proposal") or {}).get("adopted", ())]
    severities = {finding["severity"] for finding in findings}
    return FleetRow(
        path,
        "",
        len(audits),
        len(targets),
        sum(audit["eligible"]["files"] for audit in audits),
        sum(audit["eligible"]["bytes"] for audit in audits),
        sum(target["sent"]["bytes"] for target in targets),
        sum(rule["bytes"] for rule in adopted),
        dict(sorted(Counter(finding["rule"] for finding in findings).items())),
        min(severities, key=SEVERITIES.index, default=""),
    )
