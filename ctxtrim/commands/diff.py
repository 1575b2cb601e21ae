"""`ctxtrim diff`: what a change of files, or of two revisions, does to what is eligible and sent."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from ctxtrim.builds.of_request import Build, Builds, builds_of
from ctxtrim.builds.sent_by_build import given_to, visits_of
from ctxtrim.checks import RULES, find
from ctxtrim.checks.choice import chosen
from ctxtrim.checks.subject import Subject
from ctxtrim.commands.at_revision import at_revision
from ctxtrim.commands.audit import audit_on_disk
from ctxtrim.context.traverse import arriving, traverse
from ctxtrim.disk import Disk, DiskTree
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.context import Request, Sum
from ctxtrim.model.diff import BuildChanges, Change, Changes, Diff
from ctxtrim.model.finding import Finding
from ctxtrim.model.scan import Ask

_TOLD = ("CT101", "CT102", "CT105", "CT106", "CT3", "CT5")
"""Secrets, emptied files, and what fails."""


class Side(NamedTuple):
    """One side of a comparison. rev: "" for the disk. ignore_file: one to read, "" for its own."""

    rev: str = ""
    ignore_file: str = ""

    @property
    def title(self) -> str:
        """Return what people call it."""
        return self.ignore_file or self.rev or "the work tree"

    @contextmanager
    def opened(self, request: Request) -> Iterator[Request]:
        """Let the request be answered from this side."""
        with at_revision(request, self.rev) as asked:
            yield asked._replace(ignore_file=self.ignore_file or asked.ignore_file)


def sides_of(request: Request, old: str, new: str) -> tuple[Side, Side]:
    """Return what two words mean: revisions, or ignore files to read on the tree as it is.

    Default of old: the merge base with the upstream branch; of new: the work tree. Raises CtxtrimError for
    one of each kind, and where there is no repository.
    """
    from ctxtrim.vcs.compared_with import merge_base

    are_files = [os.path.isfile(name) for name in (old, new) if name]
    if are_files and all(are_files):
        return Side("", old), Side("", new)
    if any(are_files):
        raise CtxtrimError(f"{old} {new}: one is an ignore file and one a revision; compare two of a kind.")
    return Side(old or merge_base(request.context)), Side(new)


class _Sent(NamedTuple):
    """What one build gets: files with the bytes that arrive, and what BuildKit counts."""

    files: Mapping[str, int]
    transfer: int


class _Snapshot(NamedTuple):
    """What is known of one side. rules: of the context's own ignore file."""

    eligible: Mapping[str, int]
    sent: Mapping[tuple[str, str], _Sent]
    rules: Ruleset
    where: str
    findings: tuple[Finding, ...]


def diff(request: Request, old: Side, new: Side) -> Diff:
    """Return what the change from one side to the other does.

    `.git` counts only where both sides are the disk: a revision has none. Raises CtxtrimError as `builds_of`
    and `at_revision` do.
    """
    sides = [_snapshot(request, side, bool(old.rev or new.rev)) for side in (old, new)]
    before, after = sides
    left, entered = before.eligible.keys() - after.eligible, after.eligible.keys() - before.eligible
    was_there, is_there = _there(request, old, entered), _there(request, new, left)
    causes = {path: _cause(path, before, after) if path in was_there else "new files" for path in entered}
    causes |= {path: _cause(path, after, before) if path in is_there else "deleted files" for path in left}
    keys = sorted({*before.sent, *after.sent})
    return Diff(
        os.path.abspath(request.context),
        old.title,
        new.title,
        _changes(before.eligible, after.eligible, causes),
        tuple(_build(key, before.sent.get(key), after.sent.get(key), causes) for key in keys),
        _only_in(after.findings, before.findings),
        _only_in(before.findings, after.findings),
    )


def _snapshot(request: Request, side: Side, without_git: bool) -> _Snapshot:
    with side.opened(request) as asked:
        builds = builds_of(asked)
        rules = builds.rules
        with Disk(builds.context) as disk:
            visits = traverse(disk.children, rules.ruleset)
            rows = ((entry.path, entry.kind, entry.size, verdict.eligible) for entry, verdict in visits)
            eligible = _files(rows, without_git)
            audit = audit_on_disk(builds, Ask(), 1)
            transfers = [target.sent.transfer_bytes for target in audit.targets]
            sent = {
                _key(build): _Sent(_sent(builds, build, disk, without_git), transfer)
                for build, transfer in zip(builds.builds, transfers, strict=True)
            }
        findings = find(Subject(asked, builds, audit), chosen(RULES, _TOLD, ()))
        return _Snapshot(eligible, sent, rules.ruleset, rules.where, findings)


def _key(build: Build) -> tuple[str, str]:
    return build.plan.where, build.target.target


def _sent(builds: Builds, build: Build, disk: Disk, without_git: bool) -> dict[str, int]:
    given = given_to(build, builds.dialect)
    arrivals = arriving(visits_of(given, disk.children), given.ruleset)
    return _files(((a.entry.path, a.kind, a.size, True) for a in arrivals), without_git)


def _files(rows: Iterable[tuple[str, str, int, bool]], without_git: bool) -> dict[str, int]:
    return {
        path: size
        for path, kind, size, is_in in rows
        if is_in and kind != "dir" and not (without_git and (path == ".git" or path.startswith(".git/")))
    }


def _there(request: Request, side: Side, paths: Iterable[str]) -> set[str]:
    """Return which of some paths a side has, excluded or not."""
    wanted = sorted(paths)
    if not wanted:
        return set()
    with side.opened(request) as asked:
        builds = builds_of(asked)
        tree = DiskTree(builds.context, Ruleset((), builds.dialect))
        return {path for path in wanted if tree.entry(path)}


def _cause(path: str, without: _Snapshot, within: _Snapshot) -> str:
    """Say which line makes a path eligible on one side (within) only, though both have the file."""
    by = without.rules.judge_path(path).by
    if by and not by.is_exception:
        return f"{without.where}:{by.line}: {by.text}"
    by = within.rules.judge_path(path).by
    return f"{within.where}:{by.line}: {by.text}" if by else "the ignore file"


def _changes(before: Mapping[str, int], after: Mapping[str, int], causes: Mapping[str, str]) -> Changes:
    def rows(one: Mapping[str, int], other: Mapping[str, int]) -> tuple[Change, ...]:
        paths = sorted(one.keys() - other.keys())
        return tuple(Change(path, one[path], causes.get(path, "what the Dockerfile takes")) for path in paths)

    sums = [Sum(len(files), sum(files.values())) for files in (before, after)]
    return Changes(rows(after, before), rows(before, after), *sums)


def _build(
    key: tuple[str, str], before: _Sent | None, after: _Sent | None, causes: Mapping[str, str]
) -> BuildChanges:
    changes = _changes(before.files if before else {}, after.files if after else {}, causes)
    return BuildChanges(*key, changes, before and before.transfer, after and after.transfer)


def _only_in(ours: Iterable[Finding], theirs: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings of one side; where in a file they stand does not tell them apart."""
    known = {(finding.rule, finding.path, finding.file, finding.message) for finding in theirs}
    return tuple(f for f in ours if (f.rule, f.path, f.file, f.message) not in known)
