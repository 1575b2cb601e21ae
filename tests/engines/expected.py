"""What does ctxtrim say that a builder makes of a context? In the form in which the harness answers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ctxtrim.builds.of_request import rules_for
from ctxtrim.context.traverse import Arrival, arriving
from ctxtrim.disk import walk
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Request
from ctxtrim.model.scan import Ask
from ctxtrim.scan.reference import sum_up
from tests.engines.harness import NOBODY


class Expected(NamedTuple):
    """ok: the build succeeds. entries: path -> (kind, bytes). arrivals: the package's own."""

    ok: bool
    entries: Mapping[str, tuple[str, int]]
    arrivals: tuple[Arrival, ...] = ()


def expected(context: Path, builder: str, dockerfile: str = "Dockerfile") -> Expected:
    """The package's answer for one builder, under the ignore file that it reads for that Dockerfile."""
    try:
        rules = rules_for(Request(str(context), builder=builder), str(context / dockerfile))
        visits = list(walk(str(context), rules.ruleset))
        arrivals = tuple(arriving(visits, rules.ruleset))
    except CtxtrimError:
        return Expected(False, {})
    specials = rules.ruleset.dialect.specials
    troubled = sum_up(visits, rules.ruleset, Ask()).troubles
    if any(specials.get(entry.trouble) == "fails" for entry in troubled):
        return Expected(False, {})
    return Expected(True, {a.entry.path: (a.kind, a.size) for a in arrivals}, arrivals)


def fate(path: str, ok: bool, entries: Mapping[str, tuple[str, int]]) -> str:
    """One word for what became of a path that held something."""
    if not ok:
        return "fails"
    kind, size = entries.get(path, ("absent", 0))
    return "emptied" if kind == "file" and not size else kind


@contextmanager
def as_user(yes: bool) -> Iterator[None]:
    """As somebody whom mode bits stop; nothing changes for one who is not root."""
    if not yes or os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
