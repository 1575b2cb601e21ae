"""The real command line in a process of its own, and real folders for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def ctxtrim(
    *args: str | bytes | Path, cwd: str | Path = ".", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `ctxtrim ARGS` and wait."""
    here = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(here), "COLUMNS": "80", **(env or {})}
    command = [sys.executable, "-m", "ctxtrim", *args]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, timeout=3600)


def planted(root: Path, files: Mapping[str, str | int]) -> Path:
    """Below `root`: path -> text, bytes of a hole, "-> target" of a link; a folder ends in a slash."""
    for name, what in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        elif isinstance(what, int):
            with path.open("wb") as hole:
                hole.truncate(what)
        elif what.startswith("-> "):
            path.symlink_to(what[3:])
        else:
            path.write_text(what)
    return root
