"""Hashes of file contents, to tell a change of content from one of times only.

BuildKit's cache keys ignore mtime (buildkit 73ed682, cache/contenthash): a touched file is transferred again,
and invalidates no instruction.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import blake2b

from ctxtrim.model.context import Entry

LARGEST_FILE = 1 << 20
"""Bytes of the largest file that is hashed."""
_BUDGET = 32 << 20
"""Bytes that are read ahead, before anything has changed; as many files as _FILES at most."""
_FILES = 5_000


class ContentHashes:
    """Hashes of small files of a context, by path. root: a descriptor of the context, -1 for none."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._hashes: dict[str, bytes] = {}
        self._budget = _BUDGET

    def learn(self, entries: Iterable[Entry]) -> None:
        """Hash the files among these that are not known, as long as the budget lasts."""
        for entry in entries:
            if len(self._hashes) >= _FILES or self._budget <= 0:
                return
            if entry.path not in self._hashes and _is_small_file(entry):
                self._budget -= entry.size
                self._remember(entry)

    def is_same(self, old: Entry, new: Entry) -> bool:
        """Hash a changed file; True if it is known to hold what it held, with the same mode."""
        before = self._hashes.pop(new.path, None)
        after = self._remember(new) if _is_small_file(new) else None
        return before is not None and before == after and (old.size, old.mode) == (new.size, new.mode)

    def forget(self, path: str) -> None:
        """Drop the hash of a path that is gone."""
        self._hashes.pop(path, None)

    def _remember(self, entry: Entry) -> bytes | None:
        content = self._read(entry.path)
        if content is None:
            return None
        self._hashes[entry.path] = blake2b(content, digest_size=16).digest()
        return self._hashes[entry.path]

    def _read(self, path: str) -> bytes | None:
        if self._root < 0:
            return None
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with open(os.open(path, flags, dir_fd=self._root), "rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except OSError:
            return None
        return content if len(content) <= LARGEST_FILE else None


def _is_small_file(entry: Entry) -> bool:
    return entry.kind == "file" and not entry.trouble and entry.size <= LARGEST_FILE
