"""Dockerfiles with lines in a better order, as a diff and as JSON."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from json import dumps
from typing import NamedTuple

from ctxtrim.render.names import visible
from ctxtrim.render.spans import Line, Page, Span, wrapped

SCHEMA = "ctxtrim.dockerfile-fix/1"
_DIFF = {"+": "good", "-": "bad", "@": "dim"}


class ShownFix(NamedTuple):
    """A Dockerfile before and after. skipped: (line, install, reason)."""

    file: str
    old: bytes
    new: bytes
    moved: Sequence[str]
    skipped: Sequence[tuple[int, str, str]]


def dockerfile_fix_text(fixes: Sequence[ShownFix], page: Page) -> list[Line]:
    """Return the diffs, and the installs that stay with the reasons; one line where there are none."""
    if not fixes:
        return [(Span("No install comes after a copy of the sources.", "good"),)]
    lines: list[Line] = []
    for fix in fixes:
        lines += [*_diff(fix), *_skipped(fix, page), ()]
    return lines[:-1]


def dockerfile_fix_json(fixes: Sequence[ShownFix]) -> str:
    """Return one object, schema ctxtrim.dockerfile-fix/1."""
    rows = [
        {
            "file": fix.file,
            "diff": "".join(_diff_lines(fix)),
            "moved": list(fix.moved),
            "skipped": [{"line": line, "install": what, "reason": why} for line, what, why in fix.skipped],
        }
        for fix in fixes
    ]
    return dumps({"schema": SCHEMA, "dockerfiles": rows}, indent=2) + "\n"


def _diff(fix: ShownFix) -> Iterator[Line]:
    for line in _diff_lines(fix):
        yield (Span(visible(line.rstrip("\r\n")), _DIFF.get(line[:1], "")),)


def _diff_lines(fix: ShownFix) -> Iterator[str]:
    old, new = (text.decode("utf-8", "surrogateescape").splitlines(True) for text in (fix.old, fix.new))
    return difflib.unified_diff(old, new, f"a/{fix.file}", f"b/{fix.file}")


def _skipped(fix: ShownFix, page: Page) -> Iterator[Line]:
    for line, what, why in fix.skipped:
        sentence = visible(f"{fix.file}:{line}: {what} stays where it is: {why}.")
        yield from ((Span(text, "dim"),) for text in wrapped(sentence, page, 0))
