"""What does R leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, DATA, DEPENDENCIES, LOGS, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="r", markers=("DESCRIPTION", "*.Rproj", "renv.lock", "*.R", "*.Rmd"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="r-check",
        pattern="**/*.Rcheck",
        tier="safe",
        why="the result of checking a package",
        kind=BUILD_OUTPUT,
        hits=("pkg.Rcheck/00check.log",),
        misses=("R/check.R",),
    ),
    _record(
        name="r-data",
        pattern="**/.RData",
        tier="safe",
        why="a session's variables",
        kind=DATA,
        hits=(".RData", "analysis/.RData"),
        misses=("R/RData.R",),
    ),
    _record(
        name="r-history",
        pattern="**/.Rhistory",
        tier="safe",
        why="what was typed into R",
        kind=LOGS,
        hits=(".Rhistory",),
        misses=("R/history.R",),
    ),
    _record(
        name="r-packrat-library",
        pattern="**/packrat/lib*",
        tier="safe",
        why="packages compiled on this machine",
        kind=DEPENDENCIES,
        hits=("packrat/lib/x86_64/a", "packrat/lib-R/b"),
        misses=("packrat/packrat.lock", "packrat/init.R"),
    ),
    _record(
        name="r-project-user",
        pattern="**/.Rproj.user",
        tier="safe",
        why="what an editor remembers",
        kind=SETTINGS,
        hits=(".Rproj.user/a",),
        misses=("app.Rproj",),
    ),
    _record(
        name="r-renv-cellar",
        pattern="**/renv/staging",
        tier="safe",
        why="packages compiled on this machine",
        kind=DEPENDENCIES,
        hits=("renv/staging/1/a",),
        misses=("renv/activate.R",),
    ),
    _record(
        name="r-renv-library",
        pattern="**/renv/library",
        tier="safe",
        why="packages compiled on this machine",
        kind=DEPENDENCIES,
        hits=("renv/library/R-4.3/a",),
        misses=("renv/activate.R", "renv.lock"),
    ),
)
