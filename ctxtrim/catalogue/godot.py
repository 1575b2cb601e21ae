"""What does Godot leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="godot", markers=("project.godot",))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="godot-cache",
        pattern="**/.godot",
        tier="safe",
        why="imported assets of this machine",
        kind=CACHES,
        hits=(".godot/imported/a.ctex",),
        misses=("project.godot",),
    ),
    _record(
        name="godot-import",
        pattern="**/.import",
        tier="safe",
        why="imported assets of this machine",
        kind=CACHES,
        hits=(".import/a.stex",),
        misses=("assets/a.png.import",),
    ),
    _record(
        name="godot-mono",
        pattern="**/.mono",
        tier="safe",
        why="what Godot compiled",
        kind=CACHES,
        hits=(".mono/temp/a.dll",),
        misses=("src/mono.cs",),
    ),
)
