"""What do Elm and PureScript leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, DEPENDENCIES
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord, ecosystem="elm and purescript", markers=("elm.json", "spago.dhall", "spago.yaml")
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="elm-psc-package",
        pattern="**/.psc-package",
        tier="safe",
        why="downloaded packages",
        kind=DEPENDENCIES,
        hits=(".psc-package/a",),
        misses=("psc-package.json",),
    ),
    _record(
        name="elm-spago",
        pattern="**/.spago",
        tier="safe",
        why="downloaded packages",
        kind=DEPENDENCIES,
        hits=(".spago/a",),
        misses=("spago.dhall",),
    ),
    _record(
        name="elm-stuff",
        pattern="**/elm-stuff",
        tier="safe",
        why="what Elm compiled",
        kind=CACHES,
        hits=("elm-stuff/0.19.1/a.elmi", "ui/elm-stuff/a"),
        misses=("src/Elm.elm",),
    ),
)
