"""Names under which the files arrive that a COPY takes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from ctxtrim.context.links import follow
from ctxtrim.context.traverse import Arrival
from ctxtrim.go import path as gopath
from ctxtrim.matching import judge as judging
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.verify.lines import Line


class Landings:
    """What is eligible, and where a COPY of it lands (moby's and fsutil's rules: contents of a folder, a file
    under its own name; a link that is named is followed inside the context).
    """

    def __init__(self, arrivals: Mapping[str, Arrival]) -> None:
        self._arrivals = arrivals
        self._sorted = sorted(arrivals)

    def of(self, line: Line) -> dict[str, str]:
        """Map names on arrival to paths in the context, for everything that is no directory.

        --exclude is held against what lies below a source; a file that is named itself stays (tried with
        Docker 28).
        """
        patterns = tuple(filter(None, (new_pattern(text, "--exclude") for text in line.excludes)))
        return {
            name: path
            for name, path in self._all(line).items()
            if not (patterns and self._is_below(line, path) and judging.or_parent(patterns, name))
        }

    def _is_below(self, line: Line, path: str) -> bool:
        """Whether a file was taken because of the folder that it lies in."""
        return line.parents or not line.source or not self._is_named(line.source, path)

    def _is_named(self, source: str, path: str) -> bool:
        if gopath.has_wildcard(source):
            return gopath.is_match(source, path)
        return follow(unescaped(source), self._target).end == path

    def _all(self, line: Line) -> dict[str, str]:
        if line.parents:
            source = line.source
            names = self._matched_below(source) if source else self._below_root()
            return {path: path for path in names}
        if not gopath.has_wildcard(line.source):
            return dict(self._one(unescaped(line.source)))
        found: dict[str, str] = {}
        for path in self._matched(line.source):
            found.update(self._one(path))
        return found

    def _one(self, source: str) -> Iterator[tuple[str, str]]:
        if not source:
            yield from ((path, path) for path in self._below_root())
            return
        real = follow(source, self._target).end
        if real == "":
            yield from self._one("")
        arrival = self._arrivals.get(real) if real else None
        if real is None or arrival is None:
            return
        if arrival.kind != "dir":
            yield source.rpartition("/")[2], real
            return
        for path in self._below(real):
            if self._arrivals[path].kind != "dir":
                yield path[len(real) + 1 :], path

    def _below_root(self) -> Iterator[str]:
        return (path for path in self._sorted if self._arrivals[path].kind != "dir")

    def _below(self, folder: str) -> Iterator[str]:
        prefix = folder + "/"
        for place in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            if not self._sorted[place].startswith(prefix):
                return
            yield self._sorted[place]

    def _target(self, path: str) -> str:
        arrival = self._arrivals.get(path)
        return arrival.entry.link if arrival and arrival.kind == "link" else ""

    def _matched(self, glob: str) -> list[str]:
        depth = glob.count("/")
        return [path for path in self._sorted if path.count("/") == depth and gopath.is_match(glob, path)]

    def _matched_below(self, glob: str) -> Iterator[str]:
        pattern = new_pattern(glob, "COPY source")
        if pattern is None:
            return
        taken: set[str] = set()
        for path in self._sorted:
            if not taken.isdisjoint(gopath.parents(path)) or pattern.hits(path):
                taken.add(path)
                if self._arrivals[path].kind != "dir":
                    yield path


def unescaped(source: str) -> str:
    """A source without wildcards: what its backslashes escape stands for itself."""
    if "\\" not in source:
        return source
    out, chars = [], iter(source)
    for char in chars:
        out.append(next(chars, "") if char == "\\" else char)
    return "".join(out)
