"""Docker patterns with the meaning of a tree's .gitignore files, and what has no counterpart.

git stops at an ignored directory and judges what is below others anew; Docker hands verdicts down. Lists
without exceptions translate exactly; exceptions are led back to the files they matter for.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from ctxtrim.gitignore.glob_to_docker import Untranslatable, check_components, docker_glob
from ctxtrim.gitignore.patterns import (
    GitPattern,
    Level,
    decoded,
    encoded,
    ignored,
    is_ignored,
    level_of,
    read,
)
from ctxtrim.gitignore.wildmatch import Token, literal_prefix

_FEW = 10


class Untranslated(NamedTuple):
    """A line left out: the file, the line (0: all of it), its text, and a phrase that says why."""

    where: str
    line: int
    text: str
    why: str


class Translation(NamedTuple):
    """patterns: Docker patterns in order, exceptions with `!`. untranslated: what is not among them."""

    patterns: tuple[str, ...]
    untranslated: tuple[Untranslated, ...]


def translate(
    files: Sequence[tuple[str, bytes]],
    entries: Collection[str] | None = None,
    tracked_ignored: Collection[str] = (),
) -> Translation:
    """Docker patterns for a tree's .gitignore files.

    files: (directory, content), "" the context's root. entries: the paths of the tree, directories ending
    with "/"; with them a line for directories needs no `/**` where no file has its name, and an exception
    that matters for few files is written as those files, so that builders keep pruning. tracked_ignored:
    files that git keeps although a line ignores them (`vcs.GitView`); each becomes an exception.
    """
    found = _Found(dict(files), entries)
    lines: list[str] = []
    kept: list[str] = []
    left_out: list[Untranslated] = []
    before: list[GitPattern] = []
    for directory, data in sorted(files, key=lambda file: (file[0].count("/") + bool(file[0]), file[0])):
        where = posixpath.join(directory, ".gitignore")
        if found.level(directory).is_ignored:
            left_out.append(Untranslated(where, 0, "", f"git ignores {directory} and does not read it"))
            continue
        for pattern in read(data, directory, where):
            try:
                here, last = _lines(pattern, before, found)
                _append(lines, here)
                kept += last
            except Untranslatable as why:
                left_out.append(Untranslated(where, pattern.line, pattern.text, str(why)))
            before.append(pattern)
    kept += map(_exception, sorted(tracked_ignored))
    return Translation((*lines, *dict.fromkeys(kept)), tuple(left_out))


class _Found:
    """What stands in the tree, as far as it is known."""

    def __init__(self, files: Mapping[str, bytes], entries: Collection[str] | None) -> None:
        self.files, self.entries = files, entries
        self._levels = {"": Level(patterns=read(files.get("", b"")))}

    def level(self, directory: str) -> Level:
        return level_of(directory, self._levels, self.files)

    def enters_every_directory(self) -> bool:
        """Return whether a `!*/` stands at the root."""
        everything = (p for p in self._levels[""].patterns if _is_everything(p))
        return any(p.is_exception and p.only_dirs for p in everything)

    def is_only_directories(self, pattern: GitPattern) -> bool:
        """Return whether it is known that only directories have this name."""
        if self.entries is None:
            return False
        if pattern.by_name and literal_prefix(pattern.glob) == len(pattern.glob):
            return decoded(pattern.glob) not in self._names
        return not any(pattern.fits(path) for path in self._files)

    def matters_for(self, exception: GitPattern, before: Sequence[GitPattern]) -> list[str]:
        """The entries that git keeps because of this exception."""
        earlier = [p for p in before if p.include]
        out = []
        for entry in self.entries or ():
            path, is_dir = entry.removesuffix("/"), entry.endswith("/")
            is_kept = entry not in self._ignored and exception.hits(path, is_dir)
            if is_kept and any(p.hits(path, is_dir) for p in earlier):
                out.append(entry)
        return out

    @cached_property
    def _ignored(self) -> set[str]:
        return ignored(self.entries or (), self.files)

    @cached_property
    def _files(self) -> list[str]:
        return [entry for entry in self.entries or () if not entry.endswith("/")]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(path.rpartition("/")[2] for path in self._files)


def _append(patterns: list[str], lines: Iterable[str]) -> None:
    """Add lines; a plain one that stands already is not needed twice while no exception came after it."""
    for line in lines:
        last = next((at for at in reversed(range(len(patterns))) if patterns[at].startswith("!")), -1)
        if line.startswith("!") or line not in patterns[last + 1 :]:
            patterns.append(line)


def _lines(
    pattern: GitPattern, before: Sequence[GitPattern], found: _Found
) -> tuple[Sequence[str], Sequence[str]]:
    """(Docker's lines for one line of git's, those that may stand at the end as well).

    An exception for a file that git keeps in the end is best at the end: where a plain pattern follows an
    exception, builders disagree. One for a directory must stay where it is, since verdicts go down.
    """
    if not pattern.text.strip():
        return (), ()
    pieces = pattern.tokens()
    if not pieces:
        raise Untranslatable("git matches nothing with it")
    check_components(pieces)
    if not pattern.is_exception:
        return [_anchored(pattern, pieces, found, pattern.by_name)], ()
    _check_parents(pattern, found)
    hiding = [p for p in before if p.include and _is_everything(p) and _governs(p, pattern)]
    if pattern.only_dirs and not all(p.only_dirs for p in hiding):
        return (), ()  # `*` ignores what is in there all the same, and Docker enters without being told
    any_depth = pattern.by_name and (not hiding or found.enters_every_directory())
    glob = _anchored(pattern, pieces, found, any_depth)
    if found.entries is not None:
        entries = found.matters_for(pattern, before)
        is_literal = glob.isascii() and not set(glob) & set("*?[\\")
        if len(entries) <= _FEW and not (is_literal and not entries):
            at_end = [_exception(e) for e in entries if not e.endswith("/")]
            here = [_exception(e[:-1]) for e in entries if e.endswith("/")]
            return [line for name in here for line in (name, name + "/**")], at_end
    return ["!" + glob], ()


def _exception(path: str) -> str:
    return "!" + docker_glob(_as_tokens(path), True)


def _anchored(pattern: GitPattern, pieces: Sequence[Token], found: _Found, any_depth: bool) -> str:
    """A Docker pattern, without `!`, that starts at the context's root."""
    whole = [*_as_tokens(pattern.base), Token("slash")] if pattern.base else []
    if any_depth:
        whole.append(Token("deep"))
    if pattern.only_dirs and not found.is_only_directories(pattern):
        last = [Token("star")] if pieces[-1].kind == "rest" else [pieces[-1]]
        return docker_glob([*whole, *pieces[:-1], *last, Token("slash"), Token("rest")], pattern.is_exception)
    return docker_glob([*whole, *pieces], pattern.is_exception)


def _as_tokens(path: str) -> list[Token]:
    single = (bytes([byte]) for byte in encoded(path))
    return [Token("slash") if char == b"/" else Token("byte", char) for char in single]


def _is_everything(pattern: GitPattern) -> bool:
    """`*` or `*/`: every name at every depth."""
    return pattern.by_name and not pattern.glob.strip(b"*") and bool(pattern.glob)


def _governs(pattern: GitPattern, other: GitPattern) -> bool:
    return not pattern.base or other.base == pattern.base or other.base.startswith(pattern.base + "/")


def _check_parents(exception: GitPattern, found: _Found) -> None:
    """git ends at an ignored directory: an exception below has no effect, and Docker would give it one."""
    if exception.by_name:
        return
    literal = decoded(exception.glob[: literal_prefix(exception.glob)])
    directory = posixpath.join(exception.base, literal.rpartition("/")[0]).rstrip("/")
    parts = directory.split("/") if directory else []
    for depth in range(len(parts)):
        above, path = "/".join(parts[:depth]), "/".join(parts[: depth + 1])
        if is_ignored(found.level(above), path, True):
            raise Untranslatable(f"git keeps {path} ignored, so this has no effect")
