"""What does Bazel (or Buck) leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord,
    ecosystem="bazel",
    markers=(
        "MODULE.bazel",
        "WORKSPACE",
        "WORKSPACE.bazel",
        "BUILD.bazel",
        ".bazelrc",
        "BUCK",
        ".buckconfig",
    ),
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="bazel-bin",
        pattern="bazel-bin",
        tier="safe",
        why="a link into Bazel's output of this machine",
        kind=BUILD_OUTPUT,
        hits=("bazel-bin",),
        misses=("tools/bazel-bin.bzl",),
    ),
    _record(
        name="bazel-buck-out",
        pattern="buck-out",
        tier="safe",
        why="what Buck built",
        kind=BUILD_OUTPUT,
        hits=("buck-out/v2/a",),
        misses=("src/buck-out.py",),
    ),
    _record(
        name="bazel-out",
        pattern="bazel-out",
        tier="safe",
        why="a link into Bazel's output of this machine",
        kind=BUILD_OUTPUT,
        hits=("bazel-out",),
        misses=("tools/bazel-out.bzl",),
    ),
    _record(
        name="bazel-testlogs",
        pattern="bazel-testlogs",
        tier="safe",
        why="a link into Bazel's output of this machine",
        kind=BUILD_OUTPUT,
        hits=("bazel-testlogs",),
        misses=("tools/bazel-testlogs.bzl",),
    ),
    _record(
        name="bazel-user-settings",
        pattern="user.bazelrc",
        tier="safe",
        why="one developer's Bazel options",
        kind=SETTINGS,
        hits=("user.bazelrc",),
        misses=(".bazelrc", "tools/user.bazelrc.tmpl"),
    ),
)
