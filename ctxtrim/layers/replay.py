"""BuildKit's layer cache over a history: which steps each commit rebuilds, if every commit is built.

A step is cached when its instruction, what it stands on and what feeds it have been built before, however
long ago; nothing is ever pruned here. A RUN that runs again is taken to make something new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.layers.chain import ChainStep
from ctxtrim.layers.feed import Feed
from ctxtrim.model.history import Blob, Change, Commit, History

_DIRECTORY = Blob(0o040000, "")
GIT_STATE = (".git/index", ".git/logs/HEAD", ".git/refs/heads/main", ".git/objects/00/0")
"""Files that a commit changes or adds."""


class Replayed(NamedTuple):
    """A chain to replay. feeds: of the steps that take from the context, by number."""

    steps: Sequence[ChainStep]
    feeds: Mapping[int, Feed]


def rebuilt_by(chains: Sequence[Replayed], history: History) -> Iterator[tuple[frozenset[int], ...]]:
    """Yield for each commit, oldest first, the numbers of the steps of each chain that are not cached.

    The tree before the oldest commit is built too. What feeds steps of several chains alike is kept once.
    """
    base = history.base
    folders = _Folders(base)
    commits = [tuple(_with_folders(commit, folders)) for commit in history.commits]
    paths = {*base, *_Folders(base).counts, *(change.path for changes in commits for change in changes)}
    known: list[_Fingerprint] = []
    caches: dict[tuple[int, ...], _Cache] = {}
    keys: list[tuple[int, ...]] = []
    for steps, feeds in chains:
        made = ((number, _Fingerprint(feed, paths, history.is_root)) for number, feed in feeds.items())
        prints = {number: _same(one, known) for number, one in made}
        keys.append((id(steps), *map(id, prints.values())))
        caches.setdefault(keys[-1], _Cache(steps, prints))
    readers: dict[str, list[_Fingerprint]] = {}
    for one in known:
        for path in one.keys:
            readers.setdefault(path, []).append(one)
    first = [Change(path, None, blob) for path, blob in base.items()]
    first += [Change(folder, None, _DIRECTORY) for folder in _Folders(base).counts]
    _apply(first, readers)
    for cache in caches.values():
        cache.build()
    for changes in commits:
        _apply(changes, readers)
        for one in known:
            one.commits += one.sees_git
        rebuilt = {key: cache.build() for key, cache in caches.items()}
        yield tuple([rebuilt[key] for key in keys])


def _same(made: _Fingerprint, known: list[_Fingerprint]) -> _Fingerprint:
    """Return the one of the known fingerprints that is like this one, or this one, known from now on."""
    for one in known:
        if made.is_like(one):
            return one
    known.append(made)
    return made


def _apply(changes: Iterable[Change], readers: Mapping[str, Sequence[_Fingerprint]]) -> None:
    for path, old, new in changes:
        for one in readers.get(path, ()):
            one.replace(path, old, new)


class _Fingerprint:
    """A number that is the same for the same names, modes and contents of what feeds a step.

    keys: under which names each path enters it. emptied: paths that arrive without their content.
    """

    def __init__(self, feed: Feed, paths: Iterable[str], has_git: bool) -> None:
        self.keys = {path: keys for path in paths if (keys := feed.keys_of(path))}
        self.emptied = frozenset(filter(feed.ruleset.empties, self.keys))
        self.sees_git = has_git and any(map(feed.keys_of, GIT_STATE))
        self.value, self.commits = 0, 0

    def is_like(self, other: _Fingerprint) -> bool:
        """Whether the same files enter both."""
        return (self.sees_git, self.emptied, self.keys) == (other.sees_git, other.emptied, other.keys)

    def replace(self, path: str, old: Blob | None, new: Blob | None) -> None:
        """Take away what was at a path and add what is; None: nothing."""
        if path in self.emptied:
            old, new = old and old._replace(id=""), new and new._replace(id="")
        for key in self.keys[path]:
            if old:
                self.value -= hash((key, old))
            if new:
                self.value += hash((key, new))


class _Cache:
    """The cache keys of all that was built of a chain. prints: of the steps that take from the context."""

    def __init__(self, steps: Sequence[ChainStep], prints: Mapping[int, _Fingerprint]) -> None:
        self.prints = tuple(prints.values())
        self._seen = set[int]()
        self._last: list[tuple[int, int]] = []
        self._plan = [(s.number, s.below, s.origins, s.is_link, prints.get(s.number)) for s in steps]

    def build(self) -> frozenset[int]:
        """Return the numbers of the steps that are not cached, and keep them."""
        state = [(one.value, one.commits) for one in self.prints]
        if state == self._last:
            return _NONE
        self._last = state
        missing, states = list[int](), list[int]()
        for number, under, stages, is_link, fed in self._plan:
            below = states[under] if under >= 0 else 0
            origins = tuple([states[origin] for origin in stages]) if stages else ()
            print_ = (fed.value, fed.commits) if fed else None
            key = hash((number, print_, origins, 0 if is_link else below))
            states.append(hash((key, below)) if is_link else key)
            if key not in self._seen:
                missing.append(number)
                self._seen.add(key)
        return frozenset(missing)


_NONE = frozenset[int]()


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
