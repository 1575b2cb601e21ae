"""What do Unity and Unreal leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, LOGS, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="unity", markers=("ProjectVersion.txt", "*.uproject", "*.unity"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="unity-derived-cache",
        pattern="DerivedDataCache",
        tier="safe",
        why="compiled assets of this machine",
        kind=CACHES,
        hits=("DerivedDataCache/a",),
        misses=("Source/DerivedDataCache.cpp",),
    ),
    _record(
        name="unity-intermediate",
        pattern="Intermediate",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        hits=("Intermediate/Build/a",),
        misses=("Source/Intermediate/a.cpp",),
    ),
    _record(
        name="unity-library",
        pattern="Library",
        tier="safe",
        why="imported assets of this machine",
        kind=CACHES,
        hits=("Library/metadata/a",),
        misses=("Assets/Library/a.cs",),
    ),
    _record(
        name="unity-logs",
        pattern="Logs",
        tier="safe",
        why="logs of this machine",
        kind=LOGS,
        hits=("Logs/a.log",),
        misses=("Assets/Logs/a.cs",),
    ),
    _record(
        name="unity-memory-captures",
        pattern="MemoryCaptures",
        tier="safe",
        why="the memory of a run",
        kind=LOGS,
        hits=("MemoryCaptures/a.snap",),
        misses=("Assets/MemoryCaptures/a.cs",),
    ),
    _record(
        name="unity-obj",
        pattern="Obj",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        hits=("Obj/Debug/a",),
        misses=("Assets/Obj/a.obj",),
    ),
    _record(
        name="unity-saved",
        pattern="Saved",
        tier="safe",
        why="logs and autosaves of an editor",
        kind=LOGS,
        hits=("Saved/Logs/a.log",),
        misses=("Content/Saved/a.uasset",),
    ),
    _record(
        name="unity-temp",
        pattern="Temp",
        tier="safe",
        why="what an open editor keeps",
        kind=CACHES,
        hits=("Temp/a",),
        misses=("Assets/Temp/a.cs",),
    ),
    _record(
        name="unity-user-settings",
        pattern="UserSettings",
        tier="safe",
        why="one developer's editor state",
        kind=SETTINGS,
        hits=("UserSettings/a.json",),
        misses=("Assets/UserSettings/a.cs",),
    ),
)
