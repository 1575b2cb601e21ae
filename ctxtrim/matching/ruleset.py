"""An ignore file as one builder reads it: a verdict for each path of a context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ctxtrim.go.path import parents
from ctxtrim.matching import judge as judging
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.pattern import DockerPattern, RejectedPattern
from ctxtrim.matching.verdict import Verdict

if TYPE_CHECKING:
    from ctxtrim.matching.pattern_index import PatternIndex


class Ruleset:
    """Ordered patterns under one dialect. A verdict is a fold down the path, starting from `root`."""

    root = Verdict(True)

    def __init__(self, patterns: Sequence[DockerPattern], dialect: Dialect) -> None:
        self.patterns = tuple(patterns)
        self.dialect = dialect
        self.has_exceptions = any(p.is_exception for p in self.patterns)
        self._enters = dialect.pruning(self.patterns)
        self.may_empty = dialect.opens_by_path and _plain_after_exception(self.patterns)
        self._index: PatternIndex | None = None
        self._is_indexed = dialect.judge is not judging.using_parent_results  # no index elsewhere
        self._known: dict[tuple[int, int], Verdict] = {}

    @classmethod
    def read(cls, data: bytes, dialect: Dialect, where: str = ".dockerignore") -> Ruleset:
        """An ignore file's bytes under a dialect. Raises CtxtrimError where that builder rejects it.

        A builder that only logs a bad pattern (kaniko) does so for every path: none of its rules counts.
        """
        try:
            return cls(IgnoreFile.parse(data, where).patterns(dialect.reading, dialect.syntax), dialect)
        except RejectedPattern:
            if dialect.rejects:
                raise
            return cls((), dialect)

    def judge(self, path: str, parent: Verdict) -> Verdict:
        """The verdict on a path whose parent directory was judged `parent`.

        Raises CtxtrimError for a pattern that the builder cannot compile; a builder that only logs it
        (kaniko) keeps the path.
        """
        if not self._is_indexed:
            self._is_indexed, self._index = True, _index(self.patterns)
        if self._index:
            return self._by_hits(path, parent)
        try:
            return self.dialect.judge(self.patterns, path, parent)
        except RejectedPattern:
            if self.dialect.rejects:
                raise
            return Verdict(True)

    def _by_hits(self, path: str, parent: Verdict) -> Verdict:
        """What the dialect says depends on what hits the path and what hit its parents, and nothing else."""
        assert self._index
        key = parent.hits, self._index.hits(path)
        verdict = self._known.get(key)
        if verdict is None:
            verdict = self._known[key] = judging.by_hits(self.patterns, *key)
        return verdict

    def judge_path(self, path: str) -> Verdict:
        """The verdict on a path by itself, folding down from the root as a walk would.

        A directory on the way that is excluded and not entered decides for all below it.
        """
        verdict = self.root
        for directory in parents(path):
            verdict = self.judge(directory, verdict)
            if not self.enters(directory, verdict):
                return verdict
        return self.judge(path, verdict)

    def enters(self, directory: str, verdict: Verdict) -> bool:
        """Return whether this directory is walked."""
        return verdict.eligible or self._enters(directory)

    def empties(self, path: str) -> bool:
        """Return whether an eligible file arrives with 0 bytes: opening it is refused (semantics: §0.2).

        Only possible where a plain pattern follows an exception.
        """
        return self.may_empty and judging.or_parent(self.patterns, path)


def _index(patterns: Sequence[DockerPattern]) -> PatternIndex | None:
    """None where a pattern does not compile: that is an error only for a path that it is tried on."""
    from ctxtrim.matching.pattern_index import PatternIndex

    try:
        for pattern in patterns:
            pattern.hits("")
    except RejectedPattern:
        return None
    return PatternIndex(patterns)


def _plain_after_exception(patterns: Sequence[DockerPattern]) -> bool:
    seen = False
    for pattern in patterns:
        if pattern.is_exception:
            seen = True
        elif seen:
            return True
    return False
