"""What does Zig leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="zig", markers=("build.zig", "build.zig.zon"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="zig-cache",
        pattern="**/.zig-cache",
        tier="safe",
        why="what the compiler caches",
        kind=CACHES,
        hits=(".zig-cache/o/a",),
        misses=("src/cache.zig",),
    ),
    _record(
        name="zig-cache-old",
        pattern="**/zig-cache",
        tier="safe",
        why="what the compiler caches",
        kind=CACHES,
        hits=("zig-cache/o/a",),
        misses=("src/zig-cache.zig",),
    ),
    _record(
        name="zig-out",
        pattern="**/zig-out",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        hits=("zig-out/bin/a",),
        misses=("src/out.zig",),
    ),
)
