"""Sources of a build that are not found, so that it fails or copies nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from ctxtrim.context.selection import Selection, select
from ctxtrim.context.source_lookup import Hit, SourceLookup
from ctxtrim.context.traverse import Lister
from ctxtrim.go import path as gopath
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.judge import using_parent_results
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.audit import Missing
from ctxtrim.model.build import BuildPlan, ContextCopy, Need
from ctxtrim.model.context import Entry

_ASKED = ("copy", "mount")


def missing(plan: BuildPlan, children: Lister, ruleset: Ruleset) -> tuple[Missing, ...]:
    """The sources of the stages that are built which are absent or excluded: the build fails at most of them.

    children: lists a directory of the unfiltered context. A source that is a link is missing if it is
    excluded or what it leads to is missing. What is excluded and taken through a stage is missing, unless a
    RUN may have made it there. A wildcard is missing if all that it matches is excluded, or if nothing that
    its instruction names is there (see dialect.Wildcards).
    """
    look = _Look(plan, children, ruleset)
    found = [*look.needs(), *look.flows(), *look.wildcards()]
    return tuple(dict.fromkeys(sorted(found, key=lambda miss: miss.line)))


class _Look:
    """A look at what one plan asks of one context."""

    def __init__(self, plan: BuildPlan, children: Lister, ruleset: Ruleset) -> None:
        self._plan, self._children, self._ruleset = plan, children, ruleset
        self._dialect, self._lookup = ruleset.dialect, SourceLookup(children, ruleset)
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
            there = [path for path, _, _ in candidates if self._lookup.entry(path)]
            vain = [miss for path in there for miss in self._judged(need, path)]
            if vain and len(vain) == len(there):
                yield vain[0]

    def wildcards(self) -> Iterator[Missing]:
        """Wildcards in vain, the folders that they stand in, and what matched links lead to."""
        for copy in (c for c in self._plan.copies if c.reached and c.instruction != "RUN"):
            matched = {s: list(self._lookup.hits(s)) for s in copy.sources if gopath.has_wildcard(s)}
            vain = [source for source, hits in matched.items() if not self._takes_any(hits)]
            if copy.parents and self._dialect.selects:
                vain = []  # there `**` is folders of any depth
            for source, hits in matched.items():
                folder = list(self._folder(copy, source)) if self._dialect.selects else []
                yield from folder
                if source in vain and not folder:
                    is_alone = len(vain) == len(copy.sources)
                    yield from self._in_vain(copy, source, hits, is_alone)
                yield from self._links(copy, (hit.entry for hit in hits))
            if self._dialect.selects and copy.excludes and "" in copy.sources:
                yield from self._links(copy, _kept(self._children(""), copy.excludes))

    def _is_asked(self, need: Need) -> bool:
        return any(need.line == copy.line and need.glob in copy.sources for copy in self._plan.copies)

    def _judged(self, need: Need, path: str) -> Iterator[Missing]:
        sees_all = need.kind == "mount" and self._dialect.in_place
        end, links = self._lookup.follow(path)
        entry = self._lookup.entry(end) if end else None
        if end is None or (end and not entry):
            yield Missing(path, need.where, need.line, "absent")
        elif entry and not sees_all:
            lost = self._lost(Hit(path, entry), links)
            if lost:
                is_eligible = self._lookup.is_sent(lost)
                why, by = ("unasked", "") if is_eligible else ("excluded", self._by(lost))
                yield Missing(path, need.where, need.line, why, by)

    def _lost(self, hit: Hit, links: Sequence[str]) -> str:
        """What is not sent of the links on the way to an entry and the entry itself, "" if all is.

        In place only what the path says counts, and what a link to a file leads to. BuildKit finds out where
        a link leads if a source names it, or its last part matches it, but not in a folder that a wildcard
        stands for (fsutil followlinks.go).
        """
        lookup, end = self._lookup, hit.entry
        if not self._dialect.in_place:
            steps = (*links, end.path)
            return next((step for step in steps if not lookup.is_sent(step, self._selection)), "")
        if hit.path not in links:
            return "" if lookup.is_hit_sent(hit) else hit.path
        if not self._ruleset.judge_path(hit.path).eligible:
            return hit.path
        return "" if end.kind == "dir" or lookup.is_sent(end.path) else end.path

    def _in_vain(self, copy: ContextCopy, source: str, hits: list[Hit], is_alone: bool) -> Iterator[Missing]:
        """A wildcard of which nothing arrives. is_alone: nor does anything of the instruction's others."""
        how = self._dialect.wildcards.fails
        fails = is_alone if how == "alone" or not hits else how == "excluded"
        if self._dialect.selects:
            fails = not self._has_folder(source)
        if fails or hits or is_alone:
            asked = (hit.path if self._dialect.in_place else hit.entry.path for hit in hits)
            lost = next((path for path in asked if not self._ruleset.judge_path(path).eligible), "")
            yield Missing(
                source,
                self._plan.where,
                copy.line,
                "excluded" if lost else "absent",
                self._by(lost) if lost else "",
                lost,
                fails,
            )

    def _folder(self, copy: ContextCopy, source: str) -> Iterator[Missing]:
        """BuildKit walks the folder that the last literal parts of a source name: it stops without it."""
        folder = _above_wildcards(source)
        if folder:
            found = self._judged(Need(folder, self._plan.where, copy.line, ""), folder)
            yield from (miss for miss in found if miss.why != "unasked")

    def _has_folder(self, source: str) -> bool:
        """Return whether that folder is sent in a context of which only requested paths are."""
        end = self._lookup.follow(_above_wildcards(source)).end
        return not end or self._lookup.is_sent(end, self._selection)

    def _takes_any(self, hits: Iterable[Hit]) -> bool:
        return any(self._lookup.is_hit_sent(hit, self._selection) for hit in hits)

    def _links(self, copy: ContextCopy, entries: Iterable[Entry]) -> Iterator[Missing]:
        """Links that are followed because wildcards match them, or as they lie beside what is excluded."""
        for entry in entries:
            if entry.kind == "link" and self._lookup.is_sent(entry.path):
                need = Need(entry.path, self._plan.where, copy.line, "")
                yield from self._judged(need, entry.path)

    @cached_property
    def _selection(self) -> Selection | None:
        """What is asked for, by one who asks."""
        follow = self._plan.follow if self._dialect.selects else None
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
