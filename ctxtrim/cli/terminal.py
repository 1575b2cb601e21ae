"""What standard output can show, and how lines are written to it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import Any

import click

from ctxtrim.render.spans import Line, Page, plain

_COLOURS: dict[str, dict[str, Any]] = {
    "head": {"bold": True},
    "dim": {"dim": True},
    "bad": {"fg": "red", "bold": True},
    "warn": {"fg": "yellow"},
    "good": {"fg": "green"},
    "bar": {"fg": "cyan"},
    "note": {"fg": "blue"},
}


def page() -> Page:
    """As wide as the terminal, at least 40 columns; a pipe has no width."""
    import shutil

    width = max(40, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 0
    try:
        "█├…".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return Page(width, blocks=False)
    return Page(width)


def show(lines: Iterable[Line]) -> None:
    """Write lines: coloured on a terminal (unless NO_COLOR is set), plain elsewhere."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        sys.stdout.write(plain(lines))
        return
    for line in lines:
        click.echo("".join(click.style(span.text, **_COLOURS.get(span.style, {})) for span in line))
