"""Fold a list of patterns into one verdict for a path, for each family of matchers.

A plain pattern excludes, an exception brings back, the last one that counts wins; the families differ in
which patterns are tried, and on which of the path's parents.
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxtrim.go.path import parents
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.matching.verdict import Verdict

Patterns = Sequence[DockerPattern]


def using_parent_results(patterns: Patterns, path: str, parent: Verdict) -> Verdict:
    """patternmatcher v0.6.1, MatchesUsingParentResults: the walk of BuildKit and of the classic builder.

    A pattern that cannot change the outcome is not tried, and its bit stays unset for what is below.
    """
    excluded, by, hits, bit = False, None, 0, 1
    for pattern in patterns:
        is_exception = pattern.is_exception
        if parent.hits & bit or (is_exception == excluded and pattern.hits(path)):
            hits |= bit
            if excluded == is_exception:
                excluded, by = not is_exception, pattern
        bit <<= 1
    return Verdict(not excluded, by, hits)


def by_hits(patterns: Patterns, above: int, own: int) -> Verdict:
    """using_parent_results, of bits: patterns that hit the parent as far as they were tried, and all that hit
    the path itself.
    """
    excluded, by, hits, left = False, None, 0, above | own
    while left:
        bit = left & -left
        left ^= bit
        pattern = patterns[bit.bit_length() - 1]
        if above & bit or pattern.is_exception == excluded:
            hits |= bit
            if excluded == pattern.is_exception:
                excluded, by = not pattern.is_exception, pattern
    return Verdict(not excluded, by, hits)


def or_parent(patterns: Patterns, path: str) -> bool:
    """Return whether MatchesOrParentMatches of patternmatcher v0.6.1 excludes it, as BuildKit opens files."""
    excluded, above = False, parents(path)
    for pattern in patterns:
        if pattern.is_exception == excluded and (pattern.hits(path) or any(map(pattern.hits, above))):
            excluded = not excluded
    return excluded


def with_one_parent(patterns: Patterns, path: str, parent: Verdict) -> Verdict:
    """Docker 20.10, pkg/fileutils Matches: the path, or its parent with as many parts as the pattern."""
    excluded, by = False, None
    for pattern in patterns:
        if _hits_one_parent(pattern, path):
            if excluded == pattern.is_exception:
                by = pattern
            excluded = not pattern.is_exception
    return Verdict(not excluded, by)


def with_one_parent_skipping(patterns: Patterns, path: str, parent: Verdict) -> Verdict:
    """patternmatcher's deprecated Matches, which kaniko calls: as above, skipping what changes nothing."""
    excluded, by = False, None
    for pattern in patterns:
        if pattern.is_exception == excluded and _hits_one_parent(pattern, path):
            excluded, by = not excluded, pattern
    return Verdict(not excluded, by)


def last_hit(patterns: Patterns, path: str, parent: Verdict) -> Verdict:
    """containers/storage, pkg/fileutils Matches: the last hit wins; its expressions include what is below."""
    excluded, by = False, None
    for pattern in patterns:
        if pattern.hits(path):
            if excluded == pattern.is_exception:
                by = pattern
            excluded = not pattern.is_exception
    return Verdict(not excluded, by)


def _hits_one_parent(pattern: DockerPattern, path: str) -> bool:
    if pattern.hits(path):
        return True
    end = -1
    for _ in range(pattern.glob.count("/") + 1):
        end = path.find("/", end + 1)
        if end < 0:
            return False
    return pattern.hits(path[:end])
