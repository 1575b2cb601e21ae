"""Why one path is sent or not."""

from __future__ import annotations

from typing import NamedTuple

THE_CONTEXT = "no pattern excludes the context itself, only what is in it; `ctxtrim ls` lists what is sent"
"""The remark about the root of the context."""


class Reason(NamedTuple):
    """What one builder does with one path, and which line decides.

    outcome: "eligible", "excluded", "emptied" (arrives with 0 bytes), "empty" (a special file that arrives as
    an empty one), "dropped", "fails" (the build stops) or "rejected" (of the ignore file; `by` says what
    docker says). by: the deciding pattern, "file:line: text", or "". through: the directory above that it
    matches, "" for the path itself. remark: a sentence, or "".
    """

    builder: str
    ignore_file: str
    outcome: str
    by: str = ""
    through: str = ""
    remark: str = ""


class Taker(NamedTuple):
    """A build, and the lines of it that take the path: none, and it is not sent. label: as people see it."""

    label: str
    lines: tuple[str, ...]


class Answer(NamedTuple):
    """Why one path is sent or not. path: "" is the context itself.

    kind, size: of the entry, kind "" where nothing is there. reasons: under the rules that its builds read,
    the ones most read first. others: what other builders do with it, where that is something else. takers:
    the context's builds, as far as the path is eligible under their rules.
    """

    path: str
    kind: str
    size: int
    reasons: tuple[Reason, ...]
    others: tuple[Reason, ...] = ()
    takers: tuple[Taker, ...] = ()

    @property
    def is_sent(self) -> bool:
        """Whether a build sends it with its content; without a build, whether it is eligible."""
        eligible = any(reason.outcome in ("eligible", "empty") for reason in self.reasons)
        return eligible and (not self.takers or any(taker.lines for taker in self.takers))
