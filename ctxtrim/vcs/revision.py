"""The tree of a commit, read from git's objects in place of a checkout.

`git ls-tree` lists names, modes and sizes, `git cat-file --batch` gives the few files that are read. Neither
runs filters or hooks, and 80,000 packed entries take a quarter of a second; GitPython's object database
unpacks in Python. The tree is that of a clean checkout without .git: submodules are empty directories,
pointers of LFS are files, lines end as they were committed.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple, cast

from ctxtrim.errors import CtxtrimError
from ctxtrim.vcs.asking import PATIENCE, Git, Unanswered
from ctxtrim.vcs.objects import Objects
from ctxtrim.vcs.repository import Refused, Repository, agree, governing

_FILE, _DIRECTORY = stat.S_IFREG | 0o644, stat.S_IFDIR | 0o755
_MODES = {"100755": stat.S_IFREG | 0o755, "120000": stat.S_IFLNK | 0o777, "160000": _DIRECTORY}
_NOW = int(time.time())
_MOST_BYTES = 1 << 30
"""Bytes of a listing: a few hundred objects can name more files than any disk holds."""
_LONGEST_LINK = 4095


class Item(NamedTuple):
    """An entry of a directory, with as much of os.DirEntry as is used. object: its hash."""

    name: str
    mode: int
    object: str = ""
    size: int = 0

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Return what lstat says of it in a fresh checkout."""
        fields = (self.mode, 0, 0, 1, 0, 0, self.size, _NOW, _NOW, _NOW)
        return os.stat_result(fields, {"st_mtime_ns": _NOW * 10**9, "st_rdev": 0})

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Tell whether it is a directory."""
        return stat.S_ISDIR(self.mode)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Tell whether it is a regular file."""
        return stat.S_ISREG(self.mode)

    def is_symlink(self) -> bool:
        """Tell whether it is a link."""
        return stat.S_ISLNK(self.mode)


class Revision:
    """The tree of a commit in place of the directory `root`: a filesystem.Source.

    files: paths of all that is no directory, and of submodules. submodules: these alone.
    """

    def __init__(self, root: str, name: str, listing: str, objects: Objects) -> None:
        self.root, self.name, self._objects = root, name, objects
        self.files: list[str] = []
        self.submodules: list[str] = []
        self._folders: dict[str, dict[str, Item]] = {"": {}}
        self._links: dict[str, str] = {}
        folder, inside = "", self._folders[""]
        for row in listing.split("\0")[:-1]:
            head, _, path = row.partition("\t")
            mode, _, hash_, size = head.split()
            if size == "BAD":
                raise _partial(name)
            above, _, base = path.rpartition("/")
            if above != folder:
                found = self._folders.get(above)
                folder, inside = above, self._folder_made(above) if found is None else found
            if base in inside or _is_forbidden(base):
                raise self._refused(path)
            inside[base] = Item(base, _MODES.get(mode, _FILE), hash_, 0 if size == "-" else int(size))
            self.files.append(path)
            if mode == "160000":
                self.submodules.append(path)
                self._folders[path] = {}
            elif mode == "120000":
                self._links[path] = hash_
        self._links = {path: self._pointed_to(hash_) for path, hash_ in self._links.items()}

    def _refused(self, path: str) -> CtxtrimError:
        return CtxtrimError(f"{self.name}: holds {path}, which git refuses to check out.")

    def _folder_made(self, folder: str) -> dict[str, Item]:
        """Make a directory and those above it."""
        made = inside = dict[str, Item]()
        while folder not in self._folders:
            self._folders[folder] = inside
            folder, _, name = folder.rpartition("/")
            above = self._folders.get(folder)
            if _is_forbidden(name) or (above and name in above):
                raise self._refused(f"{folder}/{name}")
            inside = above if above is not None else {}
            inside[name] = Item(name, _DIRECTORY)
        return made

    def _pointed_to(self, hash_: str) -> str:
        try:
            return os.fsdecode(self._objects.read(hash_, _LONGEST_LINK)).partition("\0")[0]
        except OSError as error:
            raise CtxtrimError(f"{self.name}: cannot be read: {error.strerror}.") from None

    def entries(self, directory: str) -> Mapping[str, os.DirEntry[str]]:
        """See filesystem.Source."""
        found = self._folders.get(directory)
        if found is None:
            raise _error(errno.ENOTDIR if self._item(directory) else errno.ENOENT, directory)
        return cast("Mapping[str, os.DirEntry[str]]", found)

    def lstat(self, path: str) -> os.stat_result:
        """See filesystem.Source."""
        item = self._item(path)
        if item is None:
            raise _error(errno.ENOENT, path)
        return item.stat()

    def readlink(self, path: str) -> str:
        """See filesystem.Source."""
        target = self._links.get(path)
        if target is None:
            raise _error(errno.EINVAL, path)
        return target

    def read(self, path: str, limit: int) -> bytes:
        """See filesystem.Source."""
        item = self._item(path)
        if item is None:
            raise _error(errno.ENOENT, path)
        return self._objects.read(item.object, limit)

    def _item(self, path: str) -> Item | None:
        if not path:
            return Item("", _DIRECTORY)
        folder, _, name = path.rpartition("/")
        return self._folders.get(folder, {}).get(name)


@contextmanager
def open_revision(context: str, rev: str) -> Iterator[tuple[Revision, str]]:
    """Open a revision of the repository that holds a directory, and give the context's path in its place.

    context: a directory of the work tree, there or only in the revision, or a bare repository. Raises
    CtxtrimError where there is no repository, no such revision, or not all of its blobs.
    """
    place = os.path.realpath(context)
    try:
        repository = governing(place)
        git = Git(repository.root, PATIENCE, repository.is_bare)
        commit = _commit(git, repository, rev)
        listing = os.fsdecode(git.ask("ls-tree", "-r", "-l", "-z", commit, most=_MOST_BYTES))
    except Refused as why:
        raise CtxtrimError(f"{context}: {why}, so no revision is read.") from None
    except Unanswered as why:
        if "promisor remote" in str(why):
            raise _partial(rev) from None
        raise CtxtrimError(f"{rev}: cannot be read: {why}.") from None
    objects = Objects(git)
    try:
        yield Revision(repository.root, rev, listing, objects), place
    finally:
        objects.close()


def _commit(git: Git, repository: Repository, rev: str) -> str:
    """Return the hash of a commit. Raises CtxtrimError where there is none."""
    agree(git, repository)
    if not rev.startswith("-") and "\0" not in rev:
        try:
            return git.ask("rev-parse", "--verify", "--quiet", rev + "^{commit}").decode().strip()
        except Unanswered:
            pass
    raise CtxtrimError(f"{rev}: no such revision in {repository.root}; name a commit, a tag or a branch.")


def _partial(rev: str) -> CtxtrimError:
    """Return the error for a commit of which blobs are not here; a size of 0 would be a wrong figure."""
    return CtxtrimError(
        f"{rev}: this partial clone lacks some of its files, so sizes are unknown; "
        "git fetch --refetch --no-filter gets them."
    )


def _is_forbidden(name: str) -> bool:
    """Say whether no checkout has such a name (read-cache.c, verify_path)."""
    return not name or (name[0] == "." and (name in (".", "..") or name.lower() == ".git"))


def _error(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)
