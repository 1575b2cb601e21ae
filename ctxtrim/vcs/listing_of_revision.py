"""What git would list in a clean checkout of a revision."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ctxtrim.filesystem.source import Source
from ctxtrim.gitignore.patterns import ignored
from ctxtrim.vcs.listing import Listing
from ctxtrim.vcs.revision import Revision

_LIMIT = 1 << 20


class RevisionListing(Listing):
    """Lists of names relative to the context; all is tracked. below: the context's path, "" the root."""

    is_on_disk = False

    def __init__(self, source: Source, below: str) -> None:
        self.root = source.root
        self._revision = source if isinstance(source, Revision) else None
        self._prefix = below + "/" if below else ""

    @cached_property
    def tracked(self) -> frozenset[str] | None:
        return frozenset(self._below(self._revision.files)) if self._revision else None

    @cached_property
    def ignored(self) -> list[str]:
        return []

    def untracked(self) -> list[str]:
        return []

    def tracked_ignored(self) -> Iterable[str]:
        """List what is tracked though a .gitignore file of the revision would ignore it."""
        if not self._revision:
            return ()
        paths = self._revision.files
        patterns = {}
        for path in paths:
            folder, _, name = path.rpartition("/")
            if name == ".gitignore":
                try:
                    patterns[folder] = self._revision.read(path, _LIMIT)
                except OSError:
                    continue
        return self._below(sorted(ignored(paths, patterns)))

    def submodules(self) -> Iterable[str]:
        return self._below(self._revision.submodules) if self._revision else ()

    def _below(self, paths: Iterable[str]) -> Iterable[str]:
        size = len(self._prefix)
        return (path[size:] for path in paths if path.startswith(self._prefix))
