"""The verdict of an ignore file on one path."""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.matching.pattern import DockerPattern


class Verdict(NamedTuple):
    """What the ignore file says of one path.

    eligible: not kept out. by: the pattern that last changed the outcome (None: none did).
    hits: one bit per pattern, set where it matched this path or was inherited; children start from it.
    """

    eligible: bool
    by: DockerPattern | None = None
    hits: int = 0
