"""Leave out rules that exclude nothing beyond what the other rules of the file exclude."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.expressions import expression
from ctxtrim.go.path import parents
from ctxtrim.proposal.matched_by import Matches
from ctxtrim.proposal.write_lines import Choice

_CLASS = expression(r"\[(.)[^\]]*\]")


def without_covered(
    choices: Sequence[Choice],
    matches: Matches,
    lasting: Collection[str],
    is_excluded: Callable[[str], bool],
) -> list[Choice]:
    """Return the choices without those that others cover: first those for the fewest files go.

    lasting: patterns that are wanted for what will come: they go where what they stand for is excluded as
    well. is_excluded: by the user's own lines.
    """
    left = {choice.bit: choice for choice in choices}
    order = sorted(enumerate(choices), key=lambda pair: (pair[1].weight.files, -pair[0]))
    for _, choice in order:
        others = {bit: other for bit, other in left.items() if bit != choice.bit}
        if choice.candidate.pattern in lasting and not _will_be_covered(choice, others.values(), is_excluded):
            continue
        if is_covered(choice, others, matches):
            left = others
    return [choice for choice in choices if choice.bit in left]


def is_covered(choice: Choice, others: Mapping[int, Choice], matches: Matches) -> bool:
    """Return whether others, by their bits, exclude all files that this choice does."""
    every = sum(others)
    for bits, files in matches.groups(choice.bit):
        covering = [others[bit] for bit in _single(bits & every)]
        if all(not other.kept for other in covering) and covering:
            continue
        if any(takes(choice, path) and not any(takes(other, path) for other in covering) for path in files):
            return False
    return True


def takes(choice: Choice, path: str) -> bool:
    """Return whether none of its exceptions lets this file back in."""
    return not choice.kept or choice.kept.isdisjoint((path, *parents(path)))


def _single(bits: int) -> list[int]:
    return [1 << n for n in range(bits.bit_length()) if bits >> n & 1]


def _will_be_covered(choice: Choice, others: Collection[Choice], is_excluded: Callable[[str], bool]) -> bool:
    patterns = [pattern_of(other.candidate.pattern) for other in others if not other.exceptions]

    def is_covered(path: str) -> bool:
        return is_excluded(path) or any(p.hits(step) for p in patterns for step in (*parents(path), path))

    examples = _examples(choice.candidate.pattern)
    return bool(examples) and all(map(is_covered, examples))


def _examples(glob: str) -> list[str]:
    """Return paths that a pattern stands for: in the root, and deep where it matches there as well."""
    name = _CLASS.sub(r"\1", glob.removeprefix("**/")).replace("*", "x").replace("?", "x")
    paths = [name, f"q/{name}"] if glob.startswith("**/") else [name]
    return paths if all(map(pattern_of(glob).hits, paths)) else []
