"""The sums of a replay: how often each step is rebuilt, and by what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ctxtrim.catalogue.lookup import Lookup
from ctxtrim.catalogue.record_files import load_records
from ctxtrim.go.path import parents
from ctxtrim.layers.chain import ChainStep
from ctxtrim.layers.feed import Feed
from ctxtrim.layers.replay import GIT_STATE, Replayed, rebuilt_by
from ctxtrim.model.cost import Aside, StepCost
from ctxtrim.model.history import History

_ASIDE = ("documentation", "continuous integration")
_BUSIEST = 5
Rebuilt = Sequence[frozenset[int]]


class Replays(NamedTuple):
    """The steps that each commit rebuilds, oldest first: now, and with what `fix` and --unsafe propose.

    reordered: with what `fix` proposes and the order of `fix --dockerfile`, by the numbers of today's steps.
    """

    now: Rebuilt
    then: Rebuilt
    unsafe: Rebuilt
    reordered: Rebuilt


def replay(steps: Sequence[ChainStep], feeds: Mapping[int, Feed], history: History) -> Rebuilt:
    """Return the steps that each commit rebuilds, oldest first."""
    return replay_all([Replayed(steps, feeds)], history)[0]


def replay_all(chains: Sequence[Replayed], history: History) -> tuple[Rebuilt, ...]:
    """Return the steps of each chain that each commit rebuilds, oldest first."""
    return tuple(zip(*rebuilt_by(chains, history), strict=True)) or tuple(() for _ in chains)


def as_now(rebuilt: Rebuilt, then: Sequence[ChainStep], now: Sequence[ChainStep]) -> Rebuilt:
    """Return a replay of reordered steps by the numbers of today's; new steps count for none.

    A RUN that was split is rebuilt with its first part, the one that installs.
    """
    numbers = {}
    for step in now:
        parts = [one for one in then if one.stage == step.stage and step.text.startswith(one.text)]
        if parts:
            numbers[max(parts, key=lambda one: len(one.text)).number] = step.number
    return tuple(frozenset(numbers[number] for number in one if number in numbers) for one in rebuilt)


def step_costs(
    steps: Sequence[ChainStep], feeds: Mapping[int, Feed], history: History, replays: Replays
) -> tuple[StepCost, ...]:
    """Return the cost of each step, in the order of the Dockerfile. feeds: under today's ignore file."""
    counts = [Counter(number for one in replayed for number in one) for replayed in replays]
    return tuple(
        StepCost(
            step.stage,
            step.line,
            step.instruction,
            step.text,
            sum(1 for path in history.tree if feeds[step.number].keys_of(path)) if step.copies else 0,
            rebuilt=counts[0][step.number],
            rebuilt_then=counts[1][step.number],
            rebuilt_unsafe=counts[2][step.number],
            rebuilt_reordered=counts[3][step.number],
            busiest=_busiest(feeds[step.number], history) if step.copies else (),
            falls=tuple(steps[number].line for number in _above(steps, step.number)),
        )
        for step in steps
    )


def aside_of(steps: Sequence[ChainStep], history: History, replays: Replays) -> Aside:
    """Return what commits cost that touch only documents and CI settings."""
    changed = [frozenset(change.path for change in commit.changes) for commit in history.commits]
    aside = frozenset(filter(_is_aside, frozenset().union(*changed)))
    costly = [n for n, paths in enumerate(changed) if replays.now[n] and paths and paths <= aside]
    if not costly:
        return Aside()
    lines = [steps[number].line for n in costly for number in replays.now[n]]
    spared = (sum(not replayed[n] for n in costly) for replayed in (replays.then, replays.unsafe))
    return Aside(len(costly), min(lines), max(lines), *spared)


def _busiest(feed: Feed, history: History) -> tuple[tuple[str, int], ...]:
    counts = Counter(
        change.path for commit in history.commits for change in commit.changes if feed.keys_of(change.path)
    )
    if history.is_root and any(map(feed.keys_of, GIT_STATE)):
        counts[".git"] = len(history.commits)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_BUSIEST])


def _above(steps: Sequence[ChainStep], number: int) -> list[int]:
    """Return the steps that fall with one, in order."""
    falling, stale = {number}, {number}
    for step in steps:
        moved = not falling.isdisjoint(step.origins) or (not step.is_link and step.below in stale)
        if moved:
            falling.add(step.number)
        if moved or step.below in stale:
            stale.add(step.number)
    return sorted(falling - {number})


def _is_aside(path: str) -> bool:
    return any(_known_aside().hits(part) for part in (path, *parents(path)))


@cache
def _known_aside() -> Lookup:
    return Lookup(r for r in load_records() if r.ecosystem in _ASIDE and not (r.proof or r.markers))
