"""The part of the eligible files that BuildKit transfers when a Dockerfile requests these paths.

BuildKit turns the sources of the reachable COPY, ADD and mounts into include patterns, resolving symbolic
links inside the context, and walks with both: includes and the ignore file (fsutil 6d9dc2e, filter.go and
followlinks.go; buildkit 73ed682, dockerfile2llb/convert.go).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from ctxtrim.context.links import follow_sources
from ctxtrim.context.traverse import Lister
from ctxtrim.go import path as gopath
from ctxtrim.matching import judge as judging
from ctxtrim.matching import prune as pruning
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.model.context import Entry

_SPECIAL = frozenset("*[]?^\\")
Asks = Callable[[str, Verdict], Verdict]
Enters = Callable[[str, Verdict], bool]


class Selection(NamedTuple):
    """Include patterns; a path must match one, itself or through a parent.

    stems: literal prefixes below which something may match (None: no directory can be skipped).
    """

    includes: tuple[DockerPattern, ...]
    stems: tuple[str, ...] | None

    def enters(self, directory: str, verdict: Verdict) -> bool:
        """Return whether anything below this directory may be requested."""
        if not verdict.eligible or self.stems is None:
            return True
        prefix = directory + "/"
        return any(stem.startswith(prefix) for stem in self.stems)

    def asks(self, path: str, above: Verdict) -> Verdict:
        """Return the verdict of a path: requested, or only `eligible`, given that of its directory."""
        return judging.using_parent_results(self.includes, path, above)

    def asks_in_part(self, path: str, above: Verdict) -> Verdict:
        """As `asks`, by the first parts of a source too (fsutil 0834f99, walker.go, matchPrefix).

        `**` is like `*` there. hits: the whole source matched, and so everything below is asked for.
        """
        if above.hits:
            return above
        depth, in_part = path.count("/") + 1, False
        for pattern in self.includes:
            parts = pattern.glob.split("/")
            if gopath.is_match("/".join(parts[:depth]), path):
                if len(parts) <= depth:
                    return Verdict(False, pattern, 1)
                in_part = True
        return Verdict(not in_part)


def select(sources: Sequence[str], children: Lister) -> Selection | None:
    """The selection for the paths a Dockerfile asks for; None if that is the whole context.

    sources: cleaned without a leading slash, "" for the context itself. children: lists a directory
    of the unfiltered context. Raises CtxtrimError for a source that is no pattern.
    """
    paths = follow_sources(sources, partial(_link_targets, children))
    includes = _without_covered(sorted(paths, key=_wire))
    if includes is None:
        return None
    patterns = tuple(filter(None, (new_pattern(text, "COPY source") for text in includes)))
    stems = tuple(pruning.without_trailing_glob(p.glob) for p in patterns if not p.is_exception)
    literal = all(_SPECIAL.isdisjoint(stem) for stem in stems)
    return Selection(patterns, tuple(stem + "/" for stem in stems) if literal else None)


def how_asked(dialect: Dialect, selection: Selection) -> tuple[Asks, Enters]:
    """How a builder tells what is asked for, and in which directories it looks for more."""
    if dialect.sends_in_part:
        return selection.asks_in_part, lambda directory, asked: not asked.eligible
    return selection.asks, selection.enters


def traverse_selected(
    children: Lister, ruleset: Ruleset, selection: Selection
) -> Iterator[tuple[Entry, Verdict]]:
    """As traverse.traverse, but `eligible` of each verdict means: transferred."""
    asks, looks_in = how_asked(ruleset.dialect, selection)
    stack = [(iter(children("")), ruleset.root, Verdict(True))]
    while stack:
        entries, parent, parent_asked = stack[-1]
        for entry in entries:
            wanted = asks(entry.path, parent_asked)
            is_dir = entry.kind == "dir"
            if is_dir and not looks_in(entry.path, wanted):
                continue
            verdict = ruleset.judge(entry.path, parent)
            yield entry, verdict._replace(eligible=verdict.eligible and not wanted.eligible)
            if is_dir and ruleset.enters(entry.path, verdict):
                stack.append((iter(children(entry.path)), verdict, wanted))
                break
        else:
            stack.pop()


def _link_targets(children: Lister, path: str) -> list[str]:
    """The targets of the link at a path, or of the links that its last part matches."""
    directory, _, name = path.rpartition("/")
    is_glob = gopath.has_wildcard(name)
    links = (entry for entry in children(directory) if entry.kind == "link")
    return [e.link for e in links if (gopath.is_match(name, _name(e)) if is_glob else _name(e) == name)]


def _name(entry: Entry) -> str:
    return entry.path.rpartition("/")[2]


def _wire(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _without_covered(paths: Sequence[str]) -> list[str] | None:
    """followlinks.go, dedupePaths: sorted paths without those below another; None where "" is among them."""
    kept: list[str] = []
    last = ""
    for path in paths:
        if not path:
            return None
        if not path.startswith(last + "/"):
            kept.append(path)
            last = path
    return kept
