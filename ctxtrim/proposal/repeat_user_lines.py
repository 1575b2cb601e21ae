"""Repeat user rules after an allow-list, so that an included directory does not bring back what they exclude.

The last line that matches decides: `!src/**` would bring back what `**/.env` above it keeps out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxtrim.matching.ignore_file import BOM, MOBY, Line

_WILD = frozenset("*?[\\")


def again(lines: Iterable[Line], let_in: Iterable[str]) -> Iterator[str]:
    """The lines, as written, that may match something that is let in. let_in: patterns, without their `!`."""
    tops = {pattern.partition("/")[0] for pattern in let_in}
    anything = any(not _WILD.isdisjoint(top) for top in tops)
    for line in lines:
        pattern = MOBY.clean(line.text.removeprefix(BOM)).removeprefix("!")
        top = pattern.lstrip("/").partition("/")[0]
        if pattern and (anything or top in tops or not _WILD.isdisjoint(top)):
            yield line.text.removeprefix(BOM).rstrip("\r")
