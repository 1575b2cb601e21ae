"""Candidate rules for what git ignores: a clean clone has none of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from ctxtrim.catalogue.kinds import BUILD_OUTPUT
from ctxtrim.model.context import Sum
from ctxtrim.model.record import Tier
from ctxtrim.proposal.candidates import MOST_OF_A_SORT, TRANSLATED, Candidate
from ctxtrim.proposal.eligible_files import EligibleFiles
from ctxtrim.proposal.escape import as_pattern

IGNORED = "git-ignored"
_PRODUCTS = frozenset(
    "dist build out output target bin obj lib public static release releases artifacts publish vendor "
    "generated gen _build www site".split()
)
_PRODUCT_ENDINGS = (".jar", ".war", ".whl", ".deb", ".apk", ".so", ".dll", ".exe")


def is_product(path: str) -> bool:
    """Return whether a step on the host may make it for the image; such names are left to the user."""
    name = path.rpartition("/")[2].lower()
    return name in _PRODUCTS or name.endswith(_PRODUCT_ENDINGS)


def from_gitignore(patterns: Sequence[str]) -> Iterator[Candidate]:
    """Yield what .gitignore files say, translated, where the user asks for it; their exceptions are kept."""
    keeps = tuple(pattern[1:] for pattern in patterns if pattern.startswith("!"))
    why = "translated from .gitignore; absent from a clean clone"
    for pattern in patterns:
        if not pattern.startswith("!") and not is_product(pattern):
            yield Candidate(pattern, "safe", why, TRANSLATED, "as .gitignore has it", keeps, untracked=True)


def outermost_ignored(eligible: EligibleFiles) -> list[str]:
    """Return what git ignores and tracks nothing of, files and folders, outermost first."""
    covered: set[str] = set()
    found: list[str] = []
    for path in eligible.paths:
        if path.rpartition("/")[0] in covered:
            covered.add(path)
        elif eligible.is_ignored(path):
            covered.add(path)
            if not eligible.may_be_cloned(path):
                found.append(path)
    return found


def ignored_by_git(
    ignored: Sequence[str], eligible: EligibleFiles, sums: Mapping[str, Sum], rebuilt: Collection[str]
) -> Iterator[Candidate]:
    """Yield a candidate for each ignored path, the heaviest where they are many.

    rebuilt: folders that the build makes again. Other products of a build ("dist") are proposed only where
    the user names them: a copy of the whole context may be about them.
    """

    def weight(path: str) -> int:
        entry = eligible.paths[path]
        return sums.get(path, Sum()).bytes if entry.kind == "dir" else entry.size

    heaviest = sorted(ignored, key=lambda path: (-weight(path), path))[:MOST_OF_A_SORT]
    for path in sorted(heaviest):
        pattern = as_pattern(path)
        if path in rebuilt:
            why = "build output, made again by the build"
            yield Candidate(pattern, "safe", why, "rebuilt-output", BUILD_OUTPUT, untracked=True)
        else:
            why = "git ignores it; absent from a clean clone, so not needed"
            tier: Tier = "never" if is_product(path) else "unsafe"
            yield Candidate(pattern, tier, why, IGNORED, "ignored by git", path=path)
