"""How much a test run tries: all of it, or with `./test --fast` a sample."""

from __future__ import annotations

import os

IS_FAST = bool(os.environ.get("CTXTRIM_FAST"))


def examples(usual: int) -> int:
    """Return how many random examples a test tries; CTXTRIM_EXAMPLES overrules the usual number."""
    return int(os.environ.get("CTXTRIM_EXAMPLES", "0")) or (max(5, usual // 20) if IS_FAST else usual)


def stride(usual: int) -> int:
    """Return n where every n-th of the recorded cases is tried; CTXTRIM_STRIDE=1 tries all."""
    return int(os.environ.get("CTXTRIM_STRIDE", "0")) or (usual * 8 if IS_FAST else usual)
