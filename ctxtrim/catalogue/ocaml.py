"""What does OCaml leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import DEPENDENCIES, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="ocaml", markers=("dune-project", "dune", "*.opam"))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="ocaml-esy",
        pattern="**/_esy",
        tier="safe",
        why="packages compiled on this machine",
        kind=DEPENDENCIES,
        hits=("_esy/default/a",),
        misses=("esy.json",),
    ),
    _record(
        name="ocaml-merlin",
        pattern="**/.merlin",
        tier="safe",
        why="paths of this machine for an editor",
        kind=SETTINGS,
        hits=(".merlin",),
        misses=("src/merlin.ml",),
    ),
    _record(
        name="ocaml-opam-switch",
        pattern="**/_opam",
        tier="safe",
        why="packages compiled on this machine",
        kind=DEPENDENCIES,
        hits=("_opam/lib/a",),
        misses=("app.opam",),
    ),
)
