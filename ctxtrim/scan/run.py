"""One pass over a context: the fast equal of scan/reference."""

from __future__ import annotations

import gc
import sys
from contextlib import closing

from ctxtrim.catalogue.kinds import KINDS
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Sum
from ctxtrim.model.scan import Ask, Scan
from ctxtrim.scan.accel import Accelerated
from ctxtrim.scan.asked_paths import AskedPaths
from ctxtrim.scan.columns import BYTES, FILES, Columns
from ctxtrim.scan.folders import Folders, Totals, totals_of
from ctxtrim.scan.hard_links import correct_hard_links, in_walk_order
from ctxtrim.scan.native import cores, extension
from ctxtrim.scan.packet_ids import id_bytes
from ctxtrim.scan.reader import Reader
from ctxtrim.scan.scan_disk import ScanDisk
from ctxtrim.scan.verdict_states import Judge
from ctxtrim.scan.weight import keep_largest

_MANY = 768
"""Directories pending at which a tree is large enough to share between processes."""


def scan(context: str, ruleset: Ruleset, ask: Ask = Ask(), asked: AskedPaths | None = None) -> Scan:  # noqa: B008
    """Scan a context on the disk, without an object per file; see model.Scan.

    asked: what a build asks for; then nothing else counts, and directories that lead there arrive with what
    is below, but are not eligible themselves.

    Raises CtxtrimError for a context that cannot be listed or a pattern that the builder rejects.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        with closing(ScanDisk(context)) as disk:
            reader = Reader(disk, Judge(ruleset), ask, asked)
            reader.start()
            _read(reader)
            return _result(reader)
    finally:
        if was_collecting:
            gc.enable()


def _read(reader: Reader) -> None:
    may_accelerate = reader.disk.is_on_disk and reader.judge.by_tables and not reader.judge.by_depth
    accel = extension() if may_accelerate else None
    if accel:
        Accelerated(reader, accel, cores()).run()
        return
    workers = _workers()
    reader.run(_MANY if workers > 1 else 0)
    if reader.pending:
        from ctxtrim.scan.fork import share

        share(reader, workers)


def _workers() -> int:
    """Return how many processes may share the work: one where forking is unknown or unsafe."""
    threading = sys.modules.get("threading")
    if sys.platform not in ("linux", "darwin") or (threading and threading.active_count() > 1):
        return 1
    return cores()


def _result(reader: Reader) -> Scan:
    columns, notes, ask = reader.columns, reader.notes, reader.ask
    later = correct_hard_links(reader)
    keep_largest(notes.largest, ask.top)
    sends_entered = reader.judge.ruleset.dialect.sends_entered
    kinds = _kinds(reader)
    totals = totals_of(columns, sends_entered)
    transfer, tar = _transferred(columns, totals, sends_entered)
    return Scan(
        folders=Folders(columns, totals),
        eligible=Sum(totals.files[0], totals.bytes[0]),
        transfer_bytes=2 + transfer + id_bytes(reader, totals, later),
        classic_tar_bytes=1024 + tar,
        largest=tuple(notes.largest),
        kinds=kinds,
        found=tuple(sorted(notes.found, key=in_walk_order)),
        troubles=tuple(sorted(notes.troubles, key=lambda entry: in_walk_order(entry.path))),
        emptied=tuple(sorted(notes.emptied, key=in_walk_order)),
        excluded=Sum(*notes.excluded) if ask.excluded else None,
        entered=notes.entered,
    )


def _transferred(columns: Columns, totals: Totals, sends_entered: bool) -> tuple[int, int]:
    """Return the bytes on the wire without ids, and of the tar without its end.

    A tar holds no directory that is excluded and only there for what is below it.
    """
    arriving = [(transfer, tar) for row, transfer, tar in columns.entered if totals.arrives[row]]
    transfer = columns.transfer + sum(transfer for transfer, _ in arriving)
    return transfer, columns.tar + sum(tar for _, tar in arriving if sends_entered)


def _kinds(reader: Reader) -> dict[str, Sum]:
    columns, notes = reader.columns, reader.notes
    files, sizes = [0] * len(KINDS), [0] * len(KINDS)
    for kind, count, size in zip(columns.kind, columns.column(FILES), columns.column(BYTES), strict=True):
        if kind >= 0:
            files[kind] += count
            sizes[kind] += size
    for kind, (count, size) in notes.kinds.items():
        files[kind] += count
        sizes[kind] += size
    return {name: Sum(files[at], sizes[at]) for at, name in enumerate(KINDS) if files[at]}
