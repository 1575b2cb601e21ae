"""Measure ctxtrim beside its peers: `python benchmarks/run.py`; see --help.

Every round runs everybody once, one after the other, as whole processes, start-up included. Printed are
medians and spreads of the rounds, and ratios to a yardstick of the same rounds (`du -s`, for small trees
`python -c 'import click'`). Compare ratios, not seconds, and CPU where the machine had other work.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.cases import CASES, HERE, IGNORES, START_UP, Case, Runner, runners
from benchmarks.page import page
from benchmarks.trees import plant


class Run(NamedTuple):
    """One run. wall, cpu: seconds; peak: MiB, of the process or its largest child."""

    wall: float
    cpu: float
    peak: float


def main() -> None:
    options = _options()
    work = Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cc", "-O2", "-pthread", str(HERE / "floor.c"), "-o", str(work / "floor")], check=True)
    wanted = set(options.only.split(",")) if options.only else set()
    results = []
    for case in CASES:
        if wanted and case.tree not in wanted:
            continue
        root = plant(case.tree, work, options.smoke)
        (root / ".dockerignore").write_text("\n".join(IGNORES[case.ignore]) + "\n")
        chosen = [r for r in runners(work) if r.name in case.runners or not case.runners]
        chosen = [r for r in chosen if case.runners or r.name not in START_UP]
        chosen = [r for r in chosen if not options.who or r.name in options.who.split(";")]
        files = _count(work, root)
        print(f"\n{case.tree}, {case.ignore} ({files}), ratios to {case.yardstick}", flush=True)
        rows = _measured(case, chosen, root, 1 if options.smoke else options.rounds)
        results.append({**case._asdict(), "files": files, "rounds": options.rounds, "rows": rows})
    report = {"schema": "ctxtrim.benchmark/1", "machine": _machine(), "results": results}
    if options.markdown:
        Path(options.markdown).write_text(page(report, __doc__))
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1))
    print("\n" + json.dumps(report["machine"]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="tiny trees, one round: does everything run?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help="trees, separated by commas")
    parser.add_argument("--who", help="who runs, separated by semicolons")
    parser.add_argument("--work", default="/tmp/ctxtrim-benchmarks", help="where the trees are kept")
    parser.add_argument("--markdown", help="write the tables to this file (docs/measurements.md)")
    parser.add_argument("--json", help="write the figures to this file")
    return parser.parse_args()


def _measured(case: Case, chosen: list[Runner], root: Path, rounds: int) -> list[dict[str, Any]]:
    runs: dict[str, list[Run]] = {runner.name: [] for runner in chosen}
    for number in range(rounds + (rounds > 1)):
        for runner in chosen:
            run = _timed(runner, root)
            if number or rounds == 1:  # the first round only warms the caches
                runs[runner.name].append(run)
    yardstick, floor = runs.get(case.yardstick), runs.get("floor")
    rows = [_row(name, some, yardstick, floor) for name, some in runs.items()]
    for row in rows:
        print(_line(row))
    return rows


def _timed(runner: Runner, root: Path) -> Run:
    command = [part.replace("{root}", str(root)) for part in runner.command]
    env = {**os.environ, "PYTHONPATH": str(HERE.parent), "DOCKER_BUILDKIT": "0"}
    for name in ("CTXTRIM_PURE", "PYTHONDONTWRITEBYTECODE"):  # an installed package has its bytecode
        env.pop(name, None)
    if runner.pure:
        env["CTXTRIM_PURE"] = "1"
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env, cwd=root)
    assert process.stderr
    trouble = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(
            f"{runner.name}: status {process.returncode}: {trouble.decode(errors='replace')[-500:]}"
        )
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _row(name: str, runs: list[Run], yardstick: list[Run] | None, floor: list[Run] | None) -> dict[str, Any]:
    walls = sorted(run.wall for run in runs)
    row: dict[str, Any] = {
        "name": name,
        "wall": statistics.median(walls),
        "spread": [walls[0], walls[-1]],
        "cpu": statistics.median(run.cpu for run in runs),
        "peak_mib": max(run.peak for run in runs),
    }
    if yardstick:
        row["ratio"] = _ratio([one.wall / other.wall for one, other in zip(runs, yardstick, strict=True)])
    if floor:
        row["cpu_to_floor"] = _ratio([one.cpu / other.cpu for one, other in zip(runs, floor, strict=True)])
    return row


def _ratio(values: list[float]) -> float:
    return statistics.median(values)


def _line(row: dict[str, Any]) -> str:
    low, high = row["spread"]
    ratio = f"{row['ratio']:6.2f} x" if "ratio" in row else ""
    to_floor = f"{row['cpu_to_floor']:6.2f} x floor (cpu)" if "cpu_to_floor" in row else ""
    return (
        f"  {row['name']:24} {row['wall']:8.3f} s ({low:.3f} to {high:.3f})  cpu {row['cpu']:7.3f} s"
        f"  {ratio:10} {to_floor:22} {row['peak_mib']:5.0f} MiB"
    )


def _count(work: Path, root: Path) -> str:
    return subprocess.run(
        [work / "floor", "2", root], capture_output=True, text=True, check=True
    ).stdout.strip()


def _machine() -> dict[str, Any]:
    from ctxtrim.scan.native import extension

    return {
        "date": time.strftime("%Y-%m-%d"),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [round(value, 1) for value in os.getloadavg()],
        "accelerator": extension() is not None,
    }


if __name__ == "__main__":
    main()
