"""Results of one pass over a context, and what a build receives of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from ctxtrim.model.context import Entry, Sum


class Ask(NamedTuple):
    """What a scan shall look out for.

    top: how many of the heaviest files to remember. names: base names whose eligible occurrences are
    wanted (signatures, manifests, ignore files). excluded: also enter and measure what is excluded.
    """

    top: int = 50
    names: frozenset[str] = frozenset()
    excluded: bool = False


class Folder(NamedTuple):
    """A directory of a scan. parent: its index in Scan.folders (-1: the root, which stands first).

    total: of eligible entries in it and below that are no directories. eligible: the directory itself is not
    excluded.
    """

    path: str
    parent: int
    total: Sum
    eligible: bool


class Outline(NamedTuple):
    """Of each directory of a scan, in the order of Scan.folders: its parent's index, the bytes and files of
    all that is eligible in it and below, its base name.
    """

    parents: Sequence[int]
    sizes: Sequence[int]
    names: Sequence[str]
    files: Sequence[int]


@runtime_checkable
class Outlined(Protocol):
    """The folders of a large scan, which have an outline without an object for each."""

    def outline(self) -> Outline:
        """Their outline."""


class Scan(NamedTuple):
    """One pass over a context under one ruleset, without an object per file.

    eligible: everything not kept out. transfer_bytes, classic_tar_bytes: what BuildKit and the classic
    builder would print if all of it were sent. largest: (bytes, path) of the largest eligible files,
    largest first. kinds: heading -> Sum (catalogue.kinds). found: eligible paths whose base name was asked
    for, in byte order, files and directories. troubles: entries that do not arrive as they are (specials,
    unreadable, too long). emptied: eligible files that arrive with 0 bytes. excluded: what is kept out,
    None where that was not measured (`Ask.excluded`). entered: excluded directories that had to be walked.
    folders: parents before children, in no other particular order.
    """

    folders: Sequence[Folder]
    eligible: Sum
    transfer_bytes: int
    classic_tar_bytes: int
    largest: tuple[tuple[int, str], ...]
    kinds: Mapping[str, Sum]
    found: tuple[str, ...]
    troubles: tuple[Entry, ...]
    emptied: tuple[str, ...]
    excluded: Sum | None = None
    entered: int = 0


class Sent(NamedTuple):
    """What one build gets: files and bytes, Docker's own numbers for them, and what is lost on the way.

    whole: all that is eligible. emptied: paths that arrive with 0 bytes. folders, largest: as in Scan.
    """

    sum: Sum
    transfer_bytes: int
    classic_tar_bytes: int
    emptied: tuple[str, ...] = ()
    whole: bool = True
    folders: Sequence[Folder] = ()
    largest: tuple[tuple[int, str], ...] = ()
