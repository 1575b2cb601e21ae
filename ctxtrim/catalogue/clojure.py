"""What does Clojure leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord,
    ecosystem="clojure",
    markers=("project.clj", "deps.edn", "build.boot", "shadow-cljs.edn", "bb.edn"),
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="clojure-classpath-cache",
        pattern="**/.cpcache",
        tier="safe",
        why="class paths of this machine",
        kind=CACHES,
        hits=(".cpcache/1.cp",),
        misses=("src/cpcache.clj",),
    ),
    _record(
        name="clojure-kondo-cache",
        pattern="**/.clj-kondo/.cache",
        tier="safe",
        why="what the linter remembers",
        kind=CACHES,
        hits=(".clj-kondo/.cache/v1/a",),
        misses=(".clj-kondo/config.edn",),
    ),
    _record(
        name="clojure-lein-dependencies",
        pattern="**/.lein-*",
        tier="safe",
        why="notes of Leiningen",
        kind=CACHES,
        hits=(".lein-deps-sum", ".lein-repl-history"),
        misses=("src/lein-x.clj",),
    ),
    _record(
        name="clojure-lsp-cache",
        pattern="**/.lsp/.cache",
        tier="safe",
        why="what the language server remembers",
        kind=CACHES,
        hits=(".lsp/.cache/db.edn",),
        misses=(".lsp/config.edn",),
    ),
    _record(
        name="clojure-nrepl-port",
        pattern="**/.nrepl-port",
        tier="safe",
        why="the port of a running REPL",
        kind=CACHES,
        hits=(".nrepl-port", "web/.nrepl-port"),
        misses=("src/nrepl-port.clj",),
    ),
    _record(
        name="clojure-shadow-cache",
        pattern="**/.shadow-cljs",
        tier="safe",
        why="what the ClojureScript compiler caches",
        kind=CACHES,
        hits=(".shadow-cljs/builds/a",),
        misses=("shadow-cljs.edn",),
    ),
)
