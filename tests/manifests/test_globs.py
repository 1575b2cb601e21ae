"""What the globs of manifests mean."""

from __future__ import annotations

import pytest

from ctxtrim.manifests import globs
from tests.steps import at_most

CASES = [
    ("a name", "a/b", "a/b", True),
    ("not what lies below", "a", "a/b", False),
    ("a star within a name", "packages/*", "packages/a", True),
    ("no further down", "packages/*", "packages/a/b", False),
    ("any depth", "a/**/z", "a/b/c/z", True),
    ("no depth at all", "a/**/z", "a/z", True),
    ("everything below", "a/**", "a/b/c", True),
    ("a dot in front", "./a/*", "a/b", True),
    ("one letter", "a?", "ab", True),
    ("a class", "[a-c]x", "bx", True),
    ("a class refused", "[!a-c]x", "bx", False),
    ("several stars", "*a*b*", "xaybz", True),
]


@pytest.mark.parametrize(("glob", "path", "expected"), [c[1:] for c in CASES], ids=[str(c[0]) for c in CASES])
def test_matches(glob: str, path: str, expected: bool) -> None:
    assert globs.matches(glob, path) is expected


def test_braces_are_alternatives() -> None:
    assert sorted(globs.braces("{a,b}/x.{c,d}")) == ["a/x.c", "a/x.d", "b/x.c", "b/x.d"]


def test_braces_are_bounded() -> None:
    assert len(globs.braces("{a,b}" * 40)) <= 64


def test_stars_do_not_explode() -> None:
    with at_most(100_000):
        globs.matches("**/" * 30 + "*a" * 30 + "z", "/".join(["a" * 60] * 30))
