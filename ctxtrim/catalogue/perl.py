"""What does Perl leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, DEPENDENCIES, LOGS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord, ecosystem="perl", markers=("cpanfile", "Makefile.PL", "Build.PL", "dist.ini", "*.pl")
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="perl-build",
        pattern="**/blib",
        tier="safe",
        why="what this machine built",
        kind=BUILD_OUTPUT,
        hits=("blib/lib/A.pm",),
        misses=("lib/Blib.pm",),
    ),
    _record(
        name="perl-carton",
        pattern="local",
        tier="unsafe",
        why="modules that the build installs",
        kind=DEPENDENCIES,
        proof=("lib/perl5",),
        untracked=True,
        hits=("local/lib/perl5/A.pm",),
        misses=("lib/local/A.pm",),
    ),
    _record(
        name="perl-cover",
        pattern="**/cover_db",
        tier="safe",
        why="a coverage report",
        kind=BUILD_OUTPUT,
        hits=("cover_db/a",),
        misses=("lib/cover_db.pm",),
    ),
    _record(
        name="perl-make-old",
        pattern="**/Makefile.old",
        tier="safe",
        why="a copy that a build leaves",
        kind=BUILD_OUTPUT,
        hits=("Makefile.old",),
        misses=("Makefile.PL",),
    ),
    _record(
        name="perl-nytprof",
        pattern="**/nytprof*",
        tier="safe",
        why="a profile of a run",
        kind=LOGS,
        hits=("nytprof.out", "nytprof/a.html"),
        misses=("lib/NYTProf.pm",),
    ),
)
