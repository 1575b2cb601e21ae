"""Excluded directories that a builder still enters, because an exception may include something below.

Each function takes the patterns once and gives `enters(directory) -> bool` for directories that are
excluded; eligible ones are always entered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxtrim.matching.pattern import DockerPattern

Enters = Callable[[str], bool]
_SPECIAL = frozenset("*[]?^\\")


def by_prefix(patterns: Sequence[DockerPattern]) -> Enters:
    """fsutil filter.go (6d9dc2e): by literal prefix, unless one exception holds a wildcard: then always."""
    stems = [without_trailing_glob(p.glob) for p in patterns if p.is_exception]
    if any(not _SPECIAL.isdisjoint(stem) for stem in stems):
        return lambda directory: True
    return _starts_with([stem + "/" for stem in stems])


def literally(patterns: Sequence[DockerPattern]) -> Enters:
    """go-archive archive.go, and fsutil of Docker 20.10: wildcards in an exception count as letters."""
    return _starts_with([p.glob + "/" for p in patterns if p.is_exception])


def loosely(patterns: Sequence[DockerPattern]) -> Enters:
    """buildah copier.go: as literally, but "a" is also entered for an exception under "ab"."""
    stems = [p.glob.strip("/") + "/" for p in patterns if p.is_exception]
    return lambda directory: any(stem.startswith(directory) for stem in stems)


def never_skipped(patterns: Sequence[DockerPattern]) -> Enters:
    """kaniko walks every directory."""
    return lambda directory: True


def without_trailing_glob(glob: str) -> str:
    """fsutil filter.go, patternWithoutTrailingGlob: "a/**" and then "a/*" lose their tail."""
    return glob.removesuffix("/**").removesuffix("/*")


def _starts_with(stems: list[str]) -> Enters:
    def enters(directory: str) -> bool:
        prefix = directory + "/"
        return any(stem.startswith(prefix) for stem in stems)

    return enters
