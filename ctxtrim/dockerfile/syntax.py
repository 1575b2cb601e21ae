"""The shapes of a parsed Dockerfile, and the few words of Go that its grammar rests on."""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxtrim.errors import CtxtrimError


class Heredoc(NamedTuple):
    """A document below an instruction. expand: variables in it are expanded. chomp: `<<-`, tabs go."""

    name: str
    content: str = ""
    expand: bool = True
    chomp: bool = False
    descriptor: int = 0

    @property
    def text(self) -> str:
        """Its content as it arrives: without leading tabs if `chomp`."""
        if not self.chomp:
            return self.content
        return re.sub(r"(?m)^\t+", "", self.content)


class Instruction(NamedTuple):
    """One instruction, its continuation lines joined.

    name: lower case. word: as written. flags: with their dashes, quotes removed. args: as BuildKit splits
    them, nothing expanded; one text for RUN, CMD and the like; (key, value, "=" or "") again and again for
    ENV and LABEL. is_json: the exec form. line, end: first and last line, from 1. text: the joined line.
    trigger: what an ONBUILD holds.
    """

    name: str
    word: str
    args: tuple[str, ...]
    line: int
    end: int
    text: str
    flags: tuple[str, ...] = ()
    is_json: bool = False
    heredocs: tuple[Heredoc, ...] = ()
    trigger: Instruction | None = None


class Dockerfile(NamedTuple):
    """A parsed Dockerfile. where: its name for messages. syntax: the frontend that `# syntax` names."""

    where: str
    instructions: tuple[Instruction, ...]
    escape: str = "\\"
    syntax: str = ""


def trouble(where: str, line: int, what: str) -> CtxtrimError:
    """The error to raise for `what` in a line of a Dockerfile."""
    return CtxtrimError(f"{where}:{line}: {what}" if line else f"{where}: {what}")


def quoted(text: str) -> str:
    """Text as Go's %q shows it: in double quotes, on one line, nothing unprintable."""
    shown = text.replace("\\", "\\\\").replace('"', '\\"')
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else _escaped(c) for c in shown)
    return f'"{shown}"'


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that did not decode
        return f"\\x{code - 0xDC00:02x}"
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char)
    if short:
        return short
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
