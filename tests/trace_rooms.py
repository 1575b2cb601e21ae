"""The rooms that one answer goes through: which packages of ctxtrim a command enters, and how often it moves.

    python -m tests.trace_rooms                  why, fix and audit of a sample project, one row each
    python -m tests.trace_rooms why CONTEXT/a    any command line

A room is a package (`manifests/readers`) or a module that lies beside the packages (`disk`). Entered means: a
function of it was called. A move is a call or a return from one room to another.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from click.testing import CliRunner

PACKAGE = str(Path(__file__).parents[1] / "ctxtrim") + "/"


class Trace:
    """Which rooms were entered, in the order of their first call, and the number of moves between rooms."""

    def __init__(self) -> None:
        self.rooms: list[str] = []
        self.moves = 0
        self._room_of: dict[CodeType, str] = {}
        self._current = ""

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        """Note one event of `sys.setprofile`; functions outside the package belong to no room."""
        if event not in ("call", "return"):
            return
        frame_now = frame if event == "call" else frame.f_back
        if frame_now is None:
            return
        code = frame_now.f_code
        room = self._room_of.get(code)
        if room is None:
            room = self._room_of[code] = room_of(code.co_filename) if code.co_name != "<module>" else ""
        if room and room != self._current:
            self.moves += 1
            self._current = room
            if room not in self.rooms:
                self.rooms.append(room)


def room_of(filename: str) -> str:
    """`manifests/readers` for a file in that package, `disk` for a module beside the packages, else ""."""
    if not filename.startswith(PACKAGE):
        return ""
    package, _, module = filename.removeprefix(PACKAGE).rpartition("/")
    return package or module.removesuffix(".py")


def trace(words: Sequence[str]) -> Trace:
    """Run a command line within this process and note the rooms it enters. It prints nothing."""
    from ctxtrim.cli import main as command_line

    traced = Trace()
    with contextlib.redirect_stdout(io.StringIO()):
        sys.setprofile(traced)
        try:
            CliRunner().invoke(command_line, list(words))
        finally:
            sys.setprofile(None)
    return traced


def main(words: Sequence[str]) -> None:
    """Print rooms and moves of a command line, or of three on a sample."""
    from sample_projects.make import make

    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        make("flask-docker", sample)
        ours = [["why", f"{sample}/Dockerfile"], ["fix", str(sample)], ["audit", str(sample)]]
        rows = [words] if words else ours
        for row in rows:
            traced = trace(row)
            print(f"{row[0]}: {len(traced.rooms)} rooms, {traced.moves} moves: {', '.join(traced.rooms)}")


if __name__ == "__main__":
    main(sys.argv[1:])
