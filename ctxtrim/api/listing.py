"""`ctxtrim.list_sent`: the files that are sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, Unpack

from ctxtrim.api.options import Path, RevisionOptions, opened
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request


class Entry(NamedTuple):
    """One entry of a context as it arrives at the builder.

    path: relative to the context, with "/". kind: "file", "dir", "link", "fifo", "socket" or "device". bytes:
    that arrive. emptied: a file that arrives with 0 bytes though it has some.
    """

    path: str
    kind: str
    bytes: int
    emptied: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the object that `ctxtrim ls --format json` has among its `entries`."""
        row = {"path": self.path, "kind": self.kind, "bytes": self.bytes}
        return {**row, "emptied": True} if self.emptied else row


class ListOptions(RevisionOptions, total=False):
    """Options of `list_sent`.

    which: "sent" (default), "eligible" (not excluded, sent or not) or "excluded" (a directory stands for
    all below it). dirs: also directories; of what is excluded, always.
    """

    which: Literal["sent", "eligible", "excluded"]
    dirs: bool


def list_sent(context: Path = ".", **options: Unpack[ListOptions]) -> Iterator[Entry]:
    """Yield what at least one build of a context sends; without a Dockerfile, all that is eligible.

    In the order of the builder's walk, while it is read: nothing is held but the directories on the way; with
    `rev`, all of it is read first. Raises CtxtrimError as `audit` does, and for a context whose only
    Dockerfiles are broken.
    """
    with opened(context, options, ListOptions) as (request, given):
        entries = _entries(request, given)
        return iter(list(entries)) if given.get("rev") else entries


def _entries(request: Request, given: Mapping[str, Any]) -> Iterator[Entry]:
    from ctxtrim.builds.of_request import builds_of
    from ctxtrim.commands import ls

    which = given.get("which", "sent")
    dirs = given.get("dirs", False) or which == "excluded"
    if which not in ("sent", "eligible", "excluded"):
        raise ValueError(f"which: {which!r}; one of 'sent', 'eligible', 'excluded'")
    found = builds_of(request)
    if which == "excluded":
        return _rows(ls.excluded(found), dirs)
    if which == "eligible":
        return _rows(ls.arrivals(request, ls.eligible(found)), dirs)
    if found.broken:
        raise CtxtrimError(found.broken)
    return _rows(ls.arrivals(request, ls.sent(found)), dirs)


def _rows(arrivals: Iterable[Any], dirs: bool) -> Iterator[Entry]:
    for arrival in arrivals:
        if dirs or arrival.kind != "dir":
            yield Entry(arrival.entry.path, arrival.kind, arrival.size, arrival.emptied)
