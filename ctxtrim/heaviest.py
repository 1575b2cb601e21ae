"""Which paths show where a context is heavy? Disjoint ones: no directory and something below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from ctxtrim.catalogue.kinds import DIR_KINDS
from ctxtrim.model.audit import Heavy
from ctxtrim.model.scan import Folder, Scan

_COVERED = 0.8
"""A directory is opened where few things in it hold this share of its bytes."""
_FEW = 6
_SMALL = 0.01
"""What has a smaller share of the whole than this does not make a directory worth opening."""
_INVISIBLE = 0.0001
"""A directory with no larger share than this is never shown."""


def heaviest(scan: Scan, top: int) -> tuple[Heavy, ...]:
    """At most `top` disjoint paths, heaviest first.

    A directory is opened where a few of its children hold most of it, so that what is named is what is big:
    data/2024/raw.xlsx, but images/ for a thousand images. One whose name says what it is (.git, .venv,
    node_modules, build …) is never opened. Paths of 0 bytes are not shown.
    """
    children = _children(scan)
    whole = max(scan.folders[0].total.bytes, 1)
    shown: list[Heavy] = []
    waiting: list[tuple[int, str, Heavy]] = []
    _push(waiting, children.get("", ()))
    while waiting and len(shown) < top:
        heavy = heappop(waiting)[2]
        inside = _worth_opening(heavy, children.get(heavy.path, ()), whole)
        if inside:
            _push(waiting, inside)
        else:
            shown.append(heavy)
    return tuple(shown)


def _worth_opening(heavy: Heavy, inside: Sequence[Heavy], whole: int) -> Sequence[Heavy]:
    """The children to show instead of a directory, or () to leave it closed."""
    if heavy.kind != "dir" or heavy.path.rpartition("/")[2] in DIR_KINDS:
        return ()
    big = sorted((child for child in inside if child.bytes >= _SMALL * whole), key=_weight)[:_FEW]
    if sum(child.bytes for child in big) < _COVERED * heavy.bytes:
        return ()
    return big


def _children(scan: Scan) -> dict[str, list[Heavy]]:
    """Directory -> what weighs directly in it, as far as the scan remembers files."""
    found: dict[str, list[Heavy]] = {}
    least = scan.folders[0].total.bytes * _INVISIBLE
    for folder in scan.folders:
        if folder.path and folder.total.bytes > least:
            found.setdefault(_parent(folder.path), []).append(_as_heavy(folder))
    for size, path in scan.largest:
        found.setdefault(_parent(path), []).append(Heavy(path, "file", size, 1))
    return found


def _push(waiting: list[tuple[int, str, Heavy]], heavies: Iterable[Heavy]) -> None:
    for heavy in heavies:
        heappush(waiting, (*_weight(heavy), heavy))


def _weight(heavy: Heavy) -> tuple[int, str]:
    return -heavy.bytes, heavy.path


def _as_heavy(folder: Folder) -> Heavy:
    return Heavy(folder.path, "dir", folder.total.bytes, folder.total.files)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
