"""How does a long list reach standard output? As bytes, in portions, never all at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice

_PORTION = 1024


def write(lines: Iterable[bytes]) -> None:
    """Write what is yielded, as it comes."""
    out = sys.stdout.buffer
    waiting = iter(lines)
    while portion := list(islice(waiting, _PORTION)):
        out.write(b"".join(portion))
    out.flush()
