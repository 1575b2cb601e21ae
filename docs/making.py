"""What the scripts docs/make_*.py share: write the pages that differ, or tell which are stale."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).resolve().parent


def make(wanted: Mapping[str, str], only: str = "") -> int:
    """Write pages, by path below docs/, and return the exit status.

    only: a pattern of pages that go unless they are wanted. With --check nothing is written; the status is 1
    where a page is stale.
    """
    script = Path(sys.argv[0]).name
    stale = [name for name, text in wanted.items() if _read(DOCS / name) != text]
    gone = {path.relative_to(DOCS).as_posix() for path in DOCS.glob(only)} - set(wanted) if only else set()
    if "--check" in sys.argv[1:]:
        for name in (*stale, *sorted(gone)):
            print(f"docs/{name}: stale; run python docs/{script}")
        return 1 if stale or gone else 0
    for name in stale:
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(wanted[name], encoding="utf-8")
    for name in gone:
        (DOCS / name).unlink()
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
