"""An ignore file, line by line, and the patterns that a builder reads in it.

Nothing of the file is lost: `IgnoreFile.parse(data).render() == data` for any bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.go import path as gopath
from ctxtrim.go.spaces import GO_SPACE
from ctxtrim.matching.pattern import DockerPattern, RejectedPattern, Syntax, check_syntax, typed_as_sent

BOM = "\ufeff"


class Reading(NamedTuple):
    """How a family of builders reads lines.

    clean: a line without its end -> the pattern with its `!`, "" for none. strips_bom: at the start of the
    file. limit: bytes at which a line is too long (0: never). clean_exception: what is done once more to
    an exception's text after its `!` is taken off.
    """

    clean: Callable[[str], str]
    strips_bom: bool
    limit: int
    clean_exception: Callable[[str], str]


class Line(NamedTuple):
    """A physical line: its bytes with the line end, and its number from 1."""

    raw: bytes
    number: int

    @property
    def text(self) -> str:
        """Without the line feed; undecodable bytes as surrogates."""
        return self.raw.removesuffix(b"\n").decode("utf-8", "surrogateescape")


class IgnoreFile(NamedTuple):
    """An ignore file without loss. where: its name as errors print it."""

    lines: tuple[Line, ...]
    where: str

    @classmethod
    def parse(cls, data: bytes, where: str = ".dockerignore") -> IgnoreFile:
        """Any bytes; nothing is rejected here (see `patterns`)."""
        return cls(tuple(Line(raw, n) for n, raw in enumerate(_split(data), 1)), where)

    def render(self) -> bytes:
        """The very bytes that were parsed."""
        return b"".join(line.raw for line in self.lines)

    def patterns(self, reading: Reading, syntax: Syntax) -> tuple[DockerPattern, ...]:
        """The patterns in force, in order, each knowing its line.

        reading, syntax: of a dialect. Raises CtxtrimError with what that builder would say at this stage;
        RejectedPattern, if that is about a pattern.
        """
        return tuple(self._patterns(reading, syntax))

    def _patterns(self, reading: Reading, syntax: Syntax) -> Iterator[DockerPattern]:
        for line in self.lines:
            if reading.limit and len(line.raw.removesuffix(b"\n")) >= reading.limit:
                raise CtxtrimError(
                    f"{self.where}:{line.number}: the line has {reading.limit} bytes or more "
                    "(bufio.Scanner: token too long): the build stops here."
                )
            text = line.text
            if reading.strips_bom and line.number == 1:
                text = text.removeprefix(BOM)
            text = reading.clean(text)
            if text:
                yield _pattern(text, (self.where, line.number), reading, syntax)


def _pattern(text: str, place: tuple[str, int], reading: Reading, syntax: Syntax) -> DockerPattern:
    where, line = place
    if text == "!":
        raise RejectedPattern(
            f"{where}:{line}: docker rejects a lone '!' "
            '(illegal exclusion pattern: "!"): the build stops here.'
        )
    is_exception = text.startswith("!")
    glob = reading.clean_exception(text[1:]) if is_exception else text
    pattern = DockerPattern(glob, is_exception, line, where, syntax)
    check_syntax(pattern)
    return pattern


def clean_moby(line: str) -> str:
    """patternmatcher v0.6.1: ignorefile.ReadAll, then the cleaning of New."""
    line = line.removesuffix("\r")
    if line.startswith("#"):
        return ""
    text = line.strip(GO_SPACE)
    mark = "!" if text.startswith("!") else ""
    if mark:
        text = text[1:].strip(GO_SPACE)
    if text:
        text = gopath.clean(text)
        if len(text) > 1 and text.startswith("/"):
            text = text[1:]
    return clean_new(mark + text)


def clean_new(text: str) -> str:
    """The cleaning of patternmatcher.New alone, for patterns that come from no file; "" = no pattern."""
    text = text.strip(GO_SPACE)
    return gopath.clean(text) if text else ""


def clean_storage(line: str) -> str:
    """imagebuilder's ParseIgnoreReader, then containers/storage's NewPatternMatcher (v1.59)."""
    if line.startswith("#"):
        return ""
    return clean_new(line.strip("/"))


def _as_it_is(text: str) -> str:
    return text


def _cleaned_again(text: str) -> str:
    return gopath.clean(text).removeprefix("/")


def new_pattern(text: str, where: str) -> DockerPattern | None:
    """A pattern that comes from no file, as BuildKit makes one of a COPY source; None for blank text.

    Raises CtxtrimError where patternmatcher.New refuses it.
    """
    text = clean_new(text)
    return _pattern(text, (where, 0), MOBY, typed_as_sent) if text else None


MOBY = Reading(clean_moby, strips_bom=True, limit=65_536, clean_exception=_as_it_is)
STORAGE = Reading(
    clean_storage,
    strips_bom=False,
    limit=0,
    clean_exception=_cleaned_again,
)


def _split(data: bytes) -> list[bytes]:
    """Lines with their ends; only "\\n" ends one."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
