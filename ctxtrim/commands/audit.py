"""Audit a context: what is in it, and what each of its builds receives. Everything is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from ctxtrim.builds.of_request import Build, Builds, builds_of
from ctxtrim.builds.sent_by_build import NOTHING, Given, asked_by, asks_of, given_to, sent_of, visits_of
from ctxtrim.context.missing_sources import missing
from ctxtrim.disk import Disk, DiskTree
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.audit import Audit, Heavy, TargetAudit
from ctxtrim.model.build import Target
from ctxtrim.model.context import Entry, Request
from ctxtrim.model.scan import Ask, Scan, Sent
from ctxtrim.scan.heaviest import heaviest, outline
from ctxtrim.scan.reference import sum_up
from ctxtrim.scan.run import scan


class Source(Protocol):
    """Where an audit takes its numbers from: the disk, or what is remembered of it."""

    def children(self, directory: str) -> Sequence[Entry]:
        """A directory's entries in byte order, excluded or not."""

    def scanned(self, ruleset: Ruleset) -> Scan:
        """All that is eligible under these rules."""

    def selected(self, given: Given) -> Scan:
        """What a build that asks for paths gets, summed up as plainscan.sum_up does."""

    def size(self, path: str) -> int:
        """The bytes of a path on the disk, 0 where nothing is."""


def audit(request: Request, ask: Ask, top: int = 12) -> Audit:
    """The audit of a context. ask: what the scan shall look out for. top: how many paths `heaviest` names.

    Raises CtxtrimError as `builds.builds_of` does.
    """
    return audit_on_disk(builds_of(request), ask, top)


def audit_on_disk(found: Builds, ask: Ask, top: int) -> Audit:
    """The audit of builds that are known; as `audit`."""
    with Disk(found.context) as disk:
        return audit_of(found, DiskSource(found, ask, disk), top)


def audit_of(found: Builds, source: Source, top: int) -> Audit:
    """The audit of builds whose numbers are to be had from `source`; as `audit`."""
    reader = BuildReader(found, source)
    targets = tuple(reader.target(build) for build in found.builds)
    read = source.scanned(found.rules.ruleset)
    return Audit(
        context=found.context,
        builder=found.dialect.name,
        ignore_file="" if found.rules.trouble else found.rules.where,
        scan=read,
        targets=targets,
        heaviest=tuple(_weighed(heaviest(read, top), [target.sent for target in targets])),
        notes=tuple(_notes(found)),
        contexts=_contexts(found.context, found.others),
    )


class DiskSource:
    """Reads a context on the disk, each ruleset once."""

    def __init__(self, found: Builds, ask: Ask, disk: Disk) -> None:
        self._found, self._ask = found, ask
        self.children = disk.children
        self._tree = DiskTree(found.context, found.rules.ruleset)
        self._scans: dict[Ruleset, Scan] = {}

    def scanned(self, ruleset: Ruleset) -> Scan:
        if ruleset not in self._scans:
            self._scans[ruleset] = scan(self._found.context, ruleset, self._ask)
        return self._scans[ruleset]

    def selected(self, given: Given) -> Scan:
        ask, way = Ask(top=self._ask.top), asked_by(given, self.children)
        if way:
            return scan(self._found.context, given.ruleset, ask, way)
        return sum_up(visits_of(given, self.children), given.ruleset, ask)

    def size(self, path: str) -> int:
        entry = self._tree.entry(path)
        return entry.size if entry else 0


class BuildReader:
    """Looks at each build; at each set of asked paths once."""

    def __init__(self, found: Builds, source: Source) -> None:
        self._found, self._source = found, source
        self._sent: dict[Given, Sent] = {}

    def target(self, build: Build) -> TargetAudit:
        plan, rules = build.plan, build.rules
        return TargetAudit(
            target=build.target,
            ignore_file="" if rules.trouble else rules.where,
            eligible=self._source.scanned(rules.ruleset).eligible,
            sent=self.sent_to(given_to(build, self._found.dialect)),
            missing=missing(plan, self._source.children, rules.ruleset),
            asks=asks_of(plan),
            unknown=tuple(f"{plan.where}:{line}: {what}" for line, what in plan.unknown),
        )

    def sent_to(self, given: Given) -> Sent:
        """Return what arrives of the context."""
        if given not in self._sent:
            self._sent[given] = self._arriving(given)
        return self._sent[given]

    def _arriving(self, given: Given) -> Sent:
        source, ruleset = self._source, given.ruleset
        if given.follow == ():
            return NOTHING
        if given.follow is None:
            return sent_of(source.scanned(ruleset), ruleset.dialect, source.size)
        return sent_of(source.selected(given), ruleset.dialect, source.size)._replace(whole=False)


def _weighed(heavies: Sequence[Heavy], builds: Sequence[Sent]) -> Iterator[Heavy]:
    """With the most of each that one build transfers; None where there is no build."""
    everything = any(sent.whole for sent in builds)
    sizes = [] if everything else [_sizes(sent, {heavy.path for heavy in heavies}) for sent in builds]
    for heavy in heavies:
        most = max((known.get(heavy.path, 0) for known in sizes), default=None)
        yield heavy._replace(sent=heavy.bytes if everything else most)


def _sizes(sent: Sent, paths: set[str]) -> dict[str, int]:
    """The bytes of these paths that are sent, as far as that is known."""
    names = {path.rpartition("/")[2] for path in paths}
    called = [row for row, name in enumerate(outline(sent.folders).names) if name in names]
    folders = {folder.path: folder.total.bytes for folder in map(sent.folders.__getitem__, called)}
    return folders | {path: size for size, path in sent.largest}


def _notes(found: Builds) -> Iterator[str]:
    yield from found.notes
    troubles = {rules.where: rules.trouble for rules in (found.rules, *(b.rules for b in found.builds))}
    for where, trouble in troubles.items():
        if trouble:
            yield f"{where}: {trouble}."


def _contexts(context: str, others: Sequence[Target]) -> tuple[tuple[str, int], ...]:
    """The contexts below this one (above it: absolute), with their numbers of builds."""
    from ctxtrim.builds.read_file import shown

    counts: dict[str, int] = {}
    for target in others:
        folder = shown(target.context, context)
        counts[folder] = counts.get(folder, 0) + 1
    return tuple(sorted(counts.items()))
