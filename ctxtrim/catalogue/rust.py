"""What does Rust leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, LOGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="rust", markers=("Cargo.toml", "Cargo.lock"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="rust-backup",
        pattern="**/*.rs.bk",
        tier="safe",
        why="a formatter's copy of a file",
        kind=CACHES,
        hits=("src/a.rs.bk",),
        misses=("src/bk.rs",),
    ),
    _record(
        name="rust-flycheck",
        pattern="**/flycheck_*",
        tier="safe",
        why="what an editor checks",
        kind=CACHES,
        hits=("flycheck_a.rs",),
        misses=("src/flycheck.rs",),
    ),
    _record(
        name="rust-mutants",
        pattern="**/mutants.out*",
        tier="safe",
        why="the report of a mutation test",
        kind=LOGS,
        hits=("mutants.out/log", "mutants.out.old/a"),
        misses=("src/mutants.rs",),
    ),
    _record(
        name="rust-snapshot-new",
        pattern="**/*.snap.new",
        tier="safe",
        why="results of a test run",
        kind=LOGS,
        hits=("src/snapshots/a.snap.new",),
        misses=("src/snapshots/a.snap",),
    ),
)
