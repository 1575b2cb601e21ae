"""The wildcards of COPY and ADD, with what they match on the disk."""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.builds.of_request import Build
from ctxtrim.checks.subject import Subject
from ctxtrim.context.source_lookup import Hit, SourceLookup
from ctxtrim.go.path import has_wildcard
from ctxtrim.model.build import ContextCopy


def wildcard_hits(subject: Subject) -> Iterator[tuple[Build, ContextCopy, str, list[Hit]]]:
    """Yield each source with wildcards once a Dockerfile, and its hits, excluded or not."""
    known: set[tuple[str, int, str]] = set()
    for build in subject.builds.builds:
        lookup = SourceLookup(subject.tree.entries, build.rules.ruleset)
        for copy in build.plan.copies:
            for source in copy.sources if copy.reached and copy.instruction != "RUN" else ():
                place = (build.plan.where, copy.line, source)
                if has_wildcard(source) and place not in known:
                    known.add(place)
                    yield build, copy, source, list(lookup.hits(source))
