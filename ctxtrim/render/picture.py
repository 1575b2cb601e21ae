"""Heavy paths as a tree with bars; all lines together are the whole context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxtrim.context.transfer_size import human
from ctxtrim.model.audit import Heavy
from ctxtrim.model.context import Sum
from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, cells, clipped

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_WIDE, _NARROW = 20, 12
_ROOMY = 100
_BESIDE_BAR = 2 + 9 + 1 + 4 + 2 + 2

_LEAST_NAME = 10
"""Columns that a path has at least, before what is said of it is made shorter."""


class _Row(NamedTuple):
    """A line: its branch of the tree and the name there; heavy is None for a directory that only groups."""

    branch: str
    name: str
    heavy: Heavy | None


def picture(heavies: Sequence[Heavy], whole: Sum, page: Page) -> Iterator[Line]:
    """The tree of disjoint heavy paths, and what is left, as shares of `whole`."""
    for row in _rows(heavies, page):
        if row.heavy is None:
            name = clipped(row.name, _room(row, "", page), page)
            yield (Span(" " * (_BESIDE_BAR + _bar_width(page))), Span(row.branch + name, "dim"))
        else:
            yield _line(row, row.heavy, whole.bytes, page)
    rest = whole.bytes - sum(heavy.bytes for heavy in heavies)
    files = whole.files - sum(heavy.files for heavy in heavies)
    if rest > 0 or files > 0:
        yield (*_share(rest, whole.bytes, page), Span(f"everything else, {_files(files)}", "dim"))


def flat_rows(heavies: Sequence[Heavy], whole: Sum, page: Page) -> Iterator[Line]:
    """Yield one line a path with its share of `whole`, no tree around it."""
    for heavy in heavies:
        name = visible(heavy.path) + "/" * (heavy.kind == "dir")
        yield _line(_Row("", name, heavy), heavy, whole.bytes, page)


def _line(row: _Row, heavy: Heavy, whole: int, page: Page) -> Line:
    after = _after(heavy)
    if page.width and _room(row, after, page) < min(_LEAST_NAME, cells(row.name)):
        after = _after(heavy, is_short=True)
    name = clipped(row.name, _room(row, after, page), page)
    style = "dim" if heavy.sent == 0 else ""
    spans = (*_share(heavy.bytes, whole, page), Span(row.branch, "dim"), Span(name, style))
    return (*spans, Span(after, "dim")) if after else spans


def _after(heavy: Heavy, is_short: bool = False) -> str:
    parts = [_files(heavy.files)] if heavy.kind == "dir" and not is_short else []
    if heavy.sent == 0:
        parts.append("not sent")
    elif heavy.sent is not None and heavy.sent < heavy.bytes:
        parts.append(f"{human(heavy.sent)} sent")
    return "  " + ", ".join(parts) if parts else ""


def _room(row: _Row, after: str, page: Page) -> int:
    return page.width - _BESIDE_BAR - _bar_width(page) - cells(row.branch) - cells(after)


def _share(size: int, whole: int, page: Page) -> Line:
    share = size / whole if whole else 0.0
    return (
        Span(f"  {human(size):>9}"),
        Span(f" {share:4.0%}  ", "dim"),
        Span(bar(share, _bar_width(page), page.blocks), "bar"),
        Span("  "),
    )


def _bar_width(page: Page) -> int:
    return _NARROW if 0 < page.width < _ROOMY else _WIDE


def bar(share: float, width: int, blocks: bool = True) -> str:
    """A bar of `width` columns, filled from the left; to the eighth of a column where blocks can be shown."""
    if not blocks:
        return ("#" * round(share * width)).ljust(width)
    full, eighths = divmod(round(share * width * 8), 8)
    return ("█" * full + _EIGHTHS[eighths] * bool(eighths)).ljust(width)


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def _rows(heavies: Sequence[Heavy], page: Page, above: str = "", stem: str = "") -> Iterator[_Row]:
    """The heaviest first; where several share a directory, under its name.

    above: the directory that has been named. stem: the branches that run past these rows.
    """
    groups = _grouped(heavies, above)
    for number, group in enumerate(groups, 1):
        is_last = number == len(groups)
        branch = stem + _branch(is_last, page) if above else ""
        if len(group) == 1:
            slash = "/" if group[0].kind == "dir" else ""
            yield _Row(branch, visible(group[0].path[len(above) :]) + slash, group[0])
            continue
        shared = _shared([heavy.path for heavy in group])
        yield _Row(branch, visible(shared[len(above) :]), None)
        yield from _rows(group, page, shared, stem + _passing(is_last, page) if above else "")


def _grouped(heavies: Sequence[Heavy], above: str) -> list[list[Heavy]]:
    """By the next part of their paths, heaviest group first."""
    groups: dict[str, list[Heavy]] = {}
    for heavy in heavies:
        groups.setdefault(heavy.path[len(above) :].partition("/")[0], []).append(heavy)
    return sorted(groups.values(), key=lambda group: -sum(heavy.bytes for heavy in group))


def _branch(is_last: bool, page: Page) -> str:
    if not page.blocks:
        return "`- " if is_last else "|- "
    return "└─ " if is_last else "├─ "


def _passing(is_last: bool, page: Page) -> str:
    if is_last:
        return "   "
    return "│  " if page.blocks else "|  "


def _shared(paths: Sequence[str]) -> str:
    """The longest directory that all are in, with its slash."""
    common: list[str] = []
    for parts in zip(*(path.split("/")[:-1] for path in paths), strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return "/".join(common) + "/" if common else ""
