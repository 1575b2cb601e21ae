"""The TOML tables of programs that lie beside the readers."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from ctxtrim.manifests import formats


@cache
def data(name: str) -> dict[str, Any]:
    """A TOML table that lies beside the readers. Read once."""
    return formats.toml(resources.files("ctxtrim.manifests.readers").joinpath(name).read_text("utf-8"))
