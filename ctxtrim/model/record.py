"""Catalogue records: what rarely belongs in a build context."""

from __future__ import annotations

from typing import Literal, NamedTuple

Tier = Literal["safe", "unsafe", "never"]
TIER_LETTERS: dict[str, str] = {"safe": "A", "unsafe": "B", "never": "C"}
"""How the JSON formats spell a tier."""


class JunkRecord(NamedTuple):
    """One kind of file or directory that rarely belongs in a build context.

    pattern: a Docker pattern, matched and proposed as it stands; "**" stands for a directory of any name
    that holds the proof, and is never proposed itself. tier: "safe" and "unsafe" as `fix` means it; "never"
    is shown and not proposed. kind: the heading it counts under in `audit` ("caches", …). markers: base
    names or globs of base names; one of them must exist in the context. Empty: no condition. proof: names
    or relative paths ("../Cargo.toml"), globs allowed; a matching directory must hold one. The paths of
    those that do are proposed, and the pattern only where all do. Empty: the name is enough. unless: as
    proof; a directory that holds one is part of the project. only: kinds of files; a directory that holds
    any other file does not count. keeps: patterns of paths that stay although `pattern` matches them;
    proposed as exceptions where any is. if_holds, unless_holds: of a secret; what its content must or must
    not show (secret_files.py). expect: names (globs) of manifests; where a package of the project has one,
    its tools will soon write what the pattern matches. "*": in every project. untracked: files that git
    tracks stay, as always with tier "safe". opened: settings that a tool reads during a build; others (CI,
    editors, ignore files) may go though tracked.
    """

    name: str
    ecosystem: str
    pattern: str
    tier: Tier
    why: str
    kind: str
    markers: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    untracked: bool = False
    only: tuple[str, ...] = ()
    if_holds: tuple[str, ...] = ()
    unless_holds: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    opened: bool = False
