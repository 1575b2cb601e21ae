"""What is the shortest file that lets in only what the Dockerfiles name?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxtrim.model import BuildPlan, Need
from ctxtrim.proposal.conflicts import said
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.protection import Protection, is_literal, protect
from ctxtrim.proposal.stock import Stock


class Allowed(NamedTuple):
    """exceptions: patterns behind `!`, in order, folders as "d" and "d/**". against: why there is no such
    list ("Dockerfile:7: COPY . . takes the whole context"), or "".
    """

    exceptions: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    against: str = ""


def allow(plans: Sequence[BuildPlan], needs: Iterable[Need], stock: Stock) -> Allowed:
    """The exceptions behind a `*`: every source of every stage, whether the target reaches it or not."""
    sources = [need for plan in plans for need in plan.needs if need.kind in ("copy", "mount")]
    for need in sources:
        if not need.glob:
            return Allowed(against=f"{said(need)} takes the whole context")
        if need.is_glob and need.glob.startswith("*") and "." not in need.glob:
            return Allowed(against=f"{said(need)} may take anything")
    if any(plan.follow is None for plan in plans):
        return Allowed(against="a RUN mounts the whole context")
    outside = [need for need in needs if need.kind == "version" and need.glob.startswith(".git")]
    protection = protect(sources + outside, stock.paths)
    patterns: list[str] = []
    folders: list[str] = []
    for need in sources + [need for need in outside if need.must]:
        found = [p for p in _patterns(need, protection, stock) if p not in patterns]
        if any("*" in pattern.rpartition("/")[0] for pattern in found):
            return Allowed(against=f"{said(need)} has a wildcard that only BuildKit would follow")
        patterns += found
    for pattern in list(patterns):
        if stock.paths.get(pattern) and stock.paths[pattern].kind == "dir":
            folders.append(pattern)
    return Allowed(tuple(_with_contents(_outermost(patterns), stock)), tuple(folders))


def _patterns(need: Need, protection: Protection, stock: Stock) -> Iterator[str]:
    """A source as exceptions: what is there and in version control by name, the rest as the glob."""
    if not need.is_glob:
        yield as_pattern(need.glob)
        return
    matched = [path for path, found in protection.always.items() if found is need]
    if matched and all(stock.is_source(path) and is_literal(path) for path in matched):
        yield from sorted(matched)
    else:
        yield need.glob


def _outermost(patterns: Sequence[str]) -> list[str]:
    chosen = set(patterns)
    return [
        pattern
        for pattern in patterns
        if not any(pattern.startswith(other + "/") for other in chosen if other != pattern)
    ]


def _with_contents(patterns: Iterable[str], stock: Stock) -> Iterator[str]:
    """A folder, or what is not there yet and may become one, also lets in all below it."""
    for pattern in sorted(patterns):
        yield pattern
        entry = stock.paths.get(pattern)
        if is_literal(pattern) and (entry is None or entry.kind == "dir"):
            yield pattern + "/**"
