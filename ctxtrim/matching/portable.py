"""Patterns that all builders read alike."""

from __future__ import annotations

from ctxtrim.expressions import expression

_PART = r"(?:[^/\\\[\]+(){}|^*]|\*(?!\*)|\[(?:\w-\w|[\w.])+\]|\\[][*?\\+(){}|^#!])*"
_ALIKE = expression(rf"(?:\*\*/)*{_PART}(?:/(?:\*\*|{_PART}))*")
UNPRINTABLE = expression("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def reads_alike(pattern: str) -> bool:
    """Return whether every builder reads this pattern alike and can be sent it.

    Wildcards, plain classes and escapes of what is special are read alike; `**` is as a component of its own.
    """
    return _ALIKE.fullmatch(pattern) is not None and not UNPRINTABLE.search(pattern)
