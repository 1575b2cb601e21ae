"""What do Node, its package managers and its frameworks leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, DEPENDENCIES, LOGS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord,
    ecosystem="node",
    markers=("package.json", "node_modules", "deno.json", "bun.lockb", "bun.lock"),
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="node-bower",
        pattern="**/bower_components",
        tier="safe",
        why="packages that bower installs",
        kind=DEPENDENCIES,
        hits=("bower_components/jquery/a.js",),
        misses=("bower.json",),
    ),
    _record(
        name="node-debug-log",
        pattern="**/npm-debug.log*",
        tier="safe",
        why="a log of npm",
        kind=LOGS,
        hits=("npm-debug.log", "web/npm-debug.log.1"),
        misses=("src/debug.log.ts",),
    ),
    _record(
        name="node-lerna-log",
        pattern="**/lerna-debug.log*",
        tier="safe",
        why="a log of Lerna",
        kind=LOGS,
        hits=("lerna-debug.log",),
        misses=("lerna.json",),
    ),
    _record(
        name="node-modules",
        pattern="**/node_modules",
        tier="safe",
        why="packages that the build installs for the image's own system",
        kind=DEPENDENCIES,
        hits=("node_modules/a/index.js", "web/node_modules/b/c.js"),
        misses=("src/node_modules.ts",),
    ),
    _record(
        name="node-npm-cache",
        pattern="**/.npm",
        tier="safe",
        why="npm's cache",
        kind=CACHES,
        hits=(".npm/_cacache/a",),
        misses=(".npmrc",),
    ),
    _record(
        name="node-pnpm-debug-log",
        pattern="**/pnpm-debug.log*",
        tier="safe",
        why="a log of pnpm",
        kind=LOGS,
        hits=("pnpm-debug.log",),
        misses=("pnpm-lock.yaml",),
    ),
    _record(
        name="node-pnpm-store",
        pattern="**/.pnpm-store",
        tier="safe",
        why="pnpm's store",
        kind=DEPENDENCIES,
        hits=(".pnpm-store/v3/a",),
        misses=("pnpm-workspace.yaml",),
    ),
    _record(
        name="node-tap",
        pattern="**/.tap",
        tier="safe",
        why="state of a test runner",
        kind=CACHES,
        hits=(".tap/a",),
        misses=("tap.js",),
    ),
    _record(
        name="node-yarn-cache",
        pattern="**/.yarn/cache",
        tier="safe",
        why="Yarn's cache",
        kind=CACHES,
        hits=(".yarn/cache/a.zip",),
        misses=(".yarn/releases/yarn-4.cjs", ".yarn/patches/a.patch"),
    ),
    _record(
        name="node-yarn-error-log",
        pattern="**/yarn-error.log*",
        tier="safe",
        why="a log of Yarn",
        kind=LOGS,
        hits=("yarn-error.log",),
        misses=("yarn.lock",),
    ),
    _record(
        name="node-yarn-install-state",
        pattern="**/.yarn/install-state.gz",
        tier="safe",
        why="what Yarn remembers of this machine",
        kind=CACHES,
        hits=(".yarn/install-state.gz",),
        misses=(".yarn/releases/yarn-4.cjs",),
    ),
    _record(
        name="node-yarn-unplugged",
        pattern="**/.yarn/unplugged",
        tier="safe",
        why="packages unpacked for this machine",
        kind=DEPENDENCIES,
        hits=(".yarn/unplugged/a/b.js",),
        misses=(".yarn/plugins/a.cjs",),
    ),
)
