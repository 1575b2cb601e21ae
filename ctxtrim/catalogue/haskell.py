"""What does Haskell leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord, ecosystem="haskell", markers=("stack.yaml", "*.cabal", "cabal.project", "package.yaml")
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="haskell-cabal-build",
        pattern="**/dist-newstyle",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        hits=("dist-newstyle/build/a",),
        misses=("src/Dist.hs",),
    ),
    _record(
        name="haskell-cabal-sandbox",
        pattern="**/.cabal-sandbox",
        tier="safe",
        why="packages compiled on this machine",
        kind=DEPENDENCIES,
        hits=(".cabal-sandbox/lib/a",),
        misses=("app.cabal",),
    ),
    _record(
        name="haskell-ghc-environment",
        pattern="**/.ghc.environment.*",
        tier="safe",
        why="package paths of this machine",
        kind=SETTINGS,
        hits=(".ghc.environment.x86_64-linux-9.4",),
        misses=("src/ghc.hs",),
    ),
    _record(
        name="haskell-hie",
        pattern="**/.hie",
        tier="safe",
        why="what a language server remembers",
        kind=CACHES,
        hits=(".hie/a.hie",),
        misses=("hie.yaml",),
    ),
    _record(
        name="haskell-interfaces",
        pattern="**/*.hi",
        tier="safe",
        why="compiled interfaces",
        kind=BUILD_OUTPUT,
        hits=("src/Main.hi",),
        misses=("src/Hi.hs",),
    ),
    _record(
        name="haskell-stack-work",
        pattern="**/.stack-work",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        hits=(".stack-work/install/a", "lib/.stack-work/a"),
        misses=("stack.yaml",),
    ),
)
