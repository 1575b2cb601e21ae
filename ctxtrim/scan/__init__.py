"""One pass over a context: what is eligible, how much each builder would transfer, and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ctxtrim.scan.run import scan

__all__ = ["scan"]


def __getattr__(name: str) -> Any:
    """`scan` when it is asked for: a list of names needs the tables alone, and waits for no more."""
    if name != "scan":
        raise AttributeError(name)
    from ctxtrim.scan.run import scan

    return scan
