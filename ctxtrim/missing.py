"""Which sources does a build ask for in vain, so that it fails?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxtrim import gopath
from ctxtrim.ignorefile import new_pattern
from ctxtrim.judging import using_parent_results
from ctxtrim.model.audit import Missing
from ctxtrim.model.build import BuildPlan, ContextCopy, Need
from ctxtrim.model.context import Entry, Verdict
from ctxtrim.reach import Reach
from ctxtrim.ruleset import Ruleset
from ctxtrim.sent import Selection, select
from ctxtrim.traverse import Lister

_ASKED = ("copy", "mount")


def missing(plan: BuildPlan, children: Lister, ruleset: Ruleset) -> tuple[Missing, ...]:
    """The sources of the stages that are built which are absent or excluded: the build fails at each.

    children: lists a directory of the unfiltered context. A source that is a link is missing if it is
    excluded or what it leads to is missing. Wildcards may match nothing, but the folder that they stand in
    must be sent. What is excluded and taken through a stage is missing, unless a RUN may have made it there.
    """
    look = _Look(plan, children, ruleset)
    found = [*look.needs(), *look.flows()]
    if ruleset.dialect.selects:
        found += look.wildcards()
    return tuple(dict.fromkeys(sorted(found, key=lambda miss: miss.line)))


class _Look:
    """A look at what one plan asks of one context."""

    def __init__(self, plan: BuildPlan, children: Lister, ruleset: Ruleset) -> None:
        self._plan, self._children, self._ruleset = plan, children, ruleset
        self._reach = Reach(children, ruleset)
        self._reached = {stage.label for stage in plan.stages if stage.reached}

    def needs(self) -> Iterator[Missing]:
        """Literal sources. A mount takes no wildcards: they are letters of its name."""
        for need in self._plan.needs:
            is_literal = need.must and not need.is_glob
            if need.kind not in _ASKED or need.stage not in self._reached:
                continue
            if is_literal or (need.kind == "mount" and self._is_asked(need)):
                yield from self._judged(need, need.glob)

    def flows(self) -> Iterator[Missing]:
        """What a stage takes from another that took it from the context."""
        for need, candidates in self._plan.flows:
            if need.stage not in self._reached or any(made or is_glob for _, is_glob, made in candidates):
                continue
            there = [path for path, _, _ in candidates if self._reach.entry(path)]
            vain = [miss for path in there for miss in self._judged(need, path)]
            if vain and len(vain) == len(there):
                yield vain[0]

    def wildcards(self) -> Iterator[Missing]:
        """The folders that wildcards stand in, and what matched links lead to."""
        copies = [c for c in self._plan.copies if c.reached and c.instruction != "RUN"]
        for copy in copies:
            for source in copy.sources:
                if gopath.has_wildcard(source):
                    yield from self._folder(copy, source)
                    yield from self._links(copy, self._reach.hit(source))
            if copy.excludes and "" in copy.sources:
                yield from self._links(copy, _kept(self._children(""), copy.excludes))

    def _is_asked(self, need: Need) -> bool:
        return any(need.line == copy.line and need.glob in copy.sources for copy in self._plan.copies)

    def _judged(self, need: Need, path: str) -> Iterator[Missing]:
        reach, dialect = self._reach, self._ruleset.dialect
        sees_all = need.kind == "mount" and dialect.in_place
        end, links = reach.way(path)
        if end is None or (end and not reach.entry(end)):
            yield Missing(path, need.where, need.line, "absent")
        elif end and not sees_all:
            on_the_way = [] if dialect.in_place else [link.path for link in links]
            lost = [step for step in (*on_the_way, end) if not reach.arrives(step)]
            if lost:
                yield Missing(path, need.where, need.line, "excluded", self._by(lost[0]))

    def _folder(self, copy: ContextCopy, source: str) -> Iterator[Missing]:
        """BuildKit walks the folder that the last literal parts of a source name: it stops without it."""
        folder = _above_wildcards(source)
        end = self._reach.way(folder).end
        if end == "":
            return
        if end is None or not self._reach.entry(end):
            yield Missing(folder, self._plan.where, copy.line, "absent")
        elif not self._reach.arrives(end, self._selection()):
            yield Missing(folder, self._plan.where, copy.line, "excluded", self._by(end))

    def _links(self, copy: ContextCopy, entries: Iterable[Entry]) -> Iterator[Missing]:
        """Links that are followed because wildcards match them, or as they lie beside what is excluded."""
        for entry in entries:
            if entry.kind == "link" and self._reach.arrives(entry.path):
                need = Need(entry.path, self._plan.where, copy.line, "")
                yield from self._judged(need, entry.path)

    def _selection(self) -> Selection | None:
        follow = self._plan.follow
        return None if follow is None else select(follow, self._children)

    def _by(self, path: str) -> str:
        by = self._ruleset.judge_path(path).by
        return f"{by.where}:{by.line}: {by.text}" if by else ""


def _above_wildcards(source: str) -> str:
    parts = source.split("/")
    first = next(n for n, part in enumerate(parts) if gopath.has_wildcard(part))
    return "/".join(parts[:first])


def _kept(entries: Iterable[Entry], excludes: tuple[str, ...]) -> Iterator[Entry]:
    """What --exclude leaves at the root of the context."""
    patterns = [p for text in excludes if (p := new_pattern(text, "--exclude"))]
    return (entry for entry in entries if using_parent_results(patterns, entry.path, Verdict(True)).eligible)
