"""Results of two real builds."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.model.context import Sum


class Gone(NamedTuple):
    """What no longer arrives: a file, or a directory (its path ends in a slash) of which nothing arrives.

    why: the need that names it, for people, or "".
    """

    path: str
    sum: Sum
    why: str = ""


class Refused(NamedTuple):
    """A line of a Dockerfile that a real build stopped at.

    place: "Dockerfile:7". what: "COPY dist". says: the builder's own words.
    """

    place: str
    what: str
    says: str = ""


class Verification(NamedTuple):
    """What two real builds of the same COPY lines made of a context, under two ignore files.

    builder: its name and version. old, new: what the two files are, for people. lines: how many sources were
    copied. before, after: files that arrived. failing: only with the new file. failing_anyway: with both,
    mended: only with the old. emptied: files that arrive with 0 bytes only now. needed: gone, though a build
    needs them. unforeseen: sentences on what came out otherwise than foretold. gone: all else that no longer
    arrives, as foretold. come: files that arrive only now.
    """

    builder: str
    ignore_file: str
    old: str
    new: str
    lines: int = 0
    before: Sum = Sum()
    after: Sum = Sum()
    failing: tuple[Refused, ...] = ()
    failing_anyway: tuple[Refused, ...] = ()
    mended: tuple[Refused, ...] = ()
    emptied: tuple[str, ...] = ()
    needed: tuple[Gone, ...] = ()
    unforeseen: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    come: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Return whether no build would notice the difference."""
        return not (self.failing or self.emptied or self.needed or self.unforeseen)
