"""What git ignores in a tree, by its .gitignore files.

pathspec's own git classes differ from git on about one path in a hundred, and know no nested files; here its
PathSpec holds patterns of ours, which answer for one entry only, and a `Level` carries what holds in a
directory down to its children.
Tracked files are not known here: git ignores none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pathspec import PathSpec
from pathspec.pattern import Pattern

from ctxtrim.gitignore.wildmatch import Token, compile_glob, literal_prefix, tokens

_BOM = b"\xef\xbb\xbf"


class GitPattern(Pattern):
    """One line of a .gitignore; a pathspec Pattern that matches one entry, not what is below it.

    base: the directory its file governs ("" the root). glob: without `!`, leading and trailing slash.
    by_name: it has no inner slash, so it is held against base names. only_dirs: it ended with a slash.
    text: the line as it stands, without its end. line: from 1. where: the file. `include` is pathspec's
    word: True = ignores, False = an exception.
    """

    __slots__ = ("_fits", "base", "by_name", "glob", "line", "only_dirs", "text", "where")

    def __init__(self, text: bytes, base: str, line: int, where: str) -> None:
        trimmed = trim_trailing_spaces(text)
        is_exception = trimmed.startswith(b"!")
        super().__init__(not is_exception)
        glob = trimmed[is_exception:]
        self.only_dirs = glob.endswith(b"/")
        glob = glob[: len(glob) - self.only_dirs]
        self.by_name = b"/" not in glob
        self.glob = glob.removeprefix(b"/")
        self.base, self.line, self.where, self.text = base, line, where, decoded(text)
        self._fits: Callable[[str], object] | None = None

    @property
    def is_exception(self) -> bool:
        """Return whether the pattern includes again."""
        return not self.include

    def tokens(self) -> tuple[Token, ...] | None:
        """The pieces of its wildcard; None if git can match nothing with it."""
        return tokens(self.glob, not self.by_name)

    def hits(self, path: str, is_dir: bool) -> bool:
        """Return whether the pattern matches this entry itself, not one of its parents."""
        return (is_dir or not self.only_dirs) and self.fits(path)

    def fits(self, path: str) -> bool:
        """Return whether its wildcard matches this path, whatever kind of entry is there."""
        if self.base and not path.startswith(self.base + "/"):
            return False
        if self.by_name:
            name = path[path.rfind("/") + 1 :]
        else:
            name = path[len(self.base) + 1 :] if self.base else path
        if self._fits is None:
            self._fits = self._compile()
        return bool(self._fits(name))

    def match_file(self, file: str) -> Any | None:
        """pathspec's protocol: something truthy if the entry matches. A directory ends with "/"."""
        path = file.removesuffix("/")
        return file if self.hits(path, path != file) else None

    def _compile(self) -> Callable[[str], object]:
        literal, text = literal_prefix(self.glob), decoded(self.glob)
        if literal == len(self.glob):
            return text.__eq__ if text else _never
        if self.by_name and literal_prefix(self.glob[1:]) == len(self.glob) - 1 and self.glob[:1] == b"*":
            tail = text[1:]
            if tail == tail.encode("utf-8", "replace").decode():
                return lambda name: name.endswith(tail)
        pieces = self.tokens()
        if pieces is None:
            return _never
        match = compile_glob(pieces)
        return lambda name: match(encoded(name))


def _never(name: str) -> bool:
    return False


def read(data: bytes, base: str = "", where: str = ".gitignore") -> tuple[GitPattern, ...]:
    """The patterns of an ignore file of git's, in its order; any bytes will do (dir.c, add_patterns_…)."""
    out = []
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), 1):
        text = line.removesuffix(b"\r").partition(b"\0")[0]
        if line and not line.startswith(b"#"):
            out.append(GitPattern(text, base, number, where))
    return tuple(out)


def trim_trailing_spaces(text: bytes) -> bytes:
    """Without the spaces at the end that no backslash protects (dir.c, trim_trailing_spaces)."""
    bare = text.rstrip(b" ")
    slashes = len(bare) - len(bare.rstrip(b"\\"))
    return text[: len(bare) + 1] if slashes % 2 and bare != text else bare


def decoded(text: bytes) -> str:
    """As `os.fsdecode`, without asking the operating system."""
    return text.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The inverse of `decoded`."""
    return text.encode("utf-8", "surrogateescape")


class Level(NamedTuple):
    """What holds in a directory: whether git ignores it (then all below is), and the patterns in force.

    patterns: lowest precedence first: excludes file, info/exclude, the root's .gitignore, deeper ones.
    """

    path: str = ""
    is_ignored: bool = False
    patterns: tuple[GitPattern, ...] = ()


def is_ignored(level: Level, path: str, is_dir: bool) -> bool:
    """Return whether git ignores this child of the level's directory; the last pattern that hits decides."""
    return level.is_ignored or _spec(level.patterns).match_file(path + "/" if is_dir else path)


def enter(level: Level, directory: str, data: bytes | None) -> Level:
    """The level of a child directory whose .gitignore holds `data` (None: it has none)."""
    if is_ignored(level, directory, True):
        return Level(directory, True)
    where = directory + "/.gitignore"
    return Level(directory, False, level.patterns + (read(data, directory, where) if data else ()))


@lru_cache(maxsize=1024)
def _spec(patterns: tuple[GitPattern, ...]) -> PathSpec[GitPattern]:
    return PathSpec(patterns, backend="simple")  # the others ask no pattern of ours


def ignored(entries: Iterable[str], files: Mapping[str, bytes]) -> set[str]:
    """Which of these entries git ignores, those below ignored directories included.

    entries: paths; a directory ends with "/". files: directory ("" the root) -> its .gitignore's bytes.
    """
    levels = {"": Level(patterns=read(files.get("", b"")))}
    out = set()
    for entry in entries:
        path = entry.removesuffix("/")
        if is_ignored(level_of(path.rpartition("/")[0], levels, files), path, path != entry):
            out.add(entry)
    return out


def level_of(directory: str, levels: dict[str, Level], files: Mapping[str, bytes]) -> Level:
    """The level of a directory, through those of its parents; `levels` holds the root's and grows."""
    missing = []
    while directory not in levels:
        missing.append(directory)
        directory = directory.rpartition("/")[0]
    level = levels[directory]
    for path in reversed(missing):
        level = levels[path] = enter(level, path, files.get(path))
    return level
