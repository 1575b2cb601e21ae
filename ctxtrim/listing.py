"""Which entries of a context are sent, eligible or excluded? One after the other, in the builder's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxtrim.builds import rules_for
from ctxtrim.model import Request
from ctxtrim.ruleset import Ruleset
from ctxtrim.traverse import Arrival, arriving, traverse
from ctxtrim.walk import Disk


def arrivals(request: Request, which: str) -> Iterator[Arrival]:
    """The entries of a context, as they arrive; parents first, each directory in byte order.

    which: "sent": what at least one of its builds gets (all that is eligible, if there is no build).
    "eligible": what no pattern keeps out. "excluded": what is kept out, a directory that is not entered
    standing for all below it. Nothing is held but the directories on the way. Raises CtxtrimError as
    `builds.builds_of` does.
    """
    if which == "sent":
        yield from _sent(request)
        return
    ruleset = rules_for(request).ruleset
    with Disk(request.context) as disk:
        if which == "eligible":
            yield from arriving(traverse(disk.children, ruleset), ruleset)
        else:
            yield from _excluded(disk, ruleset)


def _excluded(disk: Disk, ruleset: Ruleset) -> Iterator[Arrival]:
    for entry, verdict in traverse(disk.children, ruleset):
        if not verdict.eligible and not (entry.kind == "dir" and ruleset.enters(entry.path, verdict)):
            yield Arrival(entry, entry.kind, False, entry.size)


def _sent(request: Request) -> Iterator[Arrival]:
    from ctxtrim.builds import builds_of
    from ctxtrim.transfer import Given, given_to, visits_of

    found = builds_of(request)
    with Disk(found.context) as disk:
        wholes = [Given(found.rules.ruleset, None)]
        given = list(dict.fromkeys(given_to(build, found.dialect) for build in found.builds)) or wholes
        covered = {one.ruleset for one in given if one.follow is None}
        streams = [
            arriving(visits_of(one, disk.children), one.ruleset)
            for one in given
            if one.follow is None or (one.follow and one.ruleset not in covered)
        ]
        yield from streams[0] if len(streams) == 1 else _merged(streams)


def _merged(streams: Iterable[Iterator[Arrival]]) -> Iterator[Arrival]:
    """What at least one stream has, in the same order; emptied where it is so in one of them."""
    from heapq import merge
    from itertools import groupby

    in_order = merge(*streams, key=lambda arrival: _order(arrival.entry.path))
    for _, same in groupby(in_order, key=lambda arrival: arrival.entry.path):
        yield max(same, key=lambda arrival: arrival.emptied)


def _order(path: str) -> list[bytes]:
    """Paths sorted by this are in the order of a walk that sorts each directory by bytes."""
    return path.encode("utf-8", "surrogateescape").split(b"/")
