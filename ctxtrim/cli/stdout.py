"""Writes a long list to standard output as bytes, as it comes."""

from __future__ import annotations

import sys
from collections.abc import Iterable


def write(lines: Iterable[bytes]) -> None:
    """Write what is yielded, as it comes."""
    out = sys.stdout.buffer
    out.writelines(lines)
    out.flush()
