"""Does a whole ignore file keep everything that must stay, as every builder would read it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.dialect import DIALECTS, Dialect
from ctxtrim.errors import CtxtrimError
from ctxtrim.gopath import parents
from ctxtrim.model import Entry, Verdict
from ctxtrim.ruleset import Ruleset


class Loss(NamedTuple):
    """A path that a new file takes from a build. by: the pattern that did it ("" if none can be named)."""

    path: str
    dialect: Dialect
    by: str


def verified_dialects() -> tuple[Dialect, ...]:
    """The builders whose answers are compared with the real engines."""
    return tuple(dialect for dialect in DIALECTS if dialect.verified)


def losses(old: bytes, new: bytes, watched: Iterable[str], files: Mapping[str, Entry]) -> Iterator[Loss]:
    """Watched paths that were eligible under the old file and are not under the new one, and files that
    arrive empty only now.

    watched: paths, there or not. files: everything eligible now, for what would be emptied. A dialect that
    rejects the old file already has nothing to lose; raises CtxtrimError where one rejects only the new one.
    """
    paths = list(watched)
    for dialect in verified_dialects():
        try:
            before = Ruleset.read(old, dialect)
            kept = [path for path, verdict in judged(paths, before) if verdict.eligible]
        except CtxtrimError:
            continue
        after = Ruleset.read(new, dialect)
        for path, verdict in judged(kept, after):
            if not verdict.eligible:
                yield Loss(path, dialect, verdict.by.text if verdict.by else "")
        yield from _newly_emptied(before, after, files)


def _newly_emptied(before: Ruleset, after: Ruleset, files: Mapping[str, Entry]) -> Iterator[Loss]:
    if not after.may_empty:
        return
    candidates = [path for path, entry in files.items() if entry.kind == "file" and entry.size]
    for path, verdict in judged(candidates, after):
        if verdict.eligible and after.empties(path) and not before.empties(path):
            yield Loss(path, after.dialect, _refusing(after, path))


def _refusing(rules: Ruleset, path: str) -> str:
    """The last plain pattern that matches a path or a directory above it."""
    steps = [*parents(path), path]
    hits = (p for p in reversed(rules.patterns) if not p.is_exception and any(map(p.hits, steps)))
    found = next(hits, None)
    return found.text if found else ""


def judged(paths: Sequence[str], rules: Ruleset) -> Iterator[tuple[str, Verdict]]:
    """Each path's verdict; directories on the way are judged once."""
    known: dict[str, Verdict] = {"": rules.root}
    closed: dict[str, Verdict] = {}
    for path in paths:
        verdict, stopped = rules.root, None
        for folder in parents(path):
            if folder in closed:
                stopped = closed[folder]
                break
            if folder not in known:
                known[folder] = rules.judge(folder, verdict)
                if not rules.enters(folder, known[folder]):
                    closed[folder] = stopped = known[folder]
                    break
            verdict = known[folder]
        yield path, stopped if stopped is not None else rules.judge(path, verdict)
