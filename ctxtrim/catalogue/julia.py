"""What does Julia leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import LOGS, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="julia", markers=("Project.toml", "JuliaProject.toml"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="julia-allocations",
        pattern="**/*.jl.mem",
        tier="safe",
        why="allocations of a run",
        kind=LOGS,
        hits=("src/a.jl.mem",),
        misses=("src/a.jl",),
    ),
    _record(
        name="julia-coverage",
        pattern="**/*.jl.*cov",
        tier="safe",
        why="coverage of a run",
        kind=LOGS,
        hits=("src/a.jl.cov", "src/a.jl.123.cov"),
        misses=("src/a.jl",),
    ),
    _record(
        name="julia-preferences",
        pattern="**/LocalPreferences.toml",
        tier="safe",
        why="preferences of this machine",
        kind=SETTINGS,
        hits=("LocalPreferences.toml",),
        misses=("Project.toml",),
    ),
)
