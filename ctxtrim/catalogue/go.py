"""What does Go leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, SETTINGS, SOURCE
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="go", markers=("go.mod", "go.work"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="go-air",
        pattern=".air",
        tier="safe",
        why="a live-reload build",
        kind=CACHES,
        hits=(".air/main",),
        misses=("cmd/air/main.go",),
    ),
    _record(
        name="go-debug-binary",
        pattern="**/__debug_bin*",
        tier="safe",
        why="a binary for the debugger",
        kind=BUILD_OUTPUT,
        hits=("__debug_bin", "cmd/a/__debug_bin123"),
        misses=("cmd/a/debug.go",),
    ),
    _record(
        name="go-golangci",
        pattern=".golangci.y*ml",
        tier="unsafe",
        why="settings of a linter",
        kind=SETTINGS,
        hits=(".golangci.yml", ".golangci.yaml"),
        misses=("vendor/x/.golangci.yml",),
    ),
    _record(
        name="go-goreleaser",
        pattern=".goreleaser*.y*ml",
        tier="unsafe",
        why="how releases are made",
        kind=SETTINGS,
        hits=(".goreleaser.yml", ".goreleaser.full.yaml"),
        misses=("cmd/goreleaser.go",),
    ),
    _record(
        name="go-module-cache",
        pattern="**/.gomodcache",
        tier="safe",
        why="downloaded modules",
        kind=DEPENDENCIES,
        hits=(".gomodcache/a",),
        misses=("go.sum",),
    ),
    _record(
        name="go-test-binary",
        pattern="**/*.test",
        tier="safe",
        why="a test binary",
        kind=BUILD_OUTPUT,
        keeps=("**/.env.test",),
        hits=("server.test",),
        misses=("pkg/a.test.go",),
    ),
    _record(
        name="go-testdata",
        pattern="**/testdata",
        tier="unsafe",
        why="files of tests; Go does not build them",
        kind=SOURCE,
        hits=("pkg/a/testdata/a.json", "testdata/x"),
        misses=("pkg/testdata.go",),
    ),
    _record(
        name="go-tests",
        pattern="**/*_test.go",
        tier="unsafe",
        why="tests; `go build` never compiles them",
        kind=SOURCE,
        hits=("main_test.go", "pkg/a/a_test.go"),
        misses=("pkg/a/test.go", "pkg/testing/a.go"),
    ),
)
