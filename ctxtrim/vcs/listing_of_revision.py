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

    def would_ignore(self, path: str) -> bool:
        whole = self._prefix + path
        return bool(ignored((whole, whole + "/"), self._gitignores))

    def tracked_ignored(self) -> Iterable[str]:
        """List what is tracked though a .gitignore file of the revision would ignore it."""
        files = self._revision.files if self._revision else ()
        return self._below(sorted(ignored(files, self._gitignores)))

    @cached_property
    def _gitignores(self) -> dict[str, bytes]:
        """The .gitignore files of the revision by their directory."""
        found = {}
        for path in self._revision.files if self._revision else ():
            folder, _, name = path.rpartition("/")
            if name == ".gitignore" and self._revision:
                try:
                    found[folder] = self._revision.read(path, _LIMIT)
                except OSError:
                    continue
        return found

    def submodules(self) -> Iterable[str]:
        return self._below(self._revision.submodules) if self._revision else ()

    def _below(self, paths: Iterable[str]) -> Iterable[str]:
        size = len(self._prefix)
        return (path[size:] for path in paths if path.startswith(self._prefix))
