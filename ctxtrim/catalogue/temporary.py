"""Which logs and temporary files lie in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, LOGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="logs and temporary files")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="temporary-backup",
        pattern="**/*.bak",
        tier="safe",
        why="a copy of a file",
        kind=CACHES,
        hits=("a.conf.bak", "src/b.py.bak"),
        misses=("src/bak.py",),
    ),
    _record(
        name="temporary-log",
        pattern="**/*.log",
        tier="safe",
        why="a log",
        kind=LOGS,
        hits=("debug.log", "app/server.log"),
        misses=("src/log.py", "log/a.go"),
    ),
    _record(
        name="temporary-log-rotated",
        pattern="**/*.log.[0-9]*",
        tier="safe",
        why="an old log",
        kind=LOGS,
        hits=("app.log.1", "logs/a.log.2.gz"),
        misses=("src/log.go",),
    ),
    _record(
        name="temporary-nohup",
        pattern="**/nohup.out",
        tier="safe",
        why="what a background process printed",
        kind=LOGS,
        hits=("nohup.out",),
        misses=("src/nohup.c",),
    ),
    _record(
        name="temporary-orig",
        pattern="**/*.orig",
        tier="safe",
        why="what a merge left",
        kind=CACHES,
        hits=("src/a.py.orig",),
        misses=("src/orig.py",),
    ),
    _record(
        name="temporary-patch-reject",
        pattern="**/*.rej",
        tier="safe",
        why="what a patch could not apply",
        kind=CACHES,
        hits=("src/a.py.rej",),
        misses=("src/rej.py",),
    ),
    _record(
        name="temporary-pid",
        pattern="**/*.pid",
        tier="safe",
        why="the number of a running process",
        kind=CACHES,
        hits=("server.pid", "tmp/pids/a.pid"),
        misses=("src/pid.c",),
    ),
    _record(
        name="temporary-tagged-cache",
        pattern="**",
        tier="safe",
        why="a directory that calls itself a cache",
        kind=CACHES,
        proof=("CACHEDIR.TAG",),
        hits=("foo/CACHEDIR.TAG", "foo/a"),
    ),
    _record(
        name="temporary-temp",
        pattern="**/*.temp",
        tier="safe",
        why="a temporary file",
        kind=CACHES,
        hits=("a.temp",),
        misses=("src/temp.py",),
    ),
    _record(
        name="temporary-tmp",
        pattern="**/*.tmp",
        tier="safe",
        why="a temporary file",
        kind=CACHES,
        hits=("a.tmp", "src/b.tmp"),
        misses=("src/tmp.py",),
    ),
    _record(
        name="temporary-tmp-directory",
        pattern="tmp",
        tier="unsafe",
        why="temporary files",
        kind=CACHES,
        untracked=True,
        hits=("tmp/a",),
        misses=("src/tmp/a.go",),
    ),
    _record(
        name="temporary-tmp-hidden",
        pattern="**/.tmp",
        tier="safe",
        why="temporary files",
        kind=CACHES,
        hits=(".tmp/a",),
        misses=("src/tmp/a.go",),
    ),
)
