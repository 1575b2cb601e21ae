"""The lines of ignore files in use, for the rules that look at each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.checks.subject import IgnoreFileInUse, Subject
from ctxtrim.go.spaces import GO_SPACE
from ctxtrim.matching.ignore_file import BOM
from ctxtrim.matching.pattern import DockerPattern


class IgnoreLine(NamedTuple):
    """A line that is neither empty nor a comment. text: as written, without blanks around it and line end."""

    source: IgnoreFileInUse
    number: int
    text: str
    pattern: DockerPattern | None

    @property
    def place(self) -> tuple[str, int]:
        """The file as people see it, and the line."""
        return self.source.where, self.number

    @property
    def has_blanks_behind(self) -> bool:
        """Whether blanks stand between the text and the end of the line."""
        raw = self.source.file.lines[self.number - 1].text.removesuffix("\r")
        return raw != raw.rstrip(GO_SPACE)


def lines_by_file(subject: Subject) -> Iterator[list[IgnoreLine]]:
    """Yield the lines of each ignore file in use."""
    lines = list(ignore_lines(subject))
    for source in subject.ignore_files:
        yield [line for line in lines if line.source is source]


def ignore_lines(subject: Subject) -> Iterator[IgnoreLine]:
    """Yield the lines of every ignore file in use, in their order."""
    for source in subject.ignore_files:
        patterns = {pattern.line: pattern for pattern in source.ruleset.patterns}
        for line in source.file.lines:
            text = line.text.removesuffix("\r")
            text = text.removeprefix(BOM) if line.number == 1 else text
            if text.strip(GO_SPACE) and not text.startswith("#"):
                yield IgnoreLine(source, line.number, text.strip(GO_SPACE), patterns.get(line.number))
