"""Sizes as people type them."""

from __future__ import annotations

import re

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30}


def parse_size(text: str) -> int:
    """Return the bytes of "500kB", "50MB" or "1GiB". Raises ValueError for another form."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]i?|)b?", text.strip().lower())
    if not match or match[2] not in _UNITS:
        raise ValueError(f"{text}: not a size as 500kB, 50MB or 1GB")
    return int(float(match[1]) * _UNITS[match[2]])
