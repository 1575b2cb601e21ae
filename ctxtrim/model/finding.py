"""What a rule of `ctxtrim check` has to say of a context."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "advice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")
"""Most serious first."""


class Fix(NamedTuple):
    """Lines for an ignore file.

    file: as people see it. lines: without line ends; () takes out what they replace. line: the line that
    they replace, 0 to append. also: replacements that belong to it.
    """

    file: str
    lines: tuple[str, ...]
    line: int = 0
    also: tuple[Fix, ...] = ()


class Finding(NamedTuple):
    """One thing that a rule has to say, shown alike by audit, check, why and watch.

    rule, name: ID and slug ("CT101", "secret-sent"). message: one sentence without its full stop, at most 100
    characters as far as names allow. path: the entry concerned, relative to the context, "" if none. file,
    line: where to look (line 0: the whole file). hint: what to do, a sentence, or "". bytes: what it costs.
    column, end: the part of the line, in characters from 1, `end` excluded; 0 if the line cannot be read.
    """

    rule: str
    name: str
    severity: Severity
    message: str
    path: str = ""
    file: str = ""
    line: int = 0
    hint: str = ""
    bytes: int = 0
    fix: Fix | None = None
    column: int = 0
    end: int = 0
