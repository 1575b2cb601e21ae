"""Names that are nearly those of something in the context."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ctxtrim.checks.ignore_lines import IgnoreLine
from ctxtrim.checks.subject import Subject
from ctxtrim.go.path import has_wildcard

_SHORTEST = 5
"""Letters of a name from which on one edit is taken for a mistake."""


def other_case(name: str, names: Iterable[str]) -> str:
    """Return the name that differs in case or in Unicode form only, "" if none does."""
    wanted = _folded(name)
    return next((other for other in names if other != name and _folded(other) == wanted), "")


def one_edit_away(name: str, names: Iterable[str]) -> str:
    """Return the name that one letter more, less, changed or swapped makes, "" if none does.

    Short names, a final s and numbers are no mistakes.
    """
    if len(name) < _SHORTEST:
        return ""
    return next((other for other in names if _is_one_edit(name, other)), "")


def _is_one_edit(one: str, other: str) -> bool:
    if one == other or abs(len(one) - len(other)) > 1 or one.rstrip("s") == other.rstrip("s"):
        return False
    if _bare(one) == _bare(other):
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    start = min(len(one), len(other)) if start < 0 else start
    left, right = one[start:], other[start:]
    if any(char.isdigit() for char in left[:1] + right[:1]):
        return False
    is_swap = left[:2] == right[1::-1] and left[2:] == right[2:] and len(left) > 1
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or is_swap


def _bare(name: str) -> str:
    """Return a name without dots around it, its ending in one spelling."""
    return name.strip(".").replace(".yaml", ".yml")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def absent_literal(subject: Subject, line: IgnoreLine) -> str:
    """Return the path of a plain pattern without wildcards that matches nothing here, "" for others."""
    pattern = line.pattern
    if pattern is None or pattern.is_exception or has_wildcard(pattern.glob) or pattern.glob in (".", ".."):
        return ""
    return "" if subject.tree.kind(pattern.glob) else pattern.glob


def siblings(subject: Subject, line: IgnoreLine, path: str) -> list[str]:
    """Return the names beside a path that are not excluded."""
    folder = path.rpartition("/")[0]
    judge = line.source.ruleset.judge_path
    below = folder + "/" if folder else ""
    return [name for name in subject.tree.children(folder) if judge(below + name).eligible]
