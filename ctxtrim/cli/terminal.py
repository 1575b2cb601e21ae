"""What standard output can show, and how lines are written to it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import Any

import click

from ctxtrim.render.spans import Line, Page, plain

_COLORS: dict[str, dict[str, Any]] = {
    "head": {"bold": True},
    "dim": {"dim": True},
    "bad": {"fg": "red", "bold": True},
    "warn": {"fg": "yellow"},
    "good": {"fg": "green"},
    "bar": {"fg": "cyan"},
    "note": {"fg": "blue"},
}


def page() -> Page:
    """Return the page of standard output: as wide as the terminal, at least 40 columns; 0 for a pipe."""
    width = max(40, _columns()) if sys.stdout.isatty() else 0
    try:
        "█├…".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return Page(width, blocks=False)
    return Page(width)


def _columns() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns


def has_color() -> bool:
    """Say whether output is colored: as --color, NO_COLOR and FORCE_COLOR say, else on a terminal."""
    context = click.get_current_context(silent=True)
    if context and context.color is not None:
        return context.color
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR", "")
    return sys.stdout.isatty() if forced in ("", "0") else True


def show(lines: Iterable[Line]) -> None:
    """Write lines, colored or plain (see `has_color`)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if not has_color():
        sys.stdout.write(plain(lines))
        return
    for line in lines:
        styled = (click.style(span.text, **_COLORS[span.style]) if span.style else span.text for span in line)
        click.echo("".join(styled), color=True)
