"""Instructions of a build that a changed path invalidates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.builds.of_request import Build
from ctxtrim.context.selection import Selection, select
from ctxtrim.context.traverse import Lister
from ctxtrim.go.path import parents
from ctxtrim.matching import judge as judging
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.build import ContextCopy


class Layer(NamedTuple):
    """An instruction that takes from the context. selection: None for all of it."""

    label: str
    selection: Selection | None
    excludes: tuple[DockerPattern, ...]

    def covers(self, path: str, is_directory: bool) -> bool:
        """Return whether it takes the path, or anything that could lie below it."""
        if self.selection is None:
            return not self._excludes(path)
        wanted = Verdict(True)
        for step in (*parents(path), path):
            wanted = judging.using_parent_results(self.selection.includes, step, wanted)
            if not wanted.eligible:
                return not self._excludes(path[len(step) + 1 :])
        return is_directory and self.selection.enters(path, wanted)

    def _excludes(self, path: str) -> bool:
        """--exclude is held against what lies below a source (fsutil 6d9dc2e, copy/copy.go)."""
        return bool(path and self.excludes) and judging.or_parent(self.excludes, path)


def layers_of(build: Build, children: Lister) -> tuple[Layer, ...]:
    """The instructions of a build that run and take from the context. children: lists a directory."""
    return tuple(_layers(build, children))


def _layers(build: Build, children: Lister) -> Iterator[Layer]:
    for copy in build.plan.copies:
        if copy.reached and copy.sources:
            sources = " ".join(source or "." for source in copy.sources)
            selection = None if "" in copy.sources else select(copy.sources, children)
            label = f"{build.plan.where}:{copy.line}: {copy.instruction} {sources}"
            yield Layer(label, selection, _excludes(copy))


def _excludes(copy: ContextCopy) -> tuple[DockerPattern, ...]:
    return tuple(filter(None, (new_pattern(text, "--exclude") for text in copy.excludes)))
