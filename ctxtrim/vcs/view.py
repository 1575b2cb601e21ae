"""What git knows of every path of a context; each part is asked for when it is first used."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from functools import cached_property

from ctxtrim import filesystem
from ctxtrim.vcs.asking import PATIENCE, Git, Unanswered
from ctxtrim.vcs.listing import Listing
from ctxtrim.vcs.repository import Refused, agree, has_repository, open_repository, work_tree_of

_SHORT_PATIENCE = (
    5.0  # seconds for a question that git answers in milliseconds, whatever the repository's size
)


class GitView:
    """What git knows of a context; made by `look`.

    root: the work tree that holds the context, absolute, or "" where there is none. All other paths are
    relative to the context, also where that is a directory inside the work tree. Submodules that are
    checked out are part of it. In `ignored` and `untracked` a directory that is so as a whole stands alone
    and ends with "/".
    """

    def __init__(self, context: str, listing: Listing | None, notes: list[str], patience: float) -> None:
        self.context, self.root = context, listing.root if listing else ""
        self._listing, self._patience, self._notes = listing, patience, notes

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be found out, and what was done instead; grows as parts are asked for."""
        inner: dict[str, GitView] = self.__dict__.get("_inner", {})
        return tuple(dict.fromkeys([*self._notes, *(note for view in inner.values() for note in view.notes)]))

    @cached_property
    def knows_tracked(self) -> bool:
        """False without git: then nothing follows from a path not being in `tracked`."""
        return self._listing is not None and self._listing.tracked is not None

    @cached_property
    def tracked(self) -> frozenset[str]:
        """Files in the index, and submodules."""
        own = self._listing.tracked or frozenset() if self._listing else frozenset()
        inner = [_below(path, view.tracked) for path, view in self._inner.items()]
        return own.union(*inner) if inner else own

    @cached_property
    def ignored(self) -> tuple[str, ...]:
        """What git ignores and does not track, sorted.

        Where git gives no answer: what the .gitignore files ignore, tracked or not.
        """
        own = self._listing.ignored if self._listing else []
        return _joined(own, (_below(path, view.ignored) for path, view in self._inner.items()))

    @cached_property
    def untracked(self) -> tuple[str, ...]:
        """What is neither tracked nor ignored, sorted; a directory may hold ignored entries besides."""
        own = self._listing.untracked() if self._listing else []
        return _joined(own, (_below(path, view.untracked) for path, view in self._inner.items()))

    @cached_property
    def tracked_ignored(self) -> tuple[str, ...]:
        """Tracked files that a pattern would ignore, sorted: git keeps them, a copied rule would not."""
        own = self._listing.tracked_ignored() if self._listing else []
        return _joined(own, (_below(path, view.tracked_ignored) for path, view in self._inner.items()))

    @cached_property
    def submodules(self) -> tuple[str, ...]:
        """Where the index links to a commit of another repository, checked out or not, sorted."""
        return tuple(sorted(self._listing.submodules())) if self._listing else ()

    @cached_property
    def nested(self) -> tuple[str, ...]:
        """Directories with a `.git` of their own (clones, linked worktrees, submodules), outermost, sorted.

        Looks through what is untracked or ignored; where that is not known, through the whole context.
        """
        found = {path for path in self.submodules if self._has_git(path)}
        places = [*self.untracked, *self.ignored] if self.knows_tracked else ["/"]
        for place in places:
            if place.endswith("/"):
                found.update(self._nested_below(place[:-1]))
        return tuple(sorted(found))

    def is_tracked(self, path: str) -> bool:
        """Say whether this file, or submodule, is in the index."""
        return path in self.tracked

    def holds_tracked(self, directory: str) -> bool:
        """Say whether any file below this directory is in the index."""
        return directory in self._tracked_directories

    def is_ignored(self, path: str) -> bool:
        """Say whether git ignores this entry or a directory above it; never true of a tracked file."""
        return path in self._ignored_set and path not in self.tracked

    def would_ignore(self, path: str) -> bool:
        """Say whether git would ignore an entry of this name, which need not be there; False without git."""
        return self._listing is not None and self._listing.would_ignore(path)

    def may_arise(self, path: str) -> bool:
        """Say whether the project reckons with a file or directory that is not there: git would ignore it,
        or there is no .gitignore that could say so.
        """
        return not self._has_gitignore or self.would_ignore(path)

    @cached_property
    def _has_gitignore(self) -> bool:
        return any(path.rpartition("/")[2] == ".gitignore" for path in self.tracked)

    def is_untracked(self, path: str) -> bool:
        """Say whether it is neither tracked nor ignored."""
        return path in self._untracked_set and path not in self._ignored_set

    @cached_property
    def _ignored_set(self) -> _Covered:
        return _Covered(self.ignored)

    @cached_property
    def _untracked_set(self) -> _Covered:
        return _Covered(self.untracked)

    @cached_property
    def _tracked_directories(self) -> frozenset[str]:
        out = set()
        for directory in {path.rpartition("/")[0] for path in self.tracked}:
            while directory not in out:
                out.add(directory)
                directory = posixpath.dirname(directory)
        return frozenset(out)

    @cached_property
    def _inner(self) -> dict[str, GitView]:
        """Submodules that are checked out, as views of their own; only looked for where .gitmodules is."""
        out: dict[str, GitView] = {}
        if self.root and os.path.lexists(os.path.join(self.root, ".gitmodules")):
            for path in filter(self._has_git, self.submodules):
                out[path] = look(os.path.join(self.context, path), self._patience)
        return out

    def _has_git(self, path: str) -> bool:
        is_on_disk = self._listing is None or self._listing.is_on_disk
        return is_on_disk and has_repository(os.path.join(self.context, path))

    def _nested_below(self, directory: str) -> Iterator[str]:
        stack = [directory]
        while stack:
            path = stack.pop()
            if path and self._has_git(path):
                yield path
                continue
            try:
                with os.scandir(os.path.join(self.context, path)) as found:
                    names = [e.name for e in found if e.is_dir(follow_symlinks=False) and e.name != ".git"]
            except OSError:
                continue
            stack += [f"{path}/{name}" if path else name for name in names]


def look(context: str, patience: float = PATIENCE) -> GitView:
    """Return git's view of a context; without a repository an empty one that says so in `notes`.

    context: a directory. patience: seconds that git may take for one answer; then it is stopped, and the
    .gitignore files are read.
    """
    context = filesystem.realpath(context)
    notes: list[str] = []
    found = filesystem.source_at(context)
    if found:
        from ctxtrim.vcs.listing_of_revision import RevisionListing

        return GitView(context, RevisionListing(*found), notes, patience)
    root = work_tree_of(context)
    if not root:
        notes.append(f"{context}: no git repository; nothing is known to be tracked or ignored.")
        return GitView(context, None, notes, patience)
    common_dir = os.path.join(root, ".git")
    try:
        repository = open_repository(root)
        common_dir = repository.common_dir
        agree(Git(root, min(patience, _SHORT_PATIENCE)), repository)
        asked: Git | None = Git(root, patience)
    except (Refused, Unanswered) as why:
        asked = None
        notes.append(
            f"{root}: {why}; the .gitignore files are read instead, and what is tracked is not known."
        )
    exclude = os.path.join(common_dir, "info", "exclude")
    return GitView(context, Listing(root, context, asked, exclude, notes.append), notes, patience)


def _below(directory: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{directory}/{name}" for name in names)


def _joined(own: Iterable[str], inner: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({*own, *(name for names in inner for name in names)}))


class _Covered:
    """The entries that git names, and all below the directories among them, which end in a slash."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._longest = max(map(len, self._names), default=0)

    def __contains__(self, path: str) -> bool:
        names, end = self._names, path.find("/")
        while 0 <= end < self._longest:
            if path[: end + 1] in names:
                return True
            end = path.find("/", end + 1)
        return path in names or path + "/" in names
