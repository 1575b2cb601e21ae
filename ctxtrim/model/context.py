"""The parts of a context, and what a user asks about one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from ctxtrim.model.settings import NO_SETTINGS, Settings


class Entry(NamedTuple):
    """One thing in the context, as lstat saw it.

    kind: "file", "dir", "link", "fifo", "socket" or "device".
    size: bytes of a regular file, else 0. link: a symlink's target, else "". rdev: of a device, else 0.
    trouble: "" or what stopped us: "unreadable" (a file), "unreadable dir", "too long" (a path that no
    builder can open), "too deep" (in a directory that is too long itself). inode: set for what has
    several names (hard links), else 0.
    """

    path: str
    kind: str
    size: int = 0
    mode: int = 0
    mtime_ns: int = 0
    link: str = ""
    rdev: int = 0
    trouble: str = ""
    inode: int = 0

    def is_told(self, specials: Mapping[str, str]) -> bool:
        """Tell whether it does not arrive as it is, and its directory does not say so already."""
        return (self.trouble != "" and self.trouble != "too deep") or self.kind in specials


class Sum(NamedTuple):
    """How much: a number of files (everything that is no directory) and their bytes."""

    files: int = 0
    bytes: int = 0


class Tree(Protocol):
    """A context as the core may look at it; nothing outside is ever read."""

    def kind(self, path: str) -> str:
        """The entry's kind as in `Entry.kind`; "" where nothing is."""

    def children(self, path: str) -> Sequence[str]:
        """Base names in a directory, in byte order; () for anything else."""

    def read(self, path: str) -> bytes | None:
        """A regular file's content; None if absent, unreadable, not regular or larger than 1 MiB."""

    def files(self) -> Sequence[str]:
        """Every entry that is no directory, in byte order, without those below excluded directories."""


class Request(NamedTuple):
    """Which builds of which context a user asks about; the options that all reading commands share.

    context: a directory as typed. files: Dockerfiles given (none: all that belong to the context). target: a
    stage. args: --build-arg values (None: from the environment). builder: a dialect's name or alias.
    ignore_file: one to read instead of what the builder would find, or "". named_contexts: --build-context
    values, name -> folder as typed or reference. settings: what the project's configuration says.
    """

    context: str = "."
    files: tuple[str, ...] = ()
    target: str = ""
    args: Mapping[str, str | None] = {}
    builder: str = "buildkit"
    ignore_file: str = ""
    named_contexts: Mapping[str, str] = {}
    settings: Settings = NO_SETTINGS
