"""The catalogue's files as tomllib reads them, with the examples that the package leaves out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ctxtrim.catalogue import record_files
from ctxtrim.catalogue.record_files import LISTS
from ctxtrim.model.record import JunkRecord

FOLDER = Path(record_files.__file__).parent / "records"


class Row(NamedTuple):
    """One line of a file: the record, and its examples."""

    file: str
    record: JunkRecord
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    fields: tuple[str, ...]


def rows_of(file: str) -> Iterator[Row]:
    """The rows of a file as they stand in it."""
    table = tomllib.loads((FOLDER / f"{file}.toml").read_text("utf-8"))
    shared = {key: _plain(value) for key, value in table.items() if not isinstance(value, dict)}
    for tier, kinds in table.items():
        for kind, records in kinds.items() if isinstance(kinds, dict) else ():
            for name, fields in records.items():
                plain = {key: _plain(value) for key, value in fields.items()}
                hits, misses = plain.pop("hits", ()), plain.pop("misses", ())
                record = JunkRecord(name=name, tier=tier, kind=kind, **{**shared, **plain})
                yield Row(file, record, hits, misses, tuple(fields))


def _plain(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return tuple(name for word in value for name in LISTS.get(word, (word,)))


FILES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
ROWS = tuple(row for file in FILES for row in rows_of(file))
