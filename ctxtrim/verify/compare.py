"""Differences between what arrived before and after, and whether a build would notice them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.go.path import parents
from ctxtrim.model.context import Sum
from ctxtrim.model.verification import Gone, Refused, Verification
from ctxtrim.verify.lines import Line

Key = tuple[int, str]
"""(number of a line, name on arrival)"""


class Outcome(NamedTuple):
    """What the real builds of all lines made of one ignore file.

    arrived: bytes of every file, 0 for links and the like. failed: line -> what the builder said.
    """

    arrived: Mapping[Key, int]
    failed: Mapping[int, str]


class Side(NamedTuple):
    """One ignore file: what was foretold (key -> path in the context) and what came out."""

    foretold: Mapping[Key, str]
    outcome: Outcome


def compare(
    lines: Sequence[Line], old: Side, new: Side, needed: Callable[[str], str], verification: Verification
) -> Verification:
    """The verification with its findings. needed: who needs a path of the context, "" for nobody."""
    was, now = old.outcome, new.outcome
    broken = set(now.failed) - set(was.failed)
    gone = {key for key in was.arrived if key not in now.arrived and key[0] not in broken}
    come = {key for key in now.arrived if key not in was.arrived and key[0] not in was.failed}
    emptied = {key for key, size in now.arrived.items() if not size and was.arrived.get(key)}
    names = _Names(lines, old.foretold, new.foretold)
    sizes = {names.of(key): size for key, size in was.arrived.items()}
    reasons = {path: needed(path) for path in map(names.of, gone)}
    left = set(map(names.of, now.arrived))
    return verification._replace(
        lines=len(lines),
        before=_total(names, was.arrived),
        after=_total(names, now.arrived),
        failing=_refused(lines, now.failed, lambda number: number in broken),
        failing_anyway=_refused(lines, now.failed, lambda number: number not in broken),
        mended=_refused(lines, was.failed, lambda number: number not in now.failed),
        emptied=tuple(sorted(set(map(names.of, emptied)))),
        needed=tuple(Gone(path, Sum(1, sizes[path]), why) for path, why in sorted(reasons.items()) if why),
        unforeseen=tuple(_unforeseen(names, old, new, broken)),
        gone=folded({path: sizes[path] for path, why in reasons.items() if not why}, left),
        come=tuple(sorted(set(map(names.of, come)))),
    )


class _Names:
    """What an arrival is called: its path in the context, or its line and name where that is not known."""

    def __init__(self, lines: Sequence[Line], *foretold: Mapping[Key, str]) -> None:
        self._lines, self._foretold = lines, foretold

    def of(self, key: Key) -> str:
        for known in self._foretold:
            if key in known:
                return known[key]
        return f"{key[1]} ({self._lines[key[0]].place}: {self._lines[key[0]].shown})"


def _total(names: _Names, arrived: Mapping[Key, int]) -> Sum:
    sizes = {names.of(key): size for key, size in arrived.items()}
    return Sum(len(sizes), sum(sizes.values()))


def _refused(
    lines: Sequence[Line], failed: Mapping[int, str], wanted: Callable[[int], bool]
) -> tuple[Refused, ...]:
    return tuple(
        Refused(lines[number].place, lines[number].shown, says)
        for number, says in sorted(failed.items())
        if wanted(number)
    )


def _unforeseen(names: _Names, old: Side, new: Side, broken: set[int]) -> Iterable[str]:
    """Where the builder did something else than we foretold; what is alike before and after is no matter."""
    for key in old.outcome.arrived:
        if key[0] in broken:
            continue
        goes = key in old.foretold and key not in new.foretold
        if key not in new.outcome.arrived and not goes:
            yield f"{names.of(key)} is gone, though no rule should keep it out"
        elif key in new.outcome.arrived and goes:
            yield f"{names.of(key)} still arrives, though it should be kept out"


def folded(sizes: Mapping[str, int], left: Iterable[str]) -> tuple[Gone, ...]:
    """Paths with bytes -> directories of which nothing is left, and single files; heaviest first."""
    alive = {above for path in left for above in parents(path)}
    sums: dict[str, Sum] = {}
    for path, size in sizes.items():
        outer = next((above + "/" for above in parents(path) if above not in alive), path)
        known = sums.get(outer, Sum())
        sums[outer] = Sum(known.files + 1, known.bytes + size)
    order = sorted(sums.items(), key=lambda item: (-item[1].bytes, item[0]))
    return tuple(Gone(path, total) for path, total in order)
