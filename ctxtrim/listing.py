"""Which entries of a context are sent, eligible or excluded? One after the other, in the builder's order."""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.builds import rules_for
from ctxtrim.model import Request
from ctxtrim.ruleset import Ruleset
from ctxtrim.traverse import Arrival, arriving, traverse
from ctxtrim.walk import Disk


def arrivals(request: Request, which: str) -> Iterator[Arrival]:
    """The entries of a context, as they arrive; parents first, each directory in byte order.

    which: "sent", "eligible", or "excluded": what is kept out, a directory that is not entered standing for
    all below it. Nothing is held but the directories on the way. Raises CtxtrimError as `rules_for` does.
    """
    ruleset = rules_for(request).ruleset
    with Disk(request.context) as disk:
        if which == "excluded":
            yield from _excluded(disk, ruleset)
        else:
            yield from arriving(traverse(disk.children, ruleset), ruleset)


def _excluded(disk: Disk, ruleset: Ruleset) -> Iterator[Arrival]:
    for entry, verdict in traverse(disk.children, ruleset):
        if not verdict.eligible and not (entry.kind == "dir" and ruleset.enters(entry.path, verdict)):
            yield Arrival(entry, entry.kind, False, entry.size)
