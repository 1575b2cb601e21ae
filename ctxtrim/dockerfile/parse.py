"""Parser of Dockerfiles: bytes to instructions.

After Parse in frontend/dockerfile/parser/parser.go of BuildKit v0.32: lines, continuations with comments
between them, documents below a line. What BuildKit refuses only later is refused in `instructions`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.dockerfile.arguments import ArgumentError, split_arguments, split_line
from ctxtrim.dockerfile.directives import DirectiveError, Directives, frontend
from ctxtrim.dockerfile.heredocs import heredocs_of
from ctxtrim.dockerfile.syntax import Dockerfile, Heredoc, Instruction, trouble
from ctxtrim.dockerfile.words import WordError
from ctxtrim.go.spaces import GO_SPACE

_LONGEST_LINE = 65_535  # bytes; bufio.MaxScanTokenSize-1
_WITH_HEREDOCS = ("add", "copy", "run")


def parse(data: bytes, where: str) -> Dockerfile:
    """A Dockerfile's bytes -> its instructions. Raises CtxtrimError ("where:line: BuildKit's words").

    Instructions that nobody knows are kept, without arguments. Undecodable bytes become surrogates.
    """
    if not data:
        raise trouble(where, 0, "the Dockerfile cannot be empty")
    reader = _Reader(data, where)
    instructions = tuple(reader.instructions())
    if not instructions:
        raise trouble(where, 0, "file with no instructions")
    if reader.cut_short:
        raise trouble(
            where, len(reader.lines) + 1, f"dockerfile line greater than max allowed size of {_LONGEST_LINE}"
        )
    return Dockerfile(where, instructions, reader.directives.escape, reader.syntax)


class _Reader:
    """A position in the file's lines."""

    def __init__(self, data: bytes, where: str) -> None:
        raw = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        whole = next((n for n, line in enumerate(raw) if len(line) > _LONGEST_LINE), len(raw))
        self.cut_short = whole < len(raw)
        self.lines = [line.decode("utf-8", "surrogateescape") for line in raw[:whole]]
        if not self.cut_short and not self.lines[-1]:
            self.lines.pop()  # what follows the last line end is no line
        self.where = where
        self.at = 0
        self.directives = Directives()
        self.syntax = frontend(line.rstrip("\r") for line in self.lines)

    def instructions(self) -> Iterator[Instruction]:
        while self.at < len(self.lines):
            start = self.at + 1
            line = self._joined_line()
            if line is None:
                continue
            try:
                yield self._instruction(line, start)
            except (ArgumentError, WordError) as err:
                raise trouble(self.where, start, str(err)) from None

    def _joined_line(self) -> str | None:
        """The next line with what continues it; None where there is nothing or a comment."""
        line = self.lines[self.at].rstrip("\r").lstrip(GO_SPACE)
        self.at += 1
        try:
            self.directives.see(line)
        except DirectiveError as err:
            raise trouble(self.where, self.at, str(err)) from None
        line, goes_on = self._continuation("" if line.startswith("#") else line)
        if not line and not goes_on:
            return None
        parts = [line]
        while goes_on and self.at < len(self.lines):
            line = self.lines[self.at].rstrip("\r")
            self.at += 1
            begin = line.lstrip(GO_SPACE)
            if not begin or begin.startswith("#"):
                continue
            line, goes_on = self._continuation(line)
            parts.append(line)
        return "".join(parts)

    def _continuation(self, line: str) -> tuple[str, bool]:
        """The line without the escape at its end, and whether there was one that counts."""
        escape = self.directives.escape
        trimmed = line.rstrip(" \t")
        if not trimmed.endswith(escape) or trimmed.endswith(escape * 2):
            return line, False
        return trimmed[:-1], True

    def _instruction(self, line: str, start: int) -> Instruction:
        found = self._parsed(line, start)
        inner = found.trigger or found
        if inner.name not in _WITH_HEREDOCS or inner.is_json:
            return found._replace(end=self.at)
        heredocs = tuple(self._with_content(announced, start) for announced in heredocs_of(line))
        if found.trigger:
            found = found._replace(trigger=inner._replace(heredocs=heredocs, end=self.at))
        return found._replace(heredocs=heredocs, end=self.at)

    def _parsed(self, line: str, start: int) -> Instruction:
        word, flags, rest = split_line(line, self.directives.escape)
        name = word.lower()
        if name == "onbuild":
            return self._trigger(line, start, word, flags, rest)
        words, is_json = split_arguments(name, rest, self.directives.escape)
        return Instruction(name, word, words, start, self.at, line, flags, is_json)

    def _trigger(self, line: str, start: int, word: str, flags: tuple[str, ...], rest: str) -> Instruction:
        """ONBUILD: what it holds is an instruction. One in another is never legal, so no deeper than that."""
        found = Instruction("onbuild", word, (), start, self.at, line, flags)
        if not rest:
            return found
        if split_line(rest, self.directives.escape)[0].lower() == "onbuild":
            inner = Instruction("onbuild", "ONBUILD", (), start, self.at, rest)
        else:
            inner = self._parsed(rest, start)
        return found._replace(args=(inner.word, *inner.args), trigger=inner)

    def _with_content(self, announced: Heredoc, start: int) -> Heredoc:
        content: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            end = line.rstrip("\r")
            if (end.lstrip("\t") if announced.chomp else end) == announced.name:
                return announced._replace(content="".join(content))
            content.append(line + "\n")
        raise trouble(self.where, start, "unterminated heredoc")
