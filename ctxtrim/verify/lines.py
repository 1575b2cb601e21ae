"""Which lines copy from the context, and what is a Dockerfile of nothing but them?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from json import dumps
from typing import NamedTuple

from ctxtrim.go.path import has_wildcard
from ctxtrim.model.build import BuildPlan, ContextCopy, Need

_SPECIAL_IN_WORDS = frozenset("\\$\"' \t")


class Line(NamedTuple):
    """One source, and where it is copied. source: cleaned, "" is the whole context. parents: --parents.

    place: "Dockerfile:7", the first that names it. shown: "COPY dist".
    """

    source: str
    parents: bool
    place: str
    shown: str


def lines_of(plans: Iterable[BuildPlan], needs: Iterable[Need], in_place: bool) -> tuple[Line, ...]:
    """Every source of every stage, once; without a Dockerfile the whole context.

    needs: of them, what a COPY takes from a stage that has it from the context. in_place: bind mounts see
    the context as it is, so they cannot tell one ignore file from another.
    """
    found: dict[tuple[str, bool], Line] = {}
    known = list(plans)
    for plan in known:
        for copy in plan.copies:
            if copy.instruction == "RUN" and in_place:
                continue
            for source in copy.sources:
                parents = copy.parents and has_wildcard(source)
                line = Line(source, parents, f"{plan.where}:{copy.line}", _shown(copy, source))
                found.setdefault((source, parents), line)
    for need in needs:
        if need.kind == "flow" and need.must and not need.is_glob:
            line = Line(need.glob, False, f"{need.where}:{need.line}", need.why)
            found.setdefault((need.glob, False), line)
    if not known:
        return (Line("", False, "", "the whole context"),)
    return tuple(found.values())


def _shown(copy: ContextCopy, source: str) -> str:
    named = source or "."
    return f"a bind mount of {named}" if copy.instruction == "RUN" else f"{copy.instruction} {named}"


def dockerfile(lines: Sequence[tuple[int, Line]], token: str) -> bytes:
    """A Dockerfile that needs no image and runs nothing: source N lands in /token/N/.

    What a line does beyond that (ADD unpacks, --exclude leaves out) does not depend on the ignore file.
    """
    text = ["FROM scratch"]
    for number, line in lines:
        words = [_word(line.source or "."), f"/{token}/{number}/"]
        text.append(f"COPY{' --parents' * line.parents} {dumps(words, ensure_ascii=False)}")
    return ("\n".join(text) + "\n").encode("utf-8", "surrogateescape")


def _word(source: str) -> str:
    """The source such that a builder's expansion of variables and quotes gives it back."""
    return "".join("\\" + char if char in _SPECIAL_IN_WORDS else char for char in source)
