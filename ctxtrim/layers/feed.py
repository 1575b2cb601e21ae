"""Which paths of a context feed a step of a Dockerfile, and under which name they enter its cache key.

After contenthash.Checksum of BuildKit (cache/contenthash/checksum.go, 00c5f6e): names, modes and contents
count, times do not; what a wildcard matches counts under its base name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.context.selection import Selection, select
from ctxtrim.context.traverse import Lister
from ctxtrim.go.path import has_wildcard, parents
from ctxtrim.layers.chain import ChainStep
from ctxtrim.matching import judge as judging
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.build import ContextCopy


class Source(NamedTuple):
    """One source of a COPY, ADD or mount. selection: None for the whole context."""

    selection: Selection | None
    excludes: tuple[DockerPattern, ...]
    by_base_name: bool

    def key_of(self, path: str) -> str:
        """Return the name under which a path counts, "" where it does not."""
        if self.selection is None:
            return "" if self._is_excluded(path) else path
        wanted = Verdict(True)
        for step in (*parents(path), path):
            wanted = judging.using_parent_results(self.selection.includes, step, wanted)
            if not wanted.eligible:
                if self._is_excluded(path[len(step) + 1 :]):
                    return ""
                return path.rpartition("/")[2] if self.by_base_name else path
        return ""

    def _is_excluded(self, path: str) -> bool:
        return bool(path and self.excludes) and judging.or_parent(self.excludes, path)


class Feed:
    """What of a context reaches one step under the rules of an ignore file.

    children: lists a directory of the context, for the links that a source leads through: today's.
    """

    def __init__(self, copies: Iterable[ContextCopy], ruleset: Ruleset, children: Lister) -> None:
        self.ruleset = ruleset
        self.sources = tuple(source for copy in copies for source in _sources(copy, children))
        self._known: dict[str, tuple[tuple[int, str], ...]] = {}

    def keys_of(self, path: str) -> tuple[tuple[int, str], ...]:
        """Return (number of the source, name) for each source that takes the path; () where none gets it."""
        keys = self._known.get(path)
        if keys is None:
            keys = self._known[path] = tuple(self._keys_of(path))
        return keys

    def _keys_of(self, path: str) -> Iterator[tuple[int, str]]:
        keys = [(number, source.key_of(path)) for number, source in enumerate(self.sources)]
        if any(name for _, name in keys) and self.ruleset.judge_path(path).eligible:
            yield from ((number, name) for number, name in keys if name)


def feeds_of(steps: Sequence[ChainStep], ruleset: Ruleset, children: Lister) -> dict[int, Feed]:
    """Return what feeds each step that takes from the context. children: lists a directory of it."""
    return {step.number: Feed(step.copies, ruleset, children) for step in steps if step.copies}


def _sources(copy: ContextCopy, children: Lister) -> Iterator[Source]:
    excludes = tuple(filter(None, (new_pattern(text, "--exclude") for text in copy.excludes)))
    for source in copy.sources:
        by_base_name = has_wildcard(source) and not copy.parents
        yield Source(select((source,), children), excludes, by_base_name)
