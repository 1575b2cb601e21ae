"""Does a folder's name say that it holds tests, documents or examples, and not the program?"""

from __future__ import annotations

import re
from collections.abc import Iterable

_TESTS = re.compile(
    r"(?:.*[-.])?(?:tests?|testing|specs?|e2e|fixtures?|testdata|benchmarks?|bench)|cypress"
    r"|tests?[-_](?:data|files?|assets|resources|fixtures)"
    r"|__(?:tests|fixtures|mocks|snapshots)__"
)
_PROSE = frozenset(
    "doc docs documentation example examples sample samples demo demos screenshots .storybook stories".split()
)


def holds_tests(name: str) -> bool:
    """Tests, their data, or measurements: "tests", "app-tests", "testdata", "__snapshots__"."""
    return _TESTS.fullmatch(name.lower()) is not None


def holds_prose(name: str) -> bool:
    """Documents or examples; one that holds source itself may be a part of the program."""
    return name.lower() in _PROSE


def aside(name: str) -> bool:
    """Either of them."""
    return holds_tests(name) or holds_prose(name)


def any_aside(names: Iterable[str]) -> bool:
    """Is one of these folders aside?"""
    return any(map(aside, names))
