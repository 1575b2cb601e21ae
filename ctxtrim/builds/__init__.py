"""Which builds belong to a folder, and which ignore file does each of them read?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxtrim.builds.ignore_source import IgnoreSource, ignore_file_for, ignore_source, read_ignore_file

if TYPE_CHECKING:
    from ctxtrim.builds.discovery import Discovery, contexts, discover

__all__ = [
    "Discovery",
    "IgnoreSource",
    "contexts",
    "discover",
    "ignore_file_for",
    "ignore_source",
    "read_ignore_file",
]


def __getattr__(name: str) -> Any:
    """What looks for Dockerfiles, when it is asked for: reading an ignore file alone waits for less."""
    if name not in __all__:
        raise AttributeError(name)
    from ctxtrim.builds import discovery

    return getattr(discovery, name)
