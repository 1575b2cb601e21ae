"""The TOML tables of programs that lie beside the readers."""

from __future__ import annotations

from functools import cache
from pkgutil import get_data
from typing import Any

from ctxtrim.manifests import formats


@cache
def data(name: str) -> dict[str, Any]:
    """A TOML table that lies beside the readers. Read once."""
    return formats.toml((get_data("ctxtrim.manifests.readers", name) or b"").decode())
