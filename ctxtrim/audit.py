"""What is in a context, and what does each of its builds get? Everything is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxtrim.builds import Build, Builds, builds_of
from ctxtrim.heaviest import heaviest
from ctxtrim.missing import missing
from ctxtrim.model import Ask, Audit, Heavy, Request, Scan, Sent, Target, TargetAudit
from ctxtrim.plainscan import scan_plainly as scan
from ctxtrim.ruleset import Ruleset
from ctxtrim.sent import Selection, select
from ctxtrim.transfer import NOTHING, asks_of, scan_selected, sent_of, with_readded
from ctxtrim.walk import Disk, DiskTree


def audit(request: Request, ask: Ask, top: int = 12) -> Audit:
    """The audit of a context. ask: what the scan shall look out for. top: how many paths `heaviest` names.

    Raises CtxtrimError as `builds.builds_of` does.
    """
    found = builds_of(request)
    with Disk(found.context) as disk:
        reader = _Reader(found, ask, disk)
        targets = tuple(reader.target(build) for build in found.builds)
        read = reader.scanned(found.rules.ruleset)
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


class _Reader:
    """Reads a context: each ruleset once, each set of asked paths once."""

    def __init__(self, found: Builds, ask: Ask, disk: Disk) -> None:
        self._found, self._ask, self._disk = found, ask, disk
        self._tree = DiskTree(found.context, found.rules.ruleset)
        self._scans: dict[Ruleset, Scan] = {}
        self._sent: dict[tuple[Ruleset, tuple[str, ...] | str | None], Sent] = {}

    def scanned(self, ruleset: Ruleset) -> Scan:
        if ruleset not in self._scans:
            self._scans[ruleset] = scan(self._found.context, ruleset, self._ask)
        return self._scans[ruleset]

    def target(self, build: Build) -> TargetAudit:
        plan, rules = build.plan, build.rules
        return TargetAudit(
            target=build.target,
            ignore_file="" if rules.trouble else rules.where,
            eligible=self.scanned(rules.ruleset).eligible,
            sent=self._sent_to(build),
            missing=missing(plan, self._disk.children, rules.ruleset),
            asks=asks_of(plan),
            unknown=tuple(f"{plan.where}:{line}: {what}" for line, what in plan.unknown),
        )

    def _sent_to(self, build: Build) -> Sent:
        dialect = self._found.dialect
        asked = build.plan.follow if dialect.selects or dialect.in_place else None
        key = (build.rules.ruleset, build.plan.where if dialect.readds else asked)
        if key not in self._sent:
            self._sent[key] = self._arriving(build, asked)
        return self._sent[key]

    def _arriving(self, build: Build, asked: tuple[str, ...] | None) -> Sent:
        ruleset = build.rules.ruleset
        if asked == ():
            return NOTHING
        if self._found.dialect.readds:
            inside = not build.plan.where.startswith("/") and build.target.dockerfile
            ruleset = with_readded(ruleset, build.plan.where if inside else "")
        selection = None if asked is None else select(asked, self._disk.children)
        if selection is None:
            return sent_of(self.scanned(ruleset), ruleset.dialect, self._size)
        return self._selected(ruleset, selection)

    def _selected(self, ruleset: Ruleset, selection: Selection) -> Sent:
        found = scan_selected(self._disk.children, ruleset, selection, self._ask.top)
        return sent_of(found, ruleset.dialect, self._size)._replace(whole=False)

    def _size(self, path: str) -> int:
        entry = self._tree.entry(path)
        return entry.size if entry else 0


def _weighed(heavies: Sequence[Heavy], builds: Sequence[Sent]) -> Iterator[Heavy]:
    """With the most of each that one build transfers."""
    sizes = [
        {
            **{folder.path: folder.total.bytes for folder in sent.folders},
            **{p: size for size, p in sent.largest},
        }
        for sent in builds
    ]
    for heavy in heavies:
        yield heavy._replace(sent=max((known.get(heavy.path, 0) for known in sizes), default=None))


def _notes(found: Builds) -> Iterator[str]:
    yield from found.notes
    troubles = {rules.where: rules.trouble for rules in (found.rules, *(b.rules for b in found.builds))}
    for where, trouble in troubles.items():
        if trouble:
            yield f"{where}: {trouble}."


def _contexts(context: str, others: Sequence[Target]) -> tuple[tuple[str, int], ...]:
    """The contexts below this one (above it: absolute), with their numbers of builds."""
    from ctxtrim.targets.reading import shown

    counts: dict[str, int] = {}
    for target in others:
        folder = shown(target.context, context)
        counts[folder] = counts.get(folder, 0) + 1
    return tuple(sorted(counts.items()))
