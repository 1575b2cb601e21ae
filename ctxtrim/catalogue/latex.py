"""What does TeX leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="latex", markers=("*.tex",))

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="latex-auxiliary",
        pattern="**/*.aux",
        tier="safe",
        why="notes of a TeX run",
        kind=BUILD_OUTPUT,
        hits=("paper.aux",),
        misses=("src/aux.c",),
    ),
    _record(
        name="latex-bibliography",
        pattern="**/*.bbl",
        tier="safe",
        why="notes of a TeX run",
        kind=BUILD_OUTPUT,
        hits=("paper.bbl",),
        misses=("refs.bib",),
    ),
    _record(
        name="latex-latexmk",
        pattern="**/*.fdb_latexmk",
        tier="safe",
        why="notes of a TeX run",
        kind=BUILD_OUTPUT,
        hits=("paper.fdb_latexmk",),
        misses=("latexmkrc",),
    ),
    _record(
        name="latex-recorder",
        pattern="**/*.fls",
        tier="safe",
        why="notes of a TeX run",
        kind=BUILD_OUTPUT,
        hits=("paper.fls",),
        misses=("src/fls.c",),
    ),
    _record(
        name="latex-synctex",
        pattern="**/*.synctex.gz",
        tier="safe",
        why="notes of a TeX run",
        kind=BUILD_OUTPUT,
        hits=("paper.synctex.gz",),
        misses=("src/synctex.c",),
    ),
)
