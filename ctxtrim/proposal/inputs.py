"""What a proposal is made from: what is there, what the builds take, and the candidate rules.

Pure: the tree, git's answers and the plans are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ctxtrim.context.selection import select, traverse_selected
from ctxtrim.context.traverse import Lister
from ctxtrim.dockerfile.needs import resolve
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import Dialect
from ctxtrim.matching.ignore_file import IgnoreFile
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.build import BuildPlan, Need
from ctxtrim.model.context import Tree
from ctxtrim.proposal import managed_block as block
from ctxtrim.proposal.candidates import (
    Candidate,
    Lasting,
    Named,
    by_signature,
    from_catalogue,
    test_and_doc_folders,
)
from ctxtrim.proposal.eligible_files import EligibleFiles, folder_sums, total
from ctxtrim.proposal.expected_junk import expected_junk
from ctxtrim.proposal.git_ignored import ignored_by_git, outermost_ignored
from ctxtrim.proposal.imported_files import imported_by
from ctxtrim.proposal.read_by_commands import read_by_commands, visible_to
from ctxtrim.proposal.rebuilt_in_image import is_rebuilt, rebuilt_folders
from ctxtrim.proposal.test_and_doc_folders import any_test_or_doc
from ctxtrim.proposal.unnamed_heavy_files import Heavy, heavy_files
from ctxtrim.proposal.unset_args import told

LEAST_SHARE = 0.002


def nothing(_: Iterable[str]) -> Mapping[str, tuple[str, int]]:
    """None of them."""
    return {}


class Inputs(NamedTuple):
    """Everything a proposal is made from.

    old: the ignore file's bytes as they are (b"": none). dialect: the builder whose figures are shown.
    eligible: the files under the user's own lines. plans: label -> what that build takes. needs: of all
    builds, resolved, and of the manifests. candidates: in the order in which they are heard. named: which
    of some files a sent source names. sent: label -> the paths that build transfers, None for all that is
    eligible. stays_clean: the build fails without git and its version says whether a tracked file is
    missing, so none may be dropped. expected: patterns that are proposed although they match nothing yet.
    imported: which of some files the program imports.
    """

    old: bytes
    where: str
    dialect: Dialect
    eligible: EligibleFiles
    plans: Mapping[str, BuildPlan]
    needs: tuple[Need, ...]
    candidates: tuple[Candidate, ...]
    named: Named
    sent: Mapping[str, frozenset[str] | None]
    stays_clean: bool = False
    expected: frozenset[str] = frozenset()
    imported: Named = nothing


class Surroundings(NamedTuple):
    """A context as it is.

    children: lists a folder. rules: the user's own lines, as the builder reads them. plans: label -> plan.
    """

    tree: Tree
    children: Lister
    rules: Ruleset
    eligible: EligibleFiles
    plans: Mapping[str, BuildPlan]


def inputs(around: Surroundings, old: bytes, where: str, expected: frozenset[str] = frozenset()) -> Inputs:
    """The inputs that a context asks.

    Every file is read once, however many builds look at it.

    old: its ignore file, called `where`. expected: patterns for what is not there yet.
    """
    around = around._replace(tree=_Remembering(around.tree))
    needs = _needs(around)
    stays_clean = _stays_clean(needs)
    if stays_clean:  # what a version is told from misses a new file as well, once git tracks it
        expected &= expected_junk(around.eligible.paths)
    named = _Naming(around)
    wanted = Lasting(frozenset(block.split(IgnoreFile.parse(old, where)).rules), expected)
    return Inputs(
        old,
        where,
        around.rules.dialect,
        around.eligible,
        around.plans,
        needs,
        tuple(_candidates(around, named, wanted, where)),
        named,
        {label: _sent(around, plan) for label, plan in around.plans.items()},
        stays_clean,
        expected,
        imported_by(around.tree, around.eligible, needs, around.plans.values()),
    )


def _needs(around: Surroundings) -> tuple[Need, ...]:
    tracked = around.eligible.may_be_cloned if around.eligible.tracked is not None else None
    needs: list[Need] = []
    for plan in around.plans.values():
        found = told(resolve(plan, around.tree, tracked), around.eligible)
        needs += [need for need in found if not is_rebuilt(need, plan.runs, around.eligible)]
    needs += read_by_commands(around.tree, around.eligible, around.plans.values(), around.rules.dialect)
    return tuple(dict.fromkeys(needs))


class _Remembering:
    """A tree that is not read twice, as long as its files are no more than it can keep."""

    MOST = 64 << 20

    def __init__(self, tree: Tree) -> None:
        self.kind, self.children, self.files, self._read = tree.kind, tree.children, tree.files, tree.read
        self._known: dict[str, bytes | None] = {}
        self._room = self.MOST

    def read(self, path: str) -> bytes | None:
        """See model.Tree."""
        if path in self._known:
            return self._known[path]
        data = self._read(path)
        self._room -= len(data or b"")
        if self._room >= 0:
            self._known[path] = data
        return data


class _Naming:
    """The files that sources name, tests and documents left out as sources. Each is sought once."""

    def __init__(self, around: Surroundings) -> None:
        self._tree, self._stock = around.tree, around.eligible
        self._asked: dict[str, tuple[str, int] | None] = {}

    def __call__(self, files: Iterable[str]) -> Mapping[str, tuple[str, int]]:
        from ctxtrim.references import referenced

        files = list(files)
        unknown = [path for path in files if path not in self._asked]
        if unknown:
            found = referenced(self._tree, unknown, program(self._stock))
            self._asked.update({path: found.get(path) for path in unknown})
        return {path: place for path in files if (place := self._asked.get(path))}


def program(eligible: EligibleFiles) -> Iterator[str]:
    """The sources that lie among neither tests nor documents."""
    for entry in eligible.files():
        if eligible.is_source(entry.path) and not any_test_or_doc(entry.path.split("/")[:-1]):
            yield entry.path


def _candidates(around: Surroundings, named: Named, wanted: Lasting, where: str) -> Iterator[Candidate]:
    """What counts as heavy does not depend on the ignore file itself (`where`), which is about to change."""
    from ctxtrim.catalogue.record_files import load_records

    eligible = around.eligible
    sums = folder_sums(list(eligible.paths.values()))
    whole = total(entry for entry in eligible.files() if entry.path != where)
    least = max(65_536, int(whole.bytes * LEAST_SHARE))
    yield from from_catalogue(load_records(), eligible, around.tree, wanted)
    yield from by_signature(eligible)
    yield from test_and_doc_folders(eligible, sums, least, wanted)
    yield from heavy_files(eligible, named, Heavy(least, whole), wanted)
    ignored = outermost_ignored(eligible)
    folders = [path for path in ignored if eligible.is_folder(path)] if eligible.tracked is not None else []
    rebuilt = rebuilt_folders(
        folders,
        around.plans.values(),
        around.tree,
        lambda plan: visible_to(plan, around.tree, eligible, around.rules.dialect),
    )
    yield from ignored_by_git(ignored, eligible, sums, rebuilt)


def _sent(around: Surroundings, plan: BuildPlan) -> frozenset[str] | None:
    if plan.follow is None or not around.rules.dialect.selects:
        return None
    if not plan.follow:
        return frozenset()
    try:
        selection = select(plan.follow, around.children)
        if selection is None:
            return None
        visits = traverse_selected(around.children, around.rules, selection)
        return frozenset(entry.path for entry, verdict in visits if verdict.eligible)
    except CtxtrimError:  # a source that BuildKit itself stops at: nothing is known of what it would send
        return None


def _stays_clean(needs: Iterable[Need]) -> bool:
    """Whether something may read from git, during the build, that a tracked file is missing."""
    return any(need.notices_changes and need.origin == "build" for need in needs)
