"""Commits of a repository as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Blob(NamedTuple):
    """What git keeps of a path.

    mode: as in a tree: 0o100644, 0o100755, 0o120000 (a link), 0o160000 (a submodule). id: of the object; ""
    for a submodule that is not checked out, which is an empty directory.
    """

    mode: int
    id: str


class Change(NamedTuple):
    """A path before and after a commit; None where it is not there."""

    path: str
    old: Blob | None
    new: Blob | None


class Commit(NamedTuple):
    """A commit and what it changes of its first parent."""

    id: str
    changes: tuple[Change, ...]


class History(NamedTuple):
    """The last commits of a context, along first parents.

    commits: oldest first. tree: what the newest holds, by path. is_root: the context is the work tree's root
    and holds `.git`, which each commit changes. Paths are relative to the context.
    """

    commits: tuple[Commit, ...]
    tree: Mapping[str, Blob]
    is_root: bool = True

    @property
    def base(self) -> dict[str, Blob]:
        """The tree before the oldest of the commits."""
        tree = dict(self.tree)
        for commit in reversed(self.commits):
            for path, old, _ in commit.changes:
                if old:
                    tree[path] = old
                else:
                    tree.pop(path, None)
        return tree
