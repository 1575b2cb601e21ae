"""Directories of a context by number: descriptors on the disk, places in a list of a source's."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple, Protocol, cast

from ctxtrim.errors import CtxtrimError
from ctxtrim.filesystem.source import Source

_PIECE = 256
_HELD = 64  # directories on the way to a deep one that are kept open
_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class Directories(Protocol):
    """What lists directories below a context. All but `close` and `release` raise OSError as os does.

    root: the number of the context itself; -1 where there are no numbers, but paths.
    """

    root: int

    def open(self, directory: str) -> int:
        """Return a number for a directory, to be given back."""

    def close(self, number: int) -> None:
        """Give a number back."""

    def forget(self) -> None:
        """Let go what is kept of directories on the way to others: it may have been replaced."""

    def release(self) -> None:
        """Give the context's own number back."""

    def scandir(self, where: int | str) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
        """List a directory."""

    def listdir(self, number: int) -> list[str]:
        """List the names in a directory."""

    def item(self, name: str, number: int) -> os.DirEntry[str]:
        """Return what a listing would give for a name, which need not be there."""

    def readlink(self, item: os.DirEntry[str], number: int) -> str:
        """Return the target of a link in a directory."""


class DiskDirectories:
    """Directories on the disk. Raises CtxtrimError for a context that cannot be opened."""

    def __init__(self, context: str, by_descriptor: bool) -> None:
        self.root = _opened_root(context) if by_descriptor else -1
        self.scandir, self.listdir, self.close = os.scandir, os.listdir, os.close
        self._steps: list[tuple[str, int]] = []

    def open(self, directory: str) -> int:
        """Open a directory, however long its path; some on the way to a deep one stay open for the next."""
        steps = self._steps
        while steps and not directory.startswith(steps[-1][0]):
            os.close(steps.pop()[1])
        start, fd = (len(steps[-1][0]), steps[-1][1]) if steps else (0, self.root)
        while len(directory) - start > _PIECE:
            end = directory.rfind("/", start, start + _PIECE) + 1
            if not end:
                break  # no system has such a name, and this one shall say so
            fd = os.open(directory[start:end], _FLAGS | _NOFOLLOW, dir_fd=fd)
            steps.append((directory[:end], fd))
            if len(steps) > _HELD:
                os.close(steps.pop(0)[1])
            start = end
        return os.open(directory[start:] or ".", _FLAGS | _NOFOLLOW, dir_fd=fd)

    def forget(self) -> None:
        while self._steps:
            os.close(self._steps.pop()[1])

    def release(self) -> None:
        self.forget()
        if self.root >= 0:
            os.close(self.root)
            self.root = -1

    def item(self, name: str, number: int) -> os.DirEntry[str]:
        return Item(name, number).as_listed()

    def readlink(self, item: os.DirEntry[str], number: int) -> str:
        return os.readlink(item.name, dir_fd=number) if number >= 0 else os.readlink(item.path)


class SourceDirectories:
    """Directories of a source, below one of them."""

    def __init__(self, source: Source, below: str) -> None:
        self.root = 0
        self._source, self._prefix = source, below + "/" if below else ""
        self._opened: list[tuple[str, Mapping[str, os.DirEntry[str]]]] = [("", {})]
        self._free: list[int] = []

    def open(self, directory: str) -> int:
        path = self._prefix + directory if directory else self._prefix[:-1]
        opened = (path + "/" if path else "", self._source.entries(path))
        if not self._free:
            self._opened.append(opened)
            return len(self._opened) - 1
        number = self._free.pop()
        self._opened[number] = opened
        return number

    def close(self, number: int) -> None:
        self._free.append(number)

    def forget(self) -> None:
        pass

    def release(self) -> None:
        self._opened, self._free = [], []

    def scandir(self, where: int | str) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
        return nullcontext(iter(self._opened[int(where)][1].values()))

    def listdir(self, number: int) -> list[str]:
        return list(self._opened[number][1])

    def item(self, name: str, number: int) -> os.DirEntry[str]:
        return self._opened[number][1].get(name) or Item(name, -1).as_listed()

    def readlink(self, item: os.DirEntry[str], number: int) -> str:
        return self._source.readlink(self._opened[number][0] + item.name)


class Item(NamedTuple):
    """A name in an open directory, with as much of os.DirEntry as a scan uses."""

    name: str
    fd: int

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Return lstat's answer as of now."""
        return os.stat(self.name, dir_fd=self.fd, follow_symlinks=follow_symlinks)

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Tell whether it is a directory."""
        try:
            return stat.S_ISDIR(self.stat(follow_symlinks=follow_symlinks).st_mode)
        except OSError:
            return False

    def as_listed(self) -> os.DirEntry[str]:
        """Pass for an os.DirEntry, of which no more is used than this."""
        return cast("os.DirEntry[str]", self)


def _opened_root(context: str) -> int:
    """A descriptor of the context. Raises CtxtrimError where it went away or closed since it was checked."""
    try:
        return os.open(context, _FLAGS)
    except OSError as error:
        raise CtxtrimError(f"{context}: {error.strerror}; docker build could not read it either.") from None
