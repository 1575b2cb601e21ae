"""The paths that show where a context is heavy: disjoint, never a directory and something below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from ctxtrim.catalogue.kinds import DIR_KINDS
from ctxtrim.model.audit import Heavy
from ctxtrim.model.scan import Folder, Outline, Outlined, Scan

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
    inside = _Inside(scan)
    whole = max(scan.eligible.bytes, 1)
    shown: list[Heavy] = []
    waiting: list[tuple[int, str, _Placed]] = []
    _push(waiting, inside.of(0, ""))
    while waiting and len(shown) < top:
        heavy, row = heappop(waiting)[2]
        opened = _worth_opening(heavy, inside.of(row, heavy.path), whole)
        if opened:
            _push(waiting, opened)
        else:
            shown.append(heavy)
    return tuple(shown)


def outline(folders: Sequence[Folder]) -> Outline:
    """The outline of a scan's directories, by the quick way where there is one."""
    if isinstance(folders, Outlined):
        return folders.outline()
    return Outline(
        [folder.parent for folder in folders],
        [folder.total.bytes for folder in folders],
        [folder.path.rpartition("/")[2] for folder in folders],
        [folder.total.files for folder in folders],
    )


class _Placed(NamedTuple):
    """A path that weighs, and its number among the directories (-1: a file)."""

    heavy: Heavy
    row: int


class _Inside:
    """What weighs directly in a directory, as far as the scan remembers files; made when it is looked at."""

    def __init__(self, scan: Scan) -> None:
        self._rows: dict[int, list[int]] = {}
        self._files: dict[str, list[Heavy]] = {}
        least = scan.eligible.bytes * _INVISIBLE
        self._outline = outline(scan.folders)
        for row, (parent, size) in enumerate(zip(self._outline.parents, self._outline.sizes, strict=True)):
            if size > least:
                self._rows.setdefault(parent, []).append(row)
        for size, path in scan.largest:
            self._files.setdefault(path.rpartition("/")[0], []).append(Heavy(path, "file", size, 1))

    def of(self, row: int, path: str) -> list[_Placed]:
        """The children of the directory with this number and path; none of a file."""
        if row < 0:
            return []
        folders = [self._placed(below, path) for below in self._rows.get(row, ())]
        return folders + [_Placed(heavy, -1) for heavy in self._files.get(path, ())]

    def _placed(self, row: int, above: str) -> _Placed:
        _, sizes, names, files = self._outline
        path = f"{above}/{names[row]}" if above else names[row]
        return _Placed(Heavy(path, "dir", sizes[row], files[row]), row)


def _worth_opening(heavy: Heavy, inside: Sequence[_Placed], whole: int) -> Sequence[_Placed]:
    """The children to show instead of a directory, or () to leave it closed."""
    if heavy.kind != "dir" or heavy.path.rpartition("/")[2] in DIR_KINDS:
        return ()
    big = [child for child in inside if child.heavy.bytes >= _SMALL * whole]
    big = sorted(big, key=lambda child: _weight(child.heavy))[:_FEW]
    if sum(child.heavy.bytes for child in big) < _COVERED * heavy.bytes:
        return ()
    return big


def _push(waiting: list[tuple[int, str, _Placed]], placed: Iterable[_Placed]) -> None:
    for one in placed:
        heappush(waiting, (*_weight(one.heavy), one))


def _weight(heavy: Heavy) -> tuple[int, str]:
    return -heavy.bytes, heavy.path
