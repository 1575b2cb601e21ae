"""What do Dart and Flutter leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="dart and flutter", markers=("pubspec.yaml",))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="dart-flutter-plugins",
        pattern="**/.flutter-plugins*",
        tier="safe",
        why="plugin paths of this machine",
        kind=CACHES,
        hits=(".flutter-plugins", ".flutter-plugins-dependencies"),
        misses=("pubspec.yaml",),
    ),
    _record(
        name="dart-pub-cache",
        pattern="**/.pub-cache",
        tier="safe",
        why="downloaded packages",
        kind=CACHES,
        hits=(".pub-cache/hosted/a",),
        misses=("lib/pub-cache.dart",),
    ),
    _record(
        name="dart-tool",
        pattern="**/.dart_tool",
        tier="safe",
        why="package paths and caches of this machine",
        kind=CACHES,
        hits=(".dart_tool/package_config.json",),
        misses=("lib/dart_tool.dart",),
    ),
)
