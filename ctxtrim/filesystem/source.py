"""A tree of entries beside the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol


class Source(Protocol):
    """A tree that stands in for the directory `root` (absolute, without links).

    Paths are relative to it, "" is the root itself, and are taken as they are: no link on the way is
    followed. All methods raise OSError as those of os do.
    """

    root: str

    def entries(self, directory: str) -> Mapping[str, os.DirEntry[str]]:
        """The entries of a directory by name, in no order."""

    def lstat(self, path: str) -> os.stat_result:
        """What is at a path."""

    def readlink(self, path: str) -> str:
        """The target of a link."""

    def read(self, path: str, limit: int) -> bytes:
        """At most so many bytes of a regular file."""
