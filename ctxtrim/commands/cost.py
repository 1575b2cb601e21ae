"""What edits of a context rebuild: its last commits, replayed against the layer cache."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from ctxtrim.builds.chains import chain_of, text_of, with_text
from ctxtrim.builds.of_request import Build, builds_of
from ctxtrim.commands.fix import FixInputs, read_fix_inputs
from ctxtrim.commands.fix_dockerfile import fixes_of
from ctxtrim.disk import Disk
from ctxtrim.errors import CtxtrimError
from ctxtrim.layers.cost import Replays, as_now, aside_of, replay_all, step_costs
from ctxtrim.layers.feed import feeds_of
from ctxtrim.layers.replay import Replayed
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Request
from ctxtrim.model.cost import BuildCost, Cost
from ctxtrim.model.history import History
from ctxtrim.proposal import Options, propose
from ctxtrim.vcs.history import history


class _Proposed(NamedTuple):
    """The rules that `fix` and `fix --unsafe` would write to one ignore file."""

    path: str
    rulesets: tuple[Ruleset, Ruleset]

    def for_build(self, build: Build) -> tuple[Ruleset, Ruleset]:
        """Return the rules that a build would read: its own where they stand in another file."""
        if build.rules.path in ("", self.path):
            return self.rulesets
        return build.rules.ruleset, build.rules.ruleset


def cost(request: Request, commits: int) -> Cost:
    """Return what the last `commits` commits rebuild, today and with the proposal.

    Raises CtxtrimError as `builds_of` and `history` do, and for a context that no Dockerfile builds.
    """
    found = builds_of(request)
    if not found.builds:
        raise CtxtrimError(found.broken or f"{found.context}: no Dockerfile builds it; name one with -f.")
    past = history(found.context, commits)
    if not past.commits:
        raise CtxtrimError(f"{found.context}: no commit with a parent in its history; nothing to replay.")
    notes = list(found.notes)
    try:
        proposed = _proposed(read_fix_inputs(request, builds=found))
    except CtxtrimError as error:
        notes.append(f"No proposal: {error}")
        proposed = None
    orders = {fix.path: fix.new for fix in fixes_of(found) if fix.moved}
    with Disk(found.context) as disk:
        builds = tuple(_build_cost(build, past, proposed, orders, disk) for build in found.builds)
    return Cost(found.context, len(past.commits), builds, tuple(dict.fromkeys(notes)))


def _proposed(fix: FixInputs) -> _Proposed:
    texts = (propose(fix.inputs, Options(unsafe=unsafe)).text for unsafe in (False, True))
    safe, unsafe = (Ruleset.read(text, fix.dialect, fix.shown) for text in texts)
    return _Proposed(fix.path, (safe, unsafe))


def _build_cost(
    build: Build, past: History, proposed: _Proposed | None, orders: Mapping[str, bytes], disk: Disk
) -> BuildCost:
    """orders: better Dockerfiles, by their paths."""
    steps, rules = chain_of(build, text_of(build)), build.rules.ruleset
    feeds = feeds_of(steps, rules, disk.children)
    then = proposed.for_build(build) if proposed else (rules, rules)
    chains = [Replayed(steps, feeds)]
    chains += [Replayed(steps, feeds_of(steps, ruleset, disk.children)) for ruleset in then]
    order = orders.get(os.path.realpath(build.target.dockerfile)) if build.target.dockerfile else None
    later = chain_of(with_text(build, order), order) if order else ()
    if order:
        chains.append(Replayed(later, feeds_of(later, then[0], disk.children)))
    now, safe, unsafe, *reordered = replay_all(chains, past)
    replays = Replays(now, safe, unsafe, as_now(reordered[0], later, steps) if reordered else safe)
    return BuildCost(
        build.plan.where,
        build.target.title,
        build.target.target,
        step_costs(steps, feeds, past, replays),
        aside_of(steps, past, replays),
        bool(order),
    )
