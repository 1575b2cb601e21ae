"""Which literal sources does a build ask for in vain?"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.dialect import Dialect
from ctxtrim.gopath import parents
from ctxtrim.model import BuildPlan, Entry, Missing, Need, Verdict
from ctxtrim.ruleset import Ruleset
from ctxtrim.traverse import Lister

_MAX_LINKS = 255


def missing(plan: BuildPlan, children: Lister, ruleset: Ruleset) -> tuple[Missing, ...]:
    """The sources of the stages that are built which are absent or excluded: the build fails at each.

    children: lists a directory of the unfiltered context. A source that is a link is missing if what it
    leads to is.
    """
    reached = {stage.label for stage in plan.stages if stage.reached}
    needs = [n for n in plan.needs if n.must and not n.is_glob and n.stage in reached and n.kind in _ASKED]
    return tuple(dict.fromkeys(_judged(needs, _Look(children, ruleset))))


_ASKED = ("copy", "mount")


def _judged(needs: list[Need], look: _Look) -> Iterator[Missing]:
    for need in needs:
        sees_all = need.kind == "mount" and look.dialect.in_place
        path = look.resolved(need.glob)
        entry = look.entry(path) if path else None
        if entry is None and path != "":
            yield Missing(need.glob, need.where, need.line, "absent")
        elif entry and not sees_all and not look.arrives(entry):
            by = look.ruleset.judge_path(entry.path).by
            told = f"{by.where}:{by.line}: {by.text}" if by else ""
            yield Missing(need.glob, need.where, need.line, "excluded", told)


class _Look:
    """A look at single paths of a context."""

    def __init__(self, children: Lister, ruleset: Ruleset) -> None:
        self._children, self.ruleset = children, ruleset
        self.dialect: Dialect = ruleset.dialect

    def entry(self, path: str) -> Entry | None:
        """What lies there, no link followed."""
        return next((e for e in self._children(posixpath.dirname(path)) if e.path == path), None)

    def resolved(self, path: str) -> str | None:
        """Where a path leads inside the context, "" for its root; None for a loop."""
        done: list[str] = []
        todo, links = path.split("/")[::-1], 0
        while todo:
            part = todo.pop()
            if part in ("", ".", ".."):
                done = done[:-1] if part == ".." else done
                continue
            entry = self.entry("/".join([*done, part]))
            if entry is None or entry.kind != "link":
                done.append(part)
                continue
            links += 1
            if links > _MAX_LINKS:
                return None
            done = [] if entry.link.startswith("/") else done
            todo += entry.link.split("/")[::-1]
        return "/".join(done)

    def arrives(self, entry: Entry) -> bool:
        """Is the entry, or anything below it, eligible?"""
        verdict = self.ruleset.root
        for directory in parents(entry.path):
            verdict = self.ruleset.judge(directory, verdict)
            if not self.ruleset.enters(directory, verdict):
                return False
        return self._any(entry, verdict)

    def _any(self, start: Entry, parent: Verdict) -> bool:
        waiting = [(start, parent)]
        while waiting:
            entry, above = waiting.pop()
            verdict = self.ruleset.judge(entry.path, above)
            if verdict.eligible:
                return True
            if entry.kind == "dir" and self.ruleset.enters(entry.path, verdict):
                waiting += [(child, verdict) for child in self._children(entry.path)]
        return False
