"""Break the core in small ways, and count the breaks that no test sees.

    python -m tests.mutants                     300 mutants of the core, the same ones each time
    python -m tests.mutants --sample 30 context

Needs cosmic-ray (`pip install cosmic-ray`), which makes the mutants; it works on a copy of the project. Each
room is held to its own tests and those that use it most, without those marked slow. Prints every survivor as
a diff, then how many there were.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = {
    "matching": ("tests/matching",),
    "context": ("tests/context", "tests/matching"),
    "gitignore": ("tests/gitignore",),
    "go": ("tests/go", "tests/matching"),
    "dockerfile": ("tests/dockerfile",),
    "proposal": ("tests/proposal", "tests/commands"),
    "layers": ("tests/layers", "tests/checks/test_layer_rules.py", "tests/cli/test_fix_dockerfile.py"),
}
"""The tests that each room is held to."""
SEED = 20_26
_CONFIGURATION = """\
[cosmic-ray]
module-path = "ctxtrim/{room}"
timeout = 600.0
excluded-modules = []
test-command = "{python} -m pytest -q -x --no-cov -p no:cacheprovider -m 'not slow and not engine' {tests}"
[cosmic-ray.distributor]
name = "local"
"""


def main() -> None:
    """Make the mutants, run them, and print what survived."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--sample", type=int, default=300)
    options.add_argument("rooms", nargs="*", default=ROOMS)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", ".*_cache", "__pycache__"))
        sessions = {room: _session(copy, room) for room in given.rooms}
        chance = random.Random(SEED)
        everything = [(room, job) for room, path in sessions.items() for job in _jobs(path, chance)]
        chosen = chance.sample(everything, min(given.sample, len(everything)))
        for room, path in sessions.items():
            _keep(path, {job for of, job in chosen if of == room})
            _cosmic_ray(copy, "exec", f"{room}.toml", path.name)
            survivors = list(_survivors(copy, path))
            print(*survivors, sep="\n")
            print(f"{room}: {len(survivors)} of {sum(of == room for of, _ in chosen)} survived", flush=True)


def _session(copy: Path, room: str) -> Path:
    (copy / f"{room}.toml").write_text(
        _CONFIGURATION.format(room=room, python=sys.executable, tests=" ".join(ROOMS[room]))
    )
    _cosmic_ray(copy, "init", f"{room}.toml", f"{room}.sqlite")
    return copy / f"{room}.sqlite"


def _cosmic_ray(copy: Path, *words: str) -> str:
    command = [str(Path(sys.executable).with_name("cosmic-ray")), *words]
    environment = {**os.environ, "PYTHONPATH": str(copy), "CTXTRIM_FAST": "1"}  # few random cases, all rows
    run = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"cosmic-ray {words[0]}: {run.stderr}")
    return run.stdout


def _jobs(session: Path, chance: random.Random) -> list[str]:
    """Return one mutant for each place in the code."""
    with sqlite3.connect(session) as database:
        rows = database.execute(
            "select module_path, start_pos_row, start_pos_col, operator_name, job_id from mutation_specs"
        ).fetchall()
    places: dict[tuple[str, int, int], list[str]] = {}
    for module, row, column, operator, job in sorted(rows):
        if not re.match("core/ReplaceBinaryOperator_BitOr_|core/ReplaceComparisonOperator_.*_Is", operator):
            places.setdefault((module, row, column), []).append(job)
    return [chance.choice(jobs) for jobs in places.values()]


def _keep(session: Path, jobs: set[str]) -> None:
    with sqlite3.connect(session) as database:
        for (job,) in database.execute("select job_id from work_items").fetchall():
            if job not in jobs:
                database.execute("delete from mutation_specs where job_id = ?", (job,))
                database.execute("delete from work_items where job_id = ?", (job,))


def _survivors(copy: Path, session: Path) -> Iterator[str]:
    for line in _cosmic_ray(copy, "dump", session.name).splitlines():
        _, result = json.loads(line)
        if result and result["test_outcome"] == "survived":
            yield result["diff"]


if __name__ == "__main__":
    main()
