"""BuildKit's layer cache over a history: which steps each commit rebuilds, if every commit is built.

A step is cached when its instruction, what it stands on and what feeds it have been built before, however
long ago; nothing is ever pruned here. A RUN that runs again is taken to make something new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ctxtrim.layers.chain import ChainStep
from ctxtrim.layers.feed import Feed
from ctxtrim.model.history import Blob, Change, Commit, History

_DIRECTORY = Blob(0o040000, "")
GIT_STATE = (".git/index", ".git/logs/HEAD", ".git/refs/heads/main", ".git/objects/00/0")
"""Files that a commit changes or adds."""


def rebuilt_by(
    steps: Sequence[ChainStep], feeds: Mapping[int, Feed], history: History
) -> Iterator[frozenset[int]]:
    """Yield for each commit, oldest first, the numbers of the steps that are not cached.

    feeds: of the steps that take from the context, by number. The tree before the oldest commit is built too.
    """
    base = history.base
    prints = {number: _Fingerprint(feed, history.is_root) for number, feed in feeds.items()}
    folders = _Folders(base)
    for one in prints.values():
        for path, blob in base.items():
            one.replace(path, None, blob)
        for folder in folders.counts:
            one.replace(folder, None, _DIRECTORY)
    seen = set(_keys(steps, prints))
    before = [one.state for one in prints.values()]
    for commit in history.commits:
        changes = tuple(_with_folders(commit, folders))
        for one in prints.values():
            for path, old, new in changes:
                one.replace(path, old, new)
            one.commit()
        after = [one.state for one in prints.values()]
        if after == before:
            yield frozenset()
            continue
        before, keys = after, _keys(steps, prints)
        yield frozenset(number for number, key in enumerate(keys) if key not in seen)
        seen.update(keys)


class _Fingerprint:
    """A number that is the same for the same names, modes and contents of what feeds a step."""

    def __init__(self, feed: Feed, has_git: bool) -> None:
        self.feed, self.value, self.commits = feed, 0, 0
        self._sees_git = has_git and any(map(feed.keys_of, GIT_STATE))

    @property
    def state(self) -> tuple[int, int]:
        """What enters a cache key: of the files, and of git's own, which change with each commit."""
        return self.value, self.commits

    def replace(self, path: str, old: Blob | None, new: Blob | None) -> None:
        """Take away what was at a path and add what is; None: nothing."""
        keys = self.feed.keys_of(path)
        if keys and self.feed.ruleset.empties(path):
            old, new = old and old._replace(id=""), new and new._replace(id="")
        for key in keys:
            if old:
                self.value -= hash((key, old))
            if new:
                self.value += hash((key, new))

    def commit(self) -> None:
        """Note that git has written its own files."""
        self.commits += self._sees_git


class _Folders:
    """The directories of a tree, with the number of entries below each."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.counts: dict[str, int] = {}
        for path in paths:
            self.count(path, 1)

    def count(self, path: str, sign: int) -> Iterator[str] | list[str]:
        """Count an entry; return the directories that appear or vanish with it."""
        changed = []
        while "/" in path:
            path = path.rpartition("/")[0]
            before = self.counts.get(path, 0)
            self.counts[path] = before + sign
            if not before or not before + sign:
                changed.append(path)
            if not before + sign:
                del self.counts[path]
        return changed


def _with_folders(commit: Commit, folders: _Folders) -> Iterator[Change]:
    """Yield a commit's changes and those of the directories that come and go with them."""
    before = dict[str, bool]()
    for change in commit.changes:
        yield change
        if (change.old is None) != (change.new is None):
            for folder in folders.count(change.path, 1 if change.new else -1):
                before.setdefault(folder, not change.new)
    for folder, was_there in before.items():
        is_there = folder in folders.counts
        if is_there != was_there:
            yield Change(folder, _DIRECTORY if was_there else None, _DIRECTORY if is_there else None)


def _keys(steps: Sequence[ChainStep], prints: Mapping[int, _Fingerprint]) -> list[int]:
    """Return the cache key of each step, in order."""
    keys, states = list[int](), list[int]()
    for step in steps:
        below = states[step.below] if step.below >= 0 else 0
        fed = prints[step.number].state if step.number in prints else None
        origins = tuple(states[origin] for origin in step.origins)
        key = hash((step.number, fed, origins, 0 if step.is_link else below))
        keys.append(key)
        states.append(hash((key, below)) if step.is_link else key)
    return keys
