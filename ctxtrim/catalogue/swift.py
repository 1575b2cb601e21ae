"""What do Swift and Xcode leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES, DEPENDENCIES, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord,
    ecosystem="swift and xcode",
    markers=("Package.swift", "*.xcodeproj", "*.xcworkspace", "Podfile", "Cartfile", "*.swift"),
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="swift-build",
        pattern="**/.build",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        hits=(".build/debug/a",),
        misses=("Sources/build.swift",),
    ),
    _record(
        name="swift-carthage",
        pattern="Carthage/Build",
        tier="unsafe",
        why="frameworks that the build fetches",
        kind=DEPENDENCIES,
        untracked=True,
        hits=("Carthage/Build/iOS/a",),
        misses=("Cartfile",),
    ),
    _record(
        name="swift-derived-data",
        pattern="**/DerivedData",
        tier="safe",
        why="what this machine compiled",
        kind=BUILD_OUTPUT,
        hits=("DerivedData/a",),
        misses=("Sources/DerivedData.swift",),
    ),
    _record(
        name="swift-package-manager",
        pattern="**/.swiftpm",
        tier="safe",
        why="package state of this machine",
        kind=CACHES,
        hits=(".swiftpm/xcode/a",),
        misses=("Package.swift",),
    ),
    _record(
        name="swift-pods",
        pattern="**/Pods",
        tier="unsafe",
        why="pods that the build installs",
        kind=DEPENDENCIES,
        untracked=True,
        hits=("ios/Pods/a", "Pods/b"),
        misses=("Podfile",),
    ),
    _record(
        name="swift-user-data",
        pattern="**/xcuserdata",
        tier="safe",
        why="one developer's editor state",
        kind=SETTINGS,
        hits=("App.xcodeproj/xcuserdata/a",),
        misses=("App.xcodeproj/project.pbxproj",),
    ),
)
