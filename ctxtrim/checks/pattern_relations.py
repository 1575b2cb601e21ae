"""What patterns of an ignore file have to do with one another, told without a tree.

The answers hold for every path, not only for those on the disk: "no" where it is not certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from ctxtrim.checks.ignore_lines import IgnoreLine
from ctxtrim.go.path import has_wildcard, is_match, parents
from ctxtrim.matching.pattern import DockerPattern

_ANY = "\ue000\ue001"
"""Stands for any part of a name: characters that no pattern names."""
_UNCERTAIN = frozenset("?[]\\{}|^+")


def blocks(lines: Sequence[IgnoreLine]) -> Iterator[list[IgnoreLine]]:
    """Yield the lines in groups of only plain patterns or only exceptions, in their order."""
    group: list[IgnoreLine] = []
    for line in lines:
        if line.pattern is None:
            continue
        if group and group[-1].pattern and group[-1].pattern.is_exception != line.pattern.is_exception:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def covers(wide: DockerPattern, narrow: DockerPattern) -> bool:
    """Say whether `wide` matches all that `narrow` matches, or a folder above it."""
    if _UNCERTAIN & {*wide.glob}:
        return False
    steps = _steps(narrow.glob)
    return bool(steps) and all(any(map(wide.hits, paths)) for paths in steps)


@lru_cache(1024)
def _steps(glob: str) -> tuple[tuple[str, ...], ...]:
    """Return each path that stands for what a pattern matches, with the folders above it."""
    return tuple((path, *parents(path)) for path in instances(glob, _ANY))


def instances(glob: str, filler: str) -> Iterator[str]:
    """Yield paths that stand for all that a pattern matches; none where that cannot be done.

    filler: what stands for `*`, and for each folder of `**`.
    """
    parts = glob.split("/")
    if _UNCERTAIN & {*glob} or any("**" in part and part != "**" for part in parts):
        return
    for deep in ("", filler, f"{filler}/{filler}"):
        for any_name in (filler, ""):
            below = deep or (filler if parts[-1] == "**" else "")
            named = [below if part == "**" else part.replace("*", any_name) for part in parts]
            if all(named[n] or part == "**" for n, part in enumerate(parts)):
                yield "/".join(filter(None, named))


def is_apart(plain: DockerPattern, path: str) -> bool:
    """Say whether a pattern can match neither `path` nor anything above or below it.

    Only the first parts are compared. path: the literal beginning of a pattern counts.
    """
    first, name = plain.glob.partition("/")[0], path.partition("/")[0]
    if "**" in first or has_wildcard(name) or _UNCERTAIN & {*first}:
        return False
    return not is_match(first, name)
