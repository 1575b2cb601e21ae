"""Narrow a rule that takes too much: with exceptions for what must stay, or to the parts that may go.

A part is a path that the pattern itself matches, or the pattern below one folder: `tools/build` or
`web/**/*.log` instead of `**/build` and `**/*.log`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.catalogue.lookup import pattern_of
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import parents
from ctxtrim.matching.ignore_file import MOBY, new_pattern
from ctxtrim.matching.portable import reads_alike
from ctxtrim.model.context import Entry
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.protection import is_literal

MOST_EXCEPTIONS = 6
MOST_PARTS = 6
"""Longer lists are cut to the heaviest parts."""
MOST_SECRETS = 100
"""The same for secrets: none stays for brevity's sake."""


class Spared(NamedTuple):
    """An exception. pattern: without its `!`. why: the comment above it. is_folder: all below it stays."""

    pattern: str
    why: str
    is_folder: bool = False

    def rules(self) -> tuple[str, ...]:
        """Return the lines that say so, in the form that every builder reads alike."""
        return ("!" + self.pattern, "!" + self.pattern + "/**")[: 1 + self.is_folder]


class Taken(NamedTuple):
    """What a pattern takes.

    files: all that it matches, with what is below. kept: path -> why it must stay, there or not; a folder
    stays with all below. globs: of what is not there, the wildcards that it stands for. paths: every entry.
    is_junk: what is not kept is junk by its name, whatever lies beside it. is_secret: no exception may be
    wider than what is there, and no part is left out. is_lasting: the pattern is wanted for what will come
    as well. is_alone: there is no line of the user's that an exception with a wildcard could undo.
    """

    glob: str
    files: Sequence[str]
    kept: Mapping[str, str]
    globs: Mapping[str, str]
    paths: Mapping[str, Entry]
    is_junk: bool = True
    is_secret: bool = False
    is_lasting: bool = False
    is_alone: bool = False


class Narrowed(NamedTuple):
    """The forms of a rule that take nothing too much, the better one in front: with exceptions if there are
    any, else in parts. is_cut: the lighter parts are left out.
    """

    exceptions: tuple[Spared, ...] = ()
    parts: tuple[str, ...] = ()
    is_cut: bool = False


class _Top(NamedTuple):
    """An outermost path that the pattern itself matches, there or not.

    files: how many it stands for. going: those that may go. spared: outermost paths at it or below that must
    stay, with the reasons.
    """

    path: str
    files: int
    going: Sequence[str]
    spared: Mapping[str, str]

    @property
    def stays(self) -> bool:
        """Whether most of it must stay, so that all of it does."""
        return self.path in self.spared or len(self.going) * 2 < self.files


def narrow(taken: Taken) -> Narrowed:
    """Return what can be written instead of the plain pattern: the shorter of two forms in front.

    A secret rule, and one that is wanted for what will come, keeps its pattern where it can.
    """
    tops = _tops(taken)
    files = [top for top in tops if not _is_folder(top.path, taken)]
    is_doubtful = not taken.is_junk and sum(top.stays for top in files) * 2 > len(files)
    out = {top.path for top in tops if top.stays} | {top.path for top in files if is_doubtful}
    going, staying = [top for top in tops if top.path not in out], [top for top in tops if top.path in out]
    if not any(top.going for top in going):
        return Narrowed()
    inside = [one for top in going for one in _spared(top.spared, taken)]
    exceptions = () if is_doubtful else (*inside, *_exceptions(taken, going, staying))
    if len(exceptions) > MOST_EXCEPTIONS or not all(is_followed(one.pattern) for one in exceptions):
        exceptions = ()
    most = MOST_SECRETS if taken.is_secret else MOST_PARTS
    parts = _parts(taken.glob, going, staying) if staying else []
    is_cut = len(parts) > most
    is_shorter = 0 < len(parts) + _length(inside) * bool(parts) < 1 + _length(exceptions)
    if exceptions and (taken.is_secret or taken.is_lasting or is_cut or not is_shorter):
        return Narrowed(exceptions, tuple(parts[:most]), is_cut)
    return Narrowed((), tuple(parts[:most]), is_cut)


def is_followed(pattern: str) -> bool:
    """Return whether all builders enter what this exception includes, and read it as it is written."""
    if not is_literal(pattern.rpartition("/")[0]) or "\\" in pattern or not reads_alike(pattern):
        return False
    try:
        found = new_pattern(pattern, "a need")
    except CtxtrimError:
        return False
    return found is not None and MOBY.clean("!" + pattern) == "!" + pattern


def _length(exceptions: Sequence[Spared]) -> int:
    return sum(len(one.rules()) for one in exceptions)


def _tops(taken: Taken) -> list[_Top]:
    pattern = pattern_of(taken.glob)
    known: dict[str, str] = {"": ""}

    def above(folder: str) -> str:
        """Return the outermost folder that the pattern matches, among this one and those above it."""
        if folder not in known:
            known[folder] = above(folder.rpartition("/")[0]) or (folder if pattern.hits(folder) else "")
        return known[folder]

    def top_of(path: str) -> str:
        return above(path.rpartition("/")[0]) or path

    files: dict[str, list[str]] = {}
    spared: dict[str, dict[str, str]] = {}
    for path in taken.files:
        files.setdefault(top_of(path), []).append(path)
    for path, why in taken.kept.items():
        if taken.kept.keys().isdisjoint(parents(path)):
            spared.setdefault(top_of(path), {})[path] = why
    return [_top(path, files.get(path, ()), spared.get(path, {})) for path in sorted({**files, **spared})]


def _top(path: str, files: Sequence[str], spared: Mapping[str, str]) -> _Top:
    if not spared:
        return _Top(path, len(files), files, spared)
    going = [file for file in files if spared.keys().isdisjoint((file, *parents(file)))]
    return _Top(path, len(files), going, spared)


def _exceptions(taken: Taken, going: Sequence[_Top], staying: Sequence[_Top]) -> Iterator[Spared]:
    """Yield exceptions for what stays as a whole; for files of one folder with the pattern's own name."""
    reasons = {top.path: next(iter(top.spared.values())) for top in staying}
    files = [path for path in reasons if not _is_folder(path, taken)]
    folders = [path for path in reasons if path not in files]
    yield from _spared({path: reasons[path] for path in folders}, taken)
    if taken.is_alone and not taken.is_secret and taken.globs.keys().isdisjoint(files):
        grouped = _cover(taken.glob, files, [*folders, *(top.path for top in going)])
        yield from (Spared(pattern, reasons[path]) for pattern, path in grouped.items())
    else:
        yield from _spared({path: reasons[path] for path in files}, taken)


def _spared(reasons: Mapping[str, str], taken: Taken) -> Iterator[Spared]:
    for path, why in sorted(reasons.items()):
        is_folder = path not in taken.globs and _is_folder(path, taken)
        yield Spared(taken.globs.get(path) or as_pattern(path), why.removeprefix(path + ": "), is_folder)


def _is_folder(path: str, taken: Taken) -> bool:
    """Return whether it is a folder; what is not there yet may become one, unless its name has an ending."""
    entry = taken.paths.get(path)
    return entry.kind == "dir" if entry else "." not in path.rpartition("/")[2][1:]


def _parts(glob: str, going: Sequence[_Top], staying: Sequence[_Top]) -> list[str]:
    """Return the patterns for what may go, those for the most files first."""
    files = {top.path: len(top.going) for top in going}

    def count(pattern: str) -> int:
        return sum(n for path, n in files.items() if pattern_of(pattern).hits(path))

    patterns = _cover(glob, list(files), [top.path for top in staying])
    return sorted(patterns, key=lambda pattern: (-count(pattern), pattern))


def _cover(glob: str, chosen: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """Return few patterns that match each of `chosen` and none of `others`, each with a path that it is for.

    Below a folder that holds none of the others, `**/name` becomes `folder/**/name`, or `folder/name` where
    the folder itself holds all; any other pattern becomes the paths.
    """
    name = glob.removeprefix("**/")
    if name == glob or "**" in name:
        return {as_pattern(path): path for path in chosen}
    depth = name.count("/") + 1

    def place(path: str) -> str:
        return "/".join(path.split("/")[:-depth])

    taken = {place(path) for path in others}
    mixed = {"", *taken, *(above for folder in taken for above in parents(folder))}
    groups: dict[str, list[str]] = {}
    for path in chosen:
        folder = place(path)
        outermost = next((step for step in parents(folder) if step not in mixed), folder)
        groups.setdefault(outermost, []).append(path)
    found: dict[str, str] = {}
    for folder, paths in groups.items():
        if len(paths) == 1 or folder in taken:
            found.update((as_pattern(path), path) for path in paths)
        elif all(place(path) == folder for path in paths):
            found[f"{as_pattern(folder)}/{name}" if folder else name] = paths[0]
        else:
            found[f"{as_pattern(folder)}/**/{name}"] = paths[0]
    return found
