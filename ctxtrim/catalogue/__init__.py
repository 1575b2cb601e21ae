"""What rarely belongs in a build context?

`RECORDS` holds every record, by module and name. It is loaded when it is first asked for: who only wants
to know what kind a file is (`kinds`) should not wait for half a hundred tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxtrim.model.record import JunkRecord

if TYPE_CHECKING:
    RECORDS: tuple[JunkRecord, ...]


def __getattr__(name: str) -> tuple[JunkRecord, ...]:
    if name != "RECORDS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ctxtrim.catalogue.records import RECORDS

    globals()["RECORDS"] = RECORDS
    return RECORDS
