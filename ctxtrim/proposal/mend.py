"""Mend a build that fails because the user's own lines exclude what its Dockerfile names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ctxtrim.catalogue.secret_files import Candidate, find_secrets
from ctxtrim.context.source_lookup import SourceLookup
from ctxtrim.go.path import has_wildcard, parents
from ctxtrim.matching.ignore_file import MOBY, Line
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.audit import Missing
from ctxtrim.model.proposal import Withheld
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.inputs import Inputs, Surroundings
from ctxtrim.proposal.line_faults import Fault
from ctxtrim.proposal.managed_block import EVERYTHING
from ctxtrim.proposal.repair import Bench

MOST_PATHS = 12
"""Paths that are let in for one wildcard."""


def mend(bench: Bench, failing: Iterable[Missing]) -> None:
    """Let in what stops a build, whatever number of lines excludes it.

    failing: excluded sources. A line that excludes nothing else goes; for other lines an exception is
    added, of a folder only where our own lines stand behind it.
    What a wildcard matches is let in path by path, secrets never.
    """
    for miss in dict.fromkeys(failing):
        paths = _paths(miss, bench.around, bench.inputs)
        why = f"the build of {miss.where} stops without {miss.source} (line {miss.line})"
        if not paths or len(paths) > MOST_PATHS:
            reason = f"{len(paths)} files to let in: name them" if paths else "it matches secrets only"
            bench.withheld.append(Withheld(f"!{miss.source}", why, (reason,)))
            continue
        for path in paths:
            _let_in(bench, path, why)


def _let_in(bench: Bench, path: str, why: str) -> None:
    name = path.rpartition("/")[2]
    for line in bench.lines():
        rule = MOBY.clean(line.text)
        if rule in (path, f"**/{name}", as_pattern(path)) and _excludes_only(bench, line, path):
            bench.put(line, Fault((), why))
    rules = Ruleset.read(bench.text, bench.inputs.dialect, bench.inputs.where)
    by = rules.judge_path(path).by
    if rules.judge_path(path).eligible or by is None:
        return
    rule = "!" + as_pattern(path)
    if bench.around.tree.kind(path) != "dir":
        bench.append(Fault((rule,), why))
    elif any(MOBY.clean(line.text) in EVERYTHING for line in bench.lines()):
        bench.append(Fault((rule, f"{rule}/**"), why))
    else:
        reason = f"{by.text} excludes it, and an exception would let in all junk below it: narrow that line"
        bench.withheld.append(Withheld(rule, why, (reason,)))


def _excludes_only(bench: Bench, line: Line, path: str) -> bool:
    """Return whether without a line nothing comes back but the path and what lies below it."""
    without = bench.without(line)
    back = bench.files(without).keys() - bench.files(bench.text).keys()
    return all(file == path or file.startswith(path + "/") for file in back)


def _paths(miss: Missing, around: Surroundings, inputs: Inputs) -> Sequence[str]:
    """Return what has to be eligible for a source: the links on the way to it as well."""
    lookup = SourceLookup(around.children, around.rules)
    if not (miss.match or has_wildcard(miss.source)):
        end, links = lookup.follow(miss.source)
        return [path for path in (*links, end) if path]
    found = [hit.entry for hit in lookup.hits(miss.source)]
    files = (Candidate(entry.path, entry.size, inputs.eligible.is_tracked(entry.path)) for entry in found)
    secrets = {secret.path for secret in find_secrets(files, around.tree.read)}
    paths = [entry.path for entry in found if entry.path not in secrets]
    return list(_outermost(paths))


def _outermost(paths: Sequence[str]) -> Iterator[str]:
    known = set(paths)
    return (path for path in sorted(known) if known.isdisjoint(parents(path)))
