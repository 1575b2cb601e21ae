"""Entries of a context that are sent, eligible or excluded, in the order of the builder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.builds.of_request import Builds
from ctxtrim.builds.sent_by_build import Given, asked_by, given_to, visits_of
from ctxtrim.context.traverse import Arrival, arriving, traverse
from ctxtrim.disk import Disk
from ctxtrim.model.context import Request


def eligible(found: Builds) -> tuple[Given, ...]:
    """What to list where only the ignore file counts, the one that most builds read, as in an audit."""
    return (Given(found.rules.ruleset, None),)


def sent(found: Builds) -> tuple[Given, ...]:
    """What to list for all builds of a context together; what is eligible, if it has none."""
    given = dict.fromkeys(given_to(build, found.dialect) for build in found.builds)
    wholes = {one.ruleset for one in given if one.follow is None}
    needed = (one for one in given if one.follow is None or (one.follow and one.ruleset not in wholes))
    return tuple(needed) if given else (Given(found.rules.ruleset, None),)


def arrivals(request: Request, given: Sequence[Given]) -> Iterator[Arrival]:
    """The entries that at least one of `given` gets, as they arrive, in the order of a walk.

    Parents stand first, each directory is in byte order. Nothing is held but the directories on the way.
    """
    with Disk(request.context) as disk:
        streams = [arriving(visits_of(one, disk.children), one.ruleset) for one in given]
        yield from streams[0] if len(streams) == 1 else _merged(streams)


def paths(request: Request, given: Sequence[Given]) -> Iterator[list[str] | bytes]:
    """Yield the paths of `arrivals` without the directories, some at a time; bytes: each ended by NUL."""
    from ctxtrim.scan.list_paths import eligible_names

    asked = None
    if len(given) == 1 and given[0].follow:
        with Disk(request.context) as disk:
            asked = asked_by(given[0], disk.children)
    if len(given) == 1 and (given[0].follow is None or asked):
        yield from eligible_names(request.context, given[0].ruleset, asked)
    else:
        yield from ([a.entry.path] for a in arrivals(request, given) if a.kind != "dir")


def excluded(found: Builds) -> Iterator[Arrival]:
    """What `eligible` leaves out; a directory that is not entered stands for all below it."""
    ruleset = found.rules.ruleset
    with Disk(found.context) as disk:
        for entry, verdict in traverse(disk.children, ruleset):
            if not verdict.eligible and not (entry.kind == "dir" and ruleset.enters(entry.path, verdict)):
                yield Arrival(entry, entry.kind, False, entry.size)


def _merged(streams: Sequence[Iterator[Arrival]]) -> Iterator[Arrival]:
    """What at least one stream has, in the same order; emptied where it is so in one of them."""
    from heapq import merge
    from itertools import groupby

    in_order = merge(*streams, key=lambda arrival: _order(arrival.entry.path))
    for _, same in groupby(in_order, key=lambda arrival: arrival.entry.path):
        yield max(same, key=lambda arrival: arrival.emptied)


def _order(path: str) -> list[bytes]:
    """Paths sorted by this are in the order of a walk that sorts each directory by bytes."""
    return path.encode("utf-8", "surrogateescape").split(b"/")
