"""Directories and files below a context, listed by descriptor; no link is followed.

Names keep their bytes (surrogateescape), depth is bounded by nothing but the disk, and a path longer than
PATH_MAX is opened piece by piece. What vanishes meanwhile is left out, what may not be read is told.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from ctxtrim import filesystem
from ctxtrim.context.traverse import traverse
from ctxtrim.errors import CtxtrimError
from ctxtrim.filesystem.directories import Directories, DiskDirectories, SourceDirectories
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry

PATH_MAX = 4096
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
_BY_DESCRIPTOR = os.scandir in os.supports_fd and os.open in os.supports_dir_fd
_READ_LIMIT = 1 << 20


class Disk:
    """A context on the disk, or in the source that stands in for it (see `filesystem`).

    Raises CtxtrimError if it is no directory that can be listed.
    """

    directories: Directories

    def __init__(self, context: str) -> None:
        self.context = check_context(context)
        real = filesystem.realpath(self.context)
        source = filesystem.source_at(real)
        self.is_on_disk = source is None
        if source:
            self.directories = SourceDirectories(*source)
        else:
            self.directories = DiskDirectories(self.context, _BY_DESCRIPTOR)
        self._checks_access = self.is_on_disk and hasattr(os, "geteuid")
        self._prefix = len(os.fsencode(os.path.join(real, "")))

    def close(self) -> None:
        """Give the descriptor back."""
        if "directories" in self.__dict__:
            self.directories.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def children(self, directory: str) -> list[Entry]:
        """A directory's entries in byte order; none of what cannot be opened, or can be no name at all."""
        prefix = directory + "/" if directory else ""
        try:
            with self._opened(directory) as (where, fd), self.directories.scandir(where) as found:
                entries = [e for e in (self._entry(prefix, item, fd) for item in found) if e]
        except (OSError, ValueError):  # ValueError: a null byte, or letters that no bytes stand for
            return []
        entries.sort(key=lambda entry: os.fsencode(entry.path))
        return entries

    @contextmanager
    def _opened(self, directory: str) -> Iterator[tuple[int | str, int]]:
        """Open a directory for listing: (what scandir takes, its descriptor or -1)."""
        if self.directories.root < 0:
            yield os.path.join(self.context, directory), -1
            return
        fd = self.directories.open(directory)
        try:
            yield fd, fd
        finally:
            self.directories.close(fd)

    def _entry(self, prefix: str, item: os.DirEntry[str], fd: int) -> Entry | None:
        try:
            info = item.stat(follow_symlinks=False)
        except OSError:
            return None
        kind = _KINDS.get(stat.S_IFMT(info.st_mode), "device")
        path = prefix + item.name
        link, trouble = "", ""
        if kind == "link":
            try:
                link = self.directories.readlink(item, fd)
            except OSError:
                return None
        elif kind in ("file", "dir") and not self._may_read(item, info, fd):
            trouble = "unreadable" if kind == "file" else "unreadable dir"
        length = self._prefix + len(os.fsencode(path))
        if length >= PATH_MAX:
            is_first = length - len(os.fsencode(item.name)) <= PATH_MAX
            trouble = "too long" if is_first else "too deep"
        return Entry(
            path,
            kind,
            info.st_size if kind == "file" else 0,
            info.st_mode,
            info.st_mtime_ns,
            link,
            info.st_rdev if kind == "device" else 0,
            trouble,
            info.st_ino if kind != "dir" and info.st_nlink > 1 else 0,
        )

    def _may_read(self, item: os.DirEntry[str], info: os.stat_result, fd: int) -> bool:
        if not self._checks_access:
            return True
        wanted = os.R_OK if stat.S_ISREG(info.st_mode) else os.R_OK | os.X_OK
        needed = 0o444 if wanted == os.R_OK else 0o555
        if info.st_mode & needed == needed:
            return True
        if fd >= 0:
            return os.access(item.name, wanted, dir_fd=fd, effective_ids=True)
        return os.access(item.path, wanted)


def check_context(context: str) -> str:
    """The context's absolute path. Raises CtxtrimError where it is missing, no directory or unreadable."""
    if context == "-":
        raise CtxtrimError("-: a context on standard input has no ignore file; name a directory.")
    if not filesystem.lexists(context):
        raise CtxtrimError(f"{context}: no such directory; name the folder that docker build is given.")
    if not filesystem.isdir(context):
        raise CtxtrimError(f"{context}: not a directory; name the folder that docker build is given.")
    if not filesystem.access(context, os.R_OK | os.X_OK):
        raise CtxtrimError(f"{context}: permission denied; docker build could not read it either.")
    return os.path.abspath(context)


def walk(context: str, ruleset: Ruleset) -> Iterator[tuple[Entry, Verdict]]:
    """Yield every entry that the builder would look at, parents first, in byte order, with its verdict.

    Raises CtxtrimError for a context that cannot be listed or a pattern that the builder rejects.
    """
    with Disk(context) as disk:
        yield from traverse(disk.children, ruleset)


class DiskTree:
    """model.Tree over a context, as far as an ignore file lets one in; nothing outside is read."""

    def __init__(self, context: str, ruleset: Ruleset) -> None:
        self._disk, self._ruleset = Disk(context), ruleset
        self._files: list[str] | None = None
        self._listed: dict[str, dict[str, Entry]] = {}

    def kind(self, path: str) -> str:
        """See model.Tree."""
        if not path:
            return "dir"
        parent, _, name = path.rpartition("/")
        found = self._list(parent).get(name)
        return found.kind if found else ""

    def entry(self, path: str) -> Entry | None:
        """The entry at a path, if there is one."""
        parent, _, name = path.rpartition("/")
        return self._list(parent).get(name)

    def entries(self, directory: str) -> list[Entry]:
        """A directory's entries in byte order, listed once."""
        return list(self._list(directory).values())

    def children(self, path: str) -> Sequence[str]:
        """See model.Tree."""
        return list(self._list(path))

    def read(self, path: str) -> bytes | None:
        """See model.Tree."""
        found = self.entry(path)
        if not found or found.kind != "file" or found.size > _READ_LIMIT or found.trouble:
            return None
        where = os.path.join(self._disk.context, path)
        try:
            if not self._disk.is_on_disk:
                return filesystem.read(where, _READ_LIMIT, follow=False)
            fd = os.open(where, os.O_RDONLY | _NOFOLLOW | os.O_NONBLOCK)
            with open(fd, "rb") as file:
                return file.read(_READ_LIMIT)
        except OSError:
            return None

    def files(self) -> Sequence[str]:
        """See model.Tree."""
        if self._files is None:
            visits = traverse(self.entries, self._ruleset)
            self._files = [entry.path for entry, _ in visits if entry.kind != "dir"]
        return self._files

    def _list(self, directory: str) -> dict[str, Entry]:
        unknown, above = list[str](), directory
        while (found := self._listed.get(above)) is None:  # no recursion: trees are deeper than it
            unknown.append(above)
            if not above:
                break
            above = above.rpartition("/")[0]
        for path in reversed(unknown):
            found = self._listed[path] = self._read_directory(path)
        return found or {}

    def _read_directory(self, directory: str) -> dict[str, Entry]:
        """Its entries by base name; none, unless it is a directory. The one above is listed."""
        if directory and self.kind(directory) != "dir":
            return {}
        return {e.path.rpartition("/")[2]: e for e in self._disk.children(directory)}
