"""What rarely belongs in a context?"""

from __future__ import annotations

from typing import NamedTuple


class JunkRecord(NamedTuple):
    """A catalogue record: something that rarely belongs in a context.

    pattern: a Docker pattern, matched and proposed as it stands. tier: "A", "B" or "C" (README, "Tiers").
    markers: base names or globs of base names, one of which must exist in the context for the record to
    count (empty: always). proof: base name or relative path that a directory must hold for a hit to be
    believed ("pyvenv.cfg"); empty: the name is enough. hits, misses: example paths, tested.
    kind: the heading it counts under in `audit` ("caches", "virtual environments and dependencies", …).

    proof, markers and unless each ask for any one of their names, which may be globs; proof may lead
    elsewhere ("../Cargo.toml"). A record with proof is about directories: where it is believed of some
    directories that it matches and not of others, the paths of the former are proposed, never the pattern;
    a pattern of "**" stands for a directory of any name (never the root) and is never proposed itself.
    unless: names that make a directory no hit, since the build then knows it as a part of its own.
    keeps: patterns of paths that stay although `pattern` matches them; those that exist are proposed as
    exceptions. untracked: git must not track what it hits, as always in tier A. only: kinds of files, by
    their extensions; a directory that holds any other file is no hit.
    """

    name: str
    ecosystem: str
    pattern: str
    tier: str
    why: str
    kind: str
    markers: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    untracked: bool = False
    only: tuple[str, ...] = ()
