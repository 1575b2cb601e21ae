"""The lines that copy from the context, and a Dockerfile of nothing but them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from json import dumps
from typing import NamedTuple

from ctxtrim.model.build import BuildPlan, ContextCopy, Need

_SPECIAL_IN_WORDS = frozenset("\\$\"' \t")


class Line(NamedTuple):
    """One source, and where it is copied. source: cleaned, "" is the whole context. parents: --parents.

    place: "Dockerfile:7", the first that names it. shown: "COPY dist". excludes: of --exclude, as written.
    frontend: the image that `# syntax` names, which may know more flags than the builder's own.
    """

    source: str
    parents: bool
    place: str
    shown: str
    excludes: tuple[str, ...] = ()
    frontend: str = ""


def lines_of(plans: Iterable[BuildPlan], needs: Iterable[Need], in_place: bool) -> tuple[Line, ...]:
    """Every source of every stage, once; without a Dockerfile the whole context.

    needs: of them, what a COPY takes from a stage that has it from the context. in_place: bind mounts see
    the context as it is, so they cannot tell one ignore file from another.
    """
    lines: dict[tuple[str, bool, tuple[str, ...]], Line] = {}
    known = list(plans)
    for plan in known:
        for copy in plan.copies:
            if copy.instruction == "RUN" and in_place:
                continue
            for source in copy.sources:
                place, shown = f"{plan.where}:{copy.line}", _shown(copy, source)
                line = Line(source, copy.parents, place, shown, copy.excludes, plan.uses_frontend)
                lines.setdefault((source, copy.parents, copy.excludes), line)
    for need in needs:
        if need.kind == "flow" and need.must and not need.is_glob:
            line = Line(need.glob, False, f"{need.where}:{need.line}", need.why)
            lines.setdefault((need.glob, False, ()), line)
    if not known:
        return (Line("", False, "", "the whole context"),)
    return tuple(lines.values())


def _shown(copy: ContextCopy, source: str) -> str:
    named = source or "."
    return f"a bind mount of {named}" if copy.instruction == "RUN" else f"{copy.instruction} {named}"


def dockerfile(lines: Sequence[tuple[int, Line]], token: str) -> bytes:
    """A Dockerfile that needs no image and runs nothing: source N lands in /token/N/.

    What ADD unpacks, and owners and modes, do not depend on the ignore file and are left out.
    """
    frontends = [line.frontend for _, line in lines if line.frontend and (line.parents or line.excludes)]
    text = [*(f"# syntax={image}" for image in frontends[:1]), "FROM scratch"]
    for number, line in lines:
        words = [_word(line.source or "."), f"/{token}/{number}/"]
        flags = ["--parents"] * line.parents + [f"--exclude={_word(glob)}" for glob in line.excludes]
        text.append(" ".join(["COPY", *flags, dumps(words, ensure_ascii=False)]))
    return ("\n".join(text) + "\n").encode("utf-8", "surrogateescape")


def _word(source: str) -> str:
    """The source such that a builder's expansion of variables and quotes gives it back."""
    return "".join("\\" + char if char in _SPECIAL_IN_WORDS else char for char in source)
