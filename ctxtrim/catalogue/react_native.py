"""What do React Native and mobile tools leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord, ecosystem="react native", markers=("app.json", "metro.config.js", "react-native.config.js")
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="reactnative-expo",
        pattern="**/.expo",
        tier="safe",
        why="state of Expo on this machine",
        kind=CACHES,
        hits=(".expo/settings.json",),
        misses=("app.json",),
    ),
)
