"""What must be read before lines for an ignore file can be proposed? Everything, once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ctxtrim import block
from ctxtrim.builds import Build, Builds, builds_of
from ctxtrim.dialect import Dialect
from ctxtrim.dockerfile.needs import resolve
from ctxtrim.errors import CtxtrimError
from ctxtrim.gopath import parents
from ctxtrim.ignorefile import IgnoreFile
from ctxtrim.manifests import manifest_needs
from ctxtrim.model import Need, Request, Sum
from ctxtrim.pattern import DockerPattern
from ctxtrim.proposal import Question
from ctxtrim.proposal.aside import any_aside
from ctxtrim.proposal.candidates import (
    Candidate,
    by_signature,
    folders_aside,
    from_catalogue,
    from_gitignore,
    heavy_files,
    ignored_by_git,
)
from ctxtrim.proposal.foreseen import FORESEEN
from ctxtrim.proposal.stock import Stock, folder_sums
from ctxtrim.ruleset import Ruleset
from ctxtrim.sent import select, traverse_selected
from ctxtrim.traverse import traverse
from ctxtrim.walk import DiskTree

LEAST_SHARE = 0.002


class Inquiry(NamedTuple):
    """A question for `propose`, and where its answer would be written.

    path: the ignore file, absolute. exists: it is there. notes: sentences for the user.
    """

    question: Question
    path: str
    shown: str
    exists: bool
    dialect: Dialect
    notes: tuple[str, ...]


def inquire(request: Request, foresee: bool = False, gitignore: bool = False) -> Inquiry:
    """Read a context and all that decides over it.

    foresee: also think of what is not there yet (a new file). gitignore: also propose what .gitignore files
    say, translated. Raises CtxtrimError as `builds_of` does.
    """
    found = builds_of(request)
    everyone, more = _everyone(request, found)
    place = _place(request, found, everyone if foresee else ())
    old = _bytes(place) if os.path.lexists(place) else b""
    shown = os.path.relpath(place, found.context)
    own = block.split(IgnoreFile.parse(old, shown)).without_block()
    rules = Ruleset.read(own, found.dialect, shown)
    reader = _Reader(found.context, DiskTree(found.context, rules), rules, _readers(place, found, everyone))
    foreseen = (FORESEEN if foresee else frozenset[str]()) | _itself(place, shown)
    question = reader.question(old, shown, foreseen)
    if gitignore:
        candidates, left_out = _translated(reader)
        question = question._replace(candidates=(*question.candidates, *candidates))
        more += left_out
    notes = tuple(dict.fromkeys((*found.notes, *more, *reader.git.notes)))
    return Inquiry(question, place, shown, os.path.lexists(place), found.dialect, notes)


def _translated(reader: _Reader) -> tuple[list[Candidate], list[str]]:
    """The context's .gitignore files as candidates, and what of them cannot be said in an ignore file."""
    from ctxtrim.gitignore_to_docker import translate

    paths = reader.stock.paths
    files = [
        (path.rpartition("/")[0], reader.tree.read(path) or b"")
        for path in paths
        if path.rpartition("/")[2] == ".gitignore" and not reader.stock.is_ignored(path)
    ]
    entries = [path + "/" if entry.kind == "dir" else path for path, entry in paths.items()]
    found = translate(files, entries, reader.git.tracked_ignored)
    left_out = [f"{u.where}:{u.line}: {u.text}: not translated: {u.why}." for u in found.untranslated]
    return list(from_gitignore(found.patterns)), left_out


def _itself(place: str, shown: str) -> frozenset[str]:
    """The pattern of an ignore file that is not there yet and soon will be."""
    if os.path.lexists(place) or "/" in shown:
        return frozenset()
    return frozenset((shown if shown in (".dockerignore", ".containerignore") else "*.dockerignore",))


def _everyone(request: Request, found: Builds) -> tuple[list[Build], list[str]]:
    """The builds asked about and, behind them, the others of the context: a shared file binds them too."""
    if not request.files or request.ignore_file:
        return list(found.builds), []
    try:
        rest = builds_of(request._replace(files=(), target="", args={}))
    except CtxtrimError as error:
        return list(found.builds), [str(error)]
    known = {os.path.realpath(build.target.dockerfile) for build in found.builds}
    others = [b for b in rest.builds if os.path.realpath(b.target.dockerfile) not in known]
    return [*found.builds, *others], list(rest.notes)


def _place(request: Request, found: Builds, everyone: Sequence[Build]) -> str:
    """The ignore file to change: the one that is read; where there is none, the context's, or the
    Dockerfile's own if other builds of the context would be bound by it.
    """
    if request.ignore_file:
        return os.path.abspath(request.ignore_file)
    for build in found.builds:
        if build.rules.path:
            return build.rules.path
    beside = "{dockerfile}.dockerignore"
    if len(found.builds) == 1 < len(everyone) and beside in found.dialect.search:
        dockerfile = found.builds[0].target.dockerfile
        if dockerfile:
            return beside.format(dockerfile=dockerfile)
    return os.path.join(found.context, ".dockerignore")


def _readers(place: str, found: Builds, everyone: Sequence[Build]) -> list[Build]:
    """The builds that read this file, or would if it were there."""
    if place.endswith("/.dockerignore"):
        return [build for build in everyone if build.rules.path in ("", place)] or list(found.builds)
    return [build for build in found.builds if build.rules.path in ("", place)] or list(found.builds)


class _Reader:
    """Reads one context; each part once."""

    def __init__(self, context: str, tree: DiskTree, rules: Ruleset, builds: Sequence[Build]) -> None:
        from ctxtrim.vcs import look

        self.tree, self.rules, self.builds = tree, rules, builds
        self.git = look(context)
        self.stock = self._stock()
        self._asked: dict[str, tuple[str, int] | None] = {}

    def question(self, old: bytes, where: str, foreseen: frozenset[str]) -> Question:
        """Everything that a proposal is made from."""
        needs = self._needs()
        former = block.split(IgnoreFile.parse(old, where)).rules
        candidates = tuple(self._candidates(foreseen.union(former)))
        plans = {label(build): build.plan for build in self.builds}
        return Question(
            old,
            where,
            self.stock,
            plans,
            needs,
            candidates,
            self.named,
            {label(build): self._sent(build) for build in self.builds},
            _stays_clean(needs, self.builds),
            foreseen,
        )

    def _stock(self) -> Stock:
        visits = traverse(self.tree.entries, self.rules)
        paths = {entry.path: entry for entry, verdict in visits if verdict.eligible}
        git = self.git
        return Stock(
            paths,
            git.tracked if git.knows_tracked else None,
            git.holds_tracked,
            git.is_ignored,
            self.tree.read,
        )

    def _needs(self) -> tuple[Need, ...]:
        knows = self.git.knows_tracked
        tracked = (lambda path: self.git.is_tracked(path) or self.git.holds_tracked(path)) if knows else None
        needs: list[Need] = []
        for build in self.builds:
            needs += resolve(build.plan, self.tree, tracked)
            needs += self._read_by_commands(build)
        return tuple(dict.fromkeys(needs))

    def _read_by_commands(self, build: Build) -> Iterable[Need]:
        """What manifests and commands read, of every stage; git's state, of the stages that are built."""
        plan, visible = build.plan, self._visible(build)
        reached = {stage.label for stage in plan.stages if stage.reached}
        runs = [run for run in plan.runs if run.stage in reached]
        found = manifest_needs(self.tree, plan.runs, visible)
        if len(runs) == len(plan.runs):
            return found
        built = manifest_needs(self.tree, runs, visible)
        return [n for n in found if n.kind != "version"] + [n for n in built if n.kind == "version"]

    def _visible(self, build: Build) -> Callable[[str], bool]:
        """Is this path of the context put into a stage?"""
        sources = [source for copy in build.plan.copies for source in copy.sources]
        if "" in sources or build.plan.follow is None:
            return lambda path: path in self.stock.paths or not self.tree.kind(path)
        patterns = [DockerPattern(s, False, 0, "", self.rules.dialect.syntax) for s in sources]
        return lambda path: any(p.hits(step) for p in patterns for step in (path, *parents(path)))

    def named(self, files: Iterable[str]) -> Mapping[str, tuple[str, int]]:
        """Which of these files do the sources name that are neither tests nor documents?"""
        from ctxtrim.references import referenced

        unknown = [path for path in files if path not in self._asked]
        if unknown:
            found = referenced(self.tree, unknown, self._sources())
            self._asked.update({path: found.get(path) for path in unknown})
        return {path: place for path in files if (place := self._asked.get(path))}

    def _sources(self) -> list[str]:
        stock = self.stock
        files = [entry.path for entry in stock.files() if stock.is_source(entry.path)]
        return [path for path in files if not any_aside(path.split("/")[:-1])]

    def _candidates(self, foreseen: frozenset[str]) -> Iterable[Candidate]:
        from ctxtrim.catalogue import RECORDS

        entries = list(self.stock.paths.values())
        sums = folder_sums(entries)
        least = max(65_536, int(sums.get("", Sum()).bytes * LEAST_SHARE))
        yield from from_catalogue(RECORDS, self.stock, self.tree, foreseen)
        yield from by_signature(self.stock)
        yield from folders_aside(self.stock, sums, least)
        yield from heavy_files(self.stock, self.named, least)
        yield from ignored_by_git(self.stock, ())

    def _sent(self, build: Build) -> frozenset[str] | None:
        follow = build.plan.follow
        if follow is None or not self.rules.dialect.selects:
            return None
        selection = select(follow, self.tree.entries) if follow else None
        if selection is None:
            return frozenset() if not follow else None
        visits = traverse_selected(self.tree.entries, self.rules, selection)
        return frozenset(entry.path for entry, verdict in visits if verdict.eligible)


_DIRTY = re.compile(r"scm|hatch-vcs|versioneer|pbr|dirty|git (status|diff|update-index)")


def _stays_clean(needs: Iterable[Need], builds: Iterable[Build]) -> bool:
    """Does a version that the build cannot do without change when a tracked file is missing?"""
    told = {(run.where, run.line): run.command for build in builds for run in build.plan.runs}
    return any(
        _DIRTY.search(f"{need.why} {told.get((need.where, need.line), '')}")
        for need in needs
        if need.kind == "version" and need.must
    )


def label(build: Build) -> str:
    """A build's name for people: its Dockerfile, and its stage if one was asked for."""
    where, stage = build.plan.where, build.target.target
    return f"{where} ({stage})" if stage else where


def _bytes(path: str) -> bytes:
    from ctxtrim.targets.reading import read_regular

    return read_regular(path)
