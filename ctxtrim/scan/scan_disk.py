"""The disk as a scan reads it: by descriptor and entry by entry."""

from __future__ import annotations

import os
import stat

from ctxtrim.disk import PATH_MAX, Disk
from ctxtrim.model.context import Entry

_LONGEST_NAME = 1024  # bytes; more than any file system has


class ScanDisk(Disk):
    """The disk with single entries, and what is known of permissions and path lengths."""

    def opened(self, directory: str) -> int:
        """Return a descriptor for listing, or what stands for one. Raises OSError."""
        return self.directories.open(directory)

    def measured(self, prefix: str, item: os.DirEntry[str], fd: int) -> Entry | None:
        """Return an entry as `Disk.children` does, None if it vanished."""
        return self._entry(prefix, item, fd)

    def at(self, path: str) -> Entry | None:
        """Return the entry at a path, None if it vanished."""
        parent, _, name = path.rpartition("/")
        prefix = parent + "/" if parent else ""
        try:
            fd = self.opened(parent)
        except OSError:
            return None
        try:
            return self._entry(prefix, self.named(name, fd), fd)
        finally:
            self.directories.close(fd)

    def named(self, name: str, fd: int) -> os.DirEntry[str]:
        """Return what a listing would give for a name in an open directory."""
        return self.directories.item(name, fd)

    def is_plain(self, mode: int) -> bool:
        """Tell whether a mode is of a readable file or directory, with permissions 0o200 to 0o777 alone."""
        permissions, needed = stat.S_IMODE(mode), 0o555 if stat.S_ISDIR(mode) else 0o444
        readable = not self._checks_access or permissions & needed == needed
        return (
            stat.S_IFMT(mode) in (stat.S_IFREG, stat.S_IFDIR) and 0o200 <= permissions <= 0o777 and readable
        )

    @property
    def root(self) -> int:
        """The context's descriptor."""
        return self.directories.root

    @property
    def checks(self) -> bool:
        """Whether permissions can keep us from reading."""
        return self._checks_access

    @property
    def room(self) -> int:
        """Bytes that a directory's path may have so that nothing in it nears the system's limit."""
        return PATH_MAX - self._prefix - _LONGEST_NAME
