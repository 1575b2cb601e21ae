"""Reads a context and all that decides over its ignore file, once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ctxtrim import filesystem
from ctxtrim.builds.of_request import Build, Builds, builds_of
from ctxtrim.commands.ignore_places import bytes_seen, itself, label, place_of, places_of, readers_of
from ctxtrim.commands.own_lines import leaks, own_lines, with_findings
from ctxtrim.context.traverse import traverse
from ctxtrim.disk import DiskTree
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.audit import Missing
from ctxtrim.model.build import BuildPlan
from ctxtrim.model.context import Request
from ctxtrim.model.finding import Finding
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.candidates import Candidate
from ctxtrim.proposal.eligible_files import EligibleFiles
from ctxtrim.proposal.expected_junk import Coming, expected_junk
from ctxtrim.proposal.git_ignored import from_gitignore
from ctxtrim.proposal.inputs import Inputs, Surroundings, inputs
from ctxtrim.proposal.read_by_commands import visible_to

if TYPE_CHECKING:
    from ctxtrim.checks.subject import Subject
    from ctxtrim.proposal.repair import Repaired
    from ctxtrim.vcs import GitView


class FixInputs(NamedTuple):
    """The inputs of `propose`, and where its answer would be written.

    path: the ignore file, absolute. shown: as people see it. seen: its bytes, None if it is not there.
    notes: sentences for the user. repaired: the changes of the user's own lines that inputs.old already
    holds, if any. offered: how many more --fix-existing would make. readers: the builds that read the file.
    """

    inputs: Inputs
    path: str
    shown: str
    seen: bytes | None
    dialect: Dialect
    notes: tuple[str, ...]
    repaired: Repaired | None = None
    offered: int = 0
    readers: tuple[Build, ...] = ()

    @property
    def exists(self) -> bool:
        """Return whether there is an ignore file."""
        return self.seen is not None


class Wants(NamedTuple):
    """What is wanted beside the junk that is there.

    preventive: rules for what is not there yet. gitignore: what .gitignore files say, translated. repair:
    put the user's own lines right. mends: mend builds that fail. findings: of `check`, whose fixes count.
    missing: per ignore file, the excluded sources at which a build stops.
    """

    preventive: bool = False
    gitignore: bool = False
    repair: bool = False
    mends: bool = False
    findings: tuple[Finding, ...] = ()
    missing: Mapping[str, tuple[Missing, ...]] = {}


def read_fix_inputs(
    request: Request,
    preventive: bool = False,
    gitignore: bool = False,
    repair: bool = False,
    builds: Builds | None = None,
    subject: Subject | None = None,
) -> FixInputs:
    """Read a context and all that decides over its ignore file, the one that most builds read.

    preventive: also rules for what is not there yet. gitignore: also propose what .gitignore files
    say, translated. repair: put the user's own lines right first. builds: those of the request, if they are
    known. subject: what rules have read of it already. Raises CtxtrimError as `builds_of` does, where no
    Dockerfile can be read, and for a link to an ignore file elsewhere.
    """
    found = subject.builds if subject else builds or builds_of(request)
    reading = Reading.of(request, found, subject)
    place = place_of(request, reading.found, reading.everyone if preventive else ())
    return reading.at(place, Wants(preventive, gitignore, repair))


def read_each(request: Request, found: Builds, wants: Wants) -> list[FixInputs]:
    """As `read_fix_inputs`, for each ignore file that a build reads."""
    reading = Reading.of(request, found)
    return [reading.at(place, wants) for place in places_of(request, found)]


class Reading:
    """What is read of a context once, for all of its ignore files."""

    def __init__(self, request: Request, found: Builds, subject: Subject | None) -> None:
        from ctxtrim.vcs import look

        self.request, self.found, self._subject = request, found, subject
        self.everyone, self._more = _everyone(request, found)
        self._git = subject.git if subject else look(found.context)

    @classmethod
    def of(cls, request: Request, found: Builds, subject: Subject | None = None) -> Reading:
        """Read it. Raises CtxtrimError where no Dockerfile can be read: what it needs is not known."""
        if found.broken:
            raise CtxtrimError(found.broken)
        return cls(request, found, subject)

    def at(self, place: str, wants: Wants) -> FixInputs:
        """Return the inputs for the ignore file at a place (absolute)."""
        found, more = self.found, list(self._more)
        seen = bytes_seen(place, self.request)
        shown = os.path.relpath(place, found.context)
        readers = readers_of(place, found, self.everyone)
        is_read = seen is not None and shown == found.rules.where and not found.rules.trouble
        plans = {label(build): build.plan for build in readers}
        context = _Context(found, plans, self._git, self._subject if is_read else None)
        around = context.around(seen or b"", shown)
        findings = [f for f in wants.findings if f.fix and f.fix.file == shown]
        expected = context.expected(around) if wants.preventive else frozenset()
        expected |= itself(seen, shown)
        if not block.split(IgnoreFile.parse(seen or b"", shown)).block:  # what a block leaves out was decided
            expected |= leaks(findings)
        asked = with_findings(inputs(around, seen or b"", shown, expected), findings)
        missing = wants.missing.get(asked.where, ()) if wants.mends else None
        repaired, offered = own_lines(around, asked, wants.repair, missing, findings)
        if repaired and repaired.text != (seen or b""):
            around = context.around(repaired.text, shown)
            asked = with_findings(inputs(around, repaired.text, shown, expected), findings)
        if wants.gitignore:
            candidates, left_out = _translated(around, self._git)
            asked = asked._replace(candidates=(*asked.candidates, *candidates))
            more += left_out
        notes = [*_unread(found), *more, *_others(found, readers, wants), *self._git.notes]
        if around.eligible.tracked is None:
            notes.append("What git tracks is not known: databases, pictures and documents stay (--unsafe).")
        notes = list(dict.fromkeys(notes))
        rest = (repaired, offered, tuple(readers))
        return FixInputs(asked, place, shown, seen, found.dialect, tuple(notes), *rest)


def _translated(around: Surroundings, git: GitView) -> tuple[list[Candidate], list[str]]:
    """The context's .gitignore files as candidates, and what of them cannot be said in an ignore file."""
    from ctxtrim.gitignore.to_docker import translate

    paths = around.eligible.paths
    files = [
        (path.rpartition("/")[0], around.tree.read(path) or b"")
        for path in paths
        if path.rpartition("/")[2] == ".gitignore" and not around.eligible.is_ignored(path)
    ]
    entries = [path + "/" if entry.kind == "dir" else path for path, entry in paths.items()]
    found = translate(files, entries, git.tracked_ignored)
    left_out = [f"{u.where}:{u.line}: {u.text}: not translated: {u.why}." for u in found.untranslated]
    return list(from_gitignore(found.patterns)), left_out


def _unread(found: Builds) -> list[str]:
    """Return the notes of a search, and one for each Dockerfile whose needs are not known."""
    return [
        *found.notes,
        *(f"{f.file}:{f.line}: {f.message}; left out." for f in found.faults if f.kind == "rejected"),
    ]


def _everyone(request: Request, found: Builds) -> tuple[list[Build], list[str]]:
    """The builds asked about and, behind them, the others of the context: a shared file binds them too."""
    if not request.files or request.ignore_file:
        return list(found.builds), []
    try:
        rest = builds_of(request._replace(files=(), target="", args={}))
    except CtxtrimError as error:
        return list(found.builds), [str(error)]
    known = {filesystem.realpath(build.target.dockerfile) for build in found.builds}
    others = [b for b in rest.builds if filesystem.realpath(b.target.dockerfile) not in known]
    return [*found.builds, *others], list(rest.notes)


def _others(found: Builds, readers: Sequence[Build], wants: Wants) -> list[str]:
    """Return the requested builds that read another ignore file, and gain nothing by this one."""
    if wants.mends:  # which is about all of them
        return []
    return [
        f"{label(build)} reads {build.rules.where}; ctxtrim fix -f {build.plan.where} is about that one."
        for build in found.builds
        if build not in readers
    ]


class _Context(NamedTuple):
    """What stays the same whatever the ignore file says. subject: what is read under the present one."""

    found: Builds
    plans: Mapping[str, BuildPlan]
    git: GitView
    subject: Subject | None

    def around(self, text: bytes, shown: str) -> Surroundings:
        """The context under the user's own lines of an ignore file."""
        own = block.split(IgnoreFile.parse(text, shown)).without_block()
        git, known = self.git, self.subject.eligible if self.subject and own == text else None
        if self.subject and known is not None:
            rules, tree, paths = self.found.rules.ruleset, self.subject.tree, known
        else:
            rules = Ruleset.read(own, self.found.dialect, shown)
            tree = DiskTree(self.found.context, rules)
            visits = traverse(tree.entries, rules)
            paths = {entry.path: entry for entry, verdict in visits if verdict.eligible}
        tracked = git.tracked if git.knows_tracked and git.tracked else None  # nothing added yet: not known
        eligible = EligibleFiles(paths, tracked, git.holds_tracked, git.is_ignored, tree.read)
        return Surroundings(tree, tree.entries, rules, eligible, self.plans)

    def expected(self, around: Surroundings) -> frozenset[str]:
        """Return the patterns of what is not there yet and a build would take."""
        takes = [
            visible_to(plan, around.tree, around.eligible, around.rules.dialect)
            for plan in self.plans.values()
        ]

        def is_sent(path: str) -> bool:
            return not takes or any(visible(path) for visible in takes)

        return expected_junk(around.eligible.paths, Coming(self.git.may_arise, is_sent))
