"""The records and paths that --only and --skip name."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ctxtrim.errors import CtxtrimError
from ctxtrim.proposal import Options

_WILDCARDS = frozenset("*?[")


def record_options(options: Options, context: str, only: Sequence[str], skip: Sequence[str]) -> Options:
    """Return the options with the records of `only` and `skip`, the paths of `only`, the patterns of `skip`.

    Raises CtxtrimError for what is neither a record, nor a path of the context, nor, in `skip`, a pattern.
    """
    paths = set()
    for name in (*only, *skip):
        path = _inside(context, name)
        if _is_record(name) or (name in skip and (path or not _WILDCARDS.isdisjoint(name))):
            continue
        if not path:
            raise CtxtrimError(
                f"{name}: no such record or path; `ctxtrim fix --all --format json` names the records."
            )
        paths.add(path)
    records = frozenset(name for name in only if _is_record(name))
    return options._replace(only=records, skip=frozenset(skip), paths=frozenset(paths))


def _is_record(name: str) -> bool:
    from ctxtrim.catalogue.record_files import load_records
    from ctxtrim.proposal.candidates import OTHER_RECORDS

    return name in OTHER_RECORDS or any(record.name == name for record in load_records())


def _inside(context: str, name: str) -> str:
    """Return a path as it is called in the context, "" where nothing is there."""
    path = os.path.normpath(name)
    is_inside = not os.path.isabs(path) and path.partition(os.sep)[0] not in ("", ".", "..")
    return path.replace(os.sep, "/") if is_inside and os.path.lexists(os.path.join(context, path)) else ""
