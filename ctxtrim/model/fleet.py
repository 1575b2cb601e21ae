"""One repository of a fleet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class FleetRow(NamedTuple):
    """What is known of one repository.

    path: absolute. error: why it could not be read, "" if it could. contexts, builds: how many. eligible,
    sent, saves: bytes; sent: the sum over all builds; saves: what `fix` excludes of what is eligible.
    findings: rule -> how many. worst: the most serious severity, "" for none. seconds: what it took. guessed:
    how many of the builds nothing in the repository names.
    """

    path: str
    error: str = ""
    contexts: int = 0
    builds: int = 0
    files: int = 0
    eligible: int = 0
    sent: int = 0
    saves: int = 0
    findings: Mapping[str, int] = {}
    worst: str = ""
    seconds: float = 0.0
    guessed: int = 0
