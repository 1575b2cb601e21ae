"""The paths of what arrives, listed without measuring anything.

Tables tell which names a pattern may hit, and a directory's own listing tells what kind an entry is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.scan.asked_paths import AskedPaths
from ctxtrim.scan.list_fast import Chunks, fast_lister
from ctxtrim.scan.native_states import FLAG_BITS
from ctxtrim.scan.rule_tables import Tables
from ctxtrim.scan.scan_disk import ScanDisk
from ctxtrim.scan.scope import Scope
from ctxtrim.scan.sorted_names import in_order, sort_by_bytes
from ctxtrim.scan.verdict_states import Judge, State

_RUN = 4096
_MANY = 1 << 17
"""Names of one directory that are held at a time."""


class _Folder(NamedTuple):
    """A directory while it is listed. scope: the rules that may bear here or below; tables: here.

    names: what is left of its entries. directories: which of them are directories. asked: of a directory that
    only leads to what is asked for, the names that matter.
    """

    prefix: str
    state: State
    scope: Scope
    tables: Tables
    names: Iterator[str]
    directories: set[str]
    asked: dict[str, AskedPaths | None] | None = None


def eligible_names(
    context: str, ruleset: Ruleset, asked: AskedPaths | None = None
) -> Iterator[list[str] | bytes]:
    """Yield every path that arrives as something else than a directory, if all that is eligible is sent.

    Some at a time, in the order of traverse.arriving: a list of paths, or from the accelerator bytes, each
    path with a NUL behind it. asked: what a build asks for; then nothing else is listed. Raises CtxtrimError
    for a context that cannot be listed or a pattern that the builder rejects.
    """
    with _Names(context, ruleset.dialect.specials) as disk:
        lister = _Lister(disk, ruleset)
        stack = [lister.below("", lister.judge.root, Scope(lister.judge.rules, frozenset()), asked)]
        found: list[str] = []
        while stack:
            top = stack[-1]
            if isinstance(top, Chunks):
                below, run = lister.resume(top)
                if run:
                    yield from filter(None, (found, run))
                    found = []
            else:
                below = lister.run(top, found)
            if below is None:
                stack.pop()
            elif below is not top:
                stack.append(below)
            if len(found) >= _RUN:
                yield found
                found = []
        yield found


class _Names(ScanDisk):
    """The disk, as far as names go."""

    def __init__(self, context: str, specials: Mapping[str, str]) -> None:
        super().__init__(context)
        self._dropped = {kind for kind, fate in specials.items() if fate == "dropped"}

    def names(self, directory: str) -> tuple[Iterator[str], set[str]]:
        """Return the names in byte order, without kinds that the builder drops, and which are directories.

        Where they are too many to hold, the set changes as the names go by.
        """
        directories: set[str] = set()
        names: list[str] = []
        for chunk in self._listed(directory, directories):
            names += chunk
            if len(names) > _MANY:
                return self._in_parts(directory, directories), directories
        sort_by_bytes(names)
        return iter(names), directories

    def _in_parts(self, directory: str, directories: set[str]) -> Iterator[str]:
        for part in in_order(lambda: self._listed(directory, directories), _MANY):
            directories.intersection_update(part)
            part.reverse()
            while part:
                yield part.pop()

    def _listed(self, directory: str, directories: set[str]) -> Iterator[list[str]]:
        """Yield the names in no order, some at a time; those of directories are added to the set."""
        prefix = directory + "/" if directory else ""
        dropped, names = self._dropped, list[str]()
        try:
            with self._opened(directory) as (where, fd), self.directories.scandir(where) as found:
                for item in found:
                    if item.is_dir(follow_symlinks=False):
                        directories.add(item.name)
                    elif dropped and self._is_dropped(prefix, item, fd):
                        continue
                    names.append(item.name)
                    if len(names) > _MANY // 4:
                        yield names
                        names = []
        except OSError:
            pass  # it vanished, or may be opened but not listed: what was read counts
        yield names

    def _is_dropped(self, prefix: str, item: os.DirEntry[str], fd: int) -> bool:
        if item.is_file(follow_symlinks=False) or item.is_symlink():
            return False
        entry = self._entry(prefix, item, fd)
        return entry is None or entry.kind in self._dropped


class _Lister:
    """A ruleset, asked name by name."""

    def __init__(self, disk: _Names, ruleset: Ruleset) -> None:
        self._disk = disk
        self.judge = Judge(ruleset)
        self._fast = fast_lister(disk, self.judge)

    def below(self, path: str, state: State, scope: Scope, asked: AskedPaths | None) -> _Folder | Chunks:
        """Open a directory for listing, by the accelerator where it can tell."""
        chunks = self._fast.below(path, state, scope) if self._fast and not asked else None
        return chunks or self._folder(path, state, scope, asked)

    def resume(self, chunks: Chunks) -> tuple[_Folder | Chunks | None, bytes]:
        """Return what to go on with, None at the end, and the next paths."""
        run = next(chunks.found, None)
        if not isinstance(run, tuple):
            return (chunks if run else None), run or b""
        path, number = run
        return self._folder(
            os.fsdecode(path), self.judge.states[number >> FLAG_BITS], chunks.scope, None
        ), b""

    def _folder(self, path: str, state: State, scope: Scope, asked: AskedPaths | None) -> _Folder:
        prefix, state = path + "/" if path else "", self.judge.below(state)
        names, directories = self._disk.names(path)
        folder = _Folder(prefix, state, scope, scope.rules_at(state.hits).tables, names, directories)
        if asked is None:
            return folder
        chosen = asked.select(prefix, lambda: self._disk.names(path)[0])
        wanted = (n for n in names if n in chosen and (chosen[n] is None or n in directories))
        return folder._replace(names=wanted, asked=chosen)

    def run(self, folder: _Folder, found: list[str]) -> _Folder | Chunks | None:
        """List on up to the next directory to enter, and return that; None at the end.

        The folder itself is returned where much was found and there may be more.
        """
        prefix, state, tables, directories = folder.prefix, folder.state, folder.tables, folder.directories
        whole, ends, concerns = tables.names, tables.ends, tables.concerns
        is_odd, lines = "\n" in prefix, self.judge.minds_newlines
        is_slow = is_odd or lines or tables.everything or bool(tables.starts or tables.tails)
        at = 0
        for at, name in enumerate(islice(folder.names, _RUN), 1):  # noqa: B007 (asked after the loop)
            if name in directories:
                below = self._below(folder, name)
                if below:
                    return below
            elif (
                name in whole
                or name[name.rfind(".") :] in ends
                or (is_slow and (is_odd or concerns(name) or (lines and "\n" in name)))
            ):
                if self._child(folder, name).eligible:
                    found.append(prefix + name)
            elif state.eligible:
                found.append(prefix + name)
        return folder if at == _RUN else None

    def _child(self, folder: _Folder, name: str) -> State:
        return self.judge.child(folder.prefix + name, name, folder.tables, folder.state)

    def _below(self, folder: _Folder, name: str) -> _Folder | Chunks | None:
        path, state = folder.prefix + name, folder.state
        if "\n" in path or folder.tables.concerns(name):
            state = self._child(folder, name)
        if not self.judge.enters(path, state):
            return None
        asked = folder.asked[name] if folder.asked else None
        return self.below(path, state, folder.scope.below(name), asked)
