"""Reads a context and all that decides over its ignore file, once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ctxtrim import filesystem
from ctxtrim.builds.ignore_source import resolve_inside
from ctxtrim.builds.of_request import Build, Builds, builds_of
from ctxtrim.builds.read_file import read_regular
from ctxtrim.context.traverse import traverse
from ctxtrim.disk import DiskTree
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.build import BuildPlan
from ctxtrim.model.context import Request
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
    notes: sentences for the user. repaired: the repairs that inputs.old already holds, if any.
    """

    inputs: Inputs
    path: str
    shown: str
    seen: bytes | None
    dialect: Dialect
    notes: tuple[str, ...]
    repaired: Repaired | None = None

    @property
    def exists(self) -> bool:
        """Return whether there is an ignore file."""
        return self.seen is not None


def read_fix_inputs(
    request: Request,
    preventive: bool = False,
    gitignore: bool = False,
    repair: bool = False,
    builds: Builds | None = None,
    subject: Subject | None = None,
) -> FixInputs:
    """Read a context and all that decides over it.

    preventive: also rules for what is not there yet. gitignore: also propose what .gitignore files
    say, translated. repair: put the user's own lines right first. builds: those of the request, if they are
    known. subject: what rules have read of it already. Raises CtxtrimError as `builds_of` does, where no
    Dockerfile can be read, and for a link to an ignore file elsewhere.
    """
    found = subject.builds if subject else builds or builds_of(request)
    if found.broken:  # what it needs is not known
        raise CtxtrimError(found.broken)
    everyone, more = _everyone(request, found)
    place = _place(request, found, everyone if preventive else ())
    seen = _seen(place, request)
    shown = os.path.relpath(place, found.context)
    readers = _readers(place, found, everyone)
    context = _context(found, readers, subject, shown if seen is not None else "")
    around = context.around(seen or b"", shown)
    expected = (context.expected(around) if preventive else frozenset()) | _itself(seen, shown)
    asked = inputs(around, seen or b"", shown, expected)
    repaired = _repair(around, asked) if repair else None
    if repaired:
        around = context.around(repaired.text, shown)
        asked = inputs(around, repaired.text, shown, expected)
    if gitignore:
        candidates, left_out = _translated(around, context.git)
        asked = asked._replace(candidates=(*asked.candidates, *candidates))
        more += left_out
    notes = [*_unread(found), *more, *_others(found, readers), *context.git.notes]
    if around.eligible.tracked is None:
        notes.append("What git tracks is not known: databases, pictures and documents stay (--unsafe).")
    return FixInputs(asked, place, shown, seen, found.dialect, tuple(dict.fromkeys(notes)), repaired)


def _context(found: Builds, readers: Sequence[Build], subject: Subject | None, where: str) -> _Context:
    """Return the context. where: the ignore file that is changed, "" if it is not there."""
    from ctxtrim.vcs import look

    plans = {label(build): build.plan for build in readers}
    git = subject.git if subject else look(found.context)
    is_read = where == found.rules.where and not found.rules.trouble
    return _Context(found, plans, git, subject if is_read else None)


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


def _place(request: Request, found: Builds, everyone: Sequence[Build]) -> str:
    """The ignore file to change: the one that most of the builds read; where there is none, the context's,
    or the Dockerfile's own if other builds of the context would be bound by it.
    """
    if request.ignore_file:
        return os.path.abspath(request.ignore_file)
    if found.rules.path:
        return found.rules.path
    beside = "{dockerfile}.dockerignore"
    if len(found.builds) == 1 < len(everyone) and beside in found.dialect.search:
        dockerfile = found.builds[0].target.dockerfile
        if dockerfile:
            return beside.format(dockerfile=dockerfile)
    return os.path.join(found.context, ".dockerignore")


def _seen(place: str, request: Request) -> bytes | None:
    """Return the bytes of an ignore file, None if it is not there."""
    if not request.ignore_file:
        _refuse_outside(place)
    return read_regular(place) if filesystem.lexists(place) else None


def _refuse_outside(place: str) -> None:
    """A link of the repository's may not lead a writer to a file elsewhere.

    Raises CtxtrimError where the builder would not open what a program opens (see targets.ignore_source).
    """
    if not filesystem.islink(place):
        return
    inside = resolve_inside(os.path.dirname(place), os.path.basename(place))
    if inside is None or not filesystem.exists(inside) or filesystem.realpath(place) != inside:
        raise CtxtrimError(f"{place}: a link that leads out of its folder; put a file there instead.")


def _readers(place: str, found: Builds, everyone: Sequence[Build]) -> list[Build]:
    """The builds that read this file, or would if it were there."""
    shared = os.path.basename(place) in (".dockerignore", ".containerignore")
    builds = everyone if shared else found.builds
    return [build for build in builds if build.rules.path in ("", place)] or list(found.builds)


def _others(found: Builds, readers: Sequence[Build]) -> list[str]:
    """Return the requested builds that read another ignore file, and gain nothing by this one."""
    return [
        f"{label(build)} reads {build.rules.where}; ctxtrim fix -f {build.plan.where} is about that one."
        for build in found.builds
        if build not in readers
    ]


def _itself(seen: bytes | None, shown: str) -> frozenset[str]:
    """The pattern of an ignore file that is not there yet and soon will be."""
    if seen is not None or "/" in shown:
        return frozenset()
    return frozenset((shown if shown in (".dockerignore", ".containerignore") else "*.dockerignore",))


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


def _repair(around: Surroundings, asked: Inputs) -> Repaired:
    from ctxtrim.proposal.repair import repair

    return repair(around, asked)


def label(build: Build) -> str:
    """A build's name for people: its Dockerfile, and its stage if one was asked for."""
    where, stage = build.plan.where, build.target.target
    return f"{where} ({stage})" if stage else where
