"""Which rules could be proposed for what is there?

Each inputs has its function: known junk by its name, junk by what a directory holds, folders that builds
rarely read, and what git ignores. Heavy files that nothing names: see `heavy`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.catalogue.applicable import applicable_records, believed
from ctxtrim.catalogue.kinds import ARCHIVES, DATA, MEDIA, MODELS, SOURCE, kind_of
from ctxtrim.catalogue.lookup import Lookup
from ctxtrim.go.path import parents
from ctxtrim.model.context import Sum, Tree
from ctxtrim.model.record import JunkRecord, Tier
from ctxtrim.proposal.eligible_files import EligibleFiles
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.test_and_doc_folders import (
    any_test_or_doc,
    has_program_folder,
    holds_tests,
    is_module,
    is_test_or_doc,
)

HEAVY_KINDS = frozenset((MEDIA, DATA, ARCHIVES, MODELS))
MOST_OF_A_SORT = 100
"""More rules of one source that name single paths are not proposed: the heaviest are."""
TRANSLATED = "gitignore"
OTHER_RECORDS = ("ignores-itself", "worktree", "folder-aside", "unnamed-files", "git-ignored", TRANSLATED)
"""What candidates that no catalogue record stands for are called."""
_FIXTURES = ("fixture", "fixtures")
_DJANGO = ("apps.py", "models.py", "models", "migrations")
"""Beside it, fixtures are what an application of Django starts with (`manage.py loaddata`)."""

Named = Callable[[Iterable[str]], Mapping[str, tuple[str, int]]]
"""Of some files, those that a source which is sent names: path -> (source, line)."""


class Candidate(NamedTuple):
    """A rule that might be proposed.

    tier, why: as in the catalogue. record: its name there, or where the rule comes from. heading: what it
    is listed under. keeps: patterns of what stays all the same. untracked: it may take nothing tracked.
    """

    pattern: str
    tier: Tier
    why: str
    record: str
    heading: str
    keeps: tuple[str, ...] = ()
    untracked: bool = False


class Lasting(NamedTuple):
    """Which rules come into inputs though they would keep out little or nothing now.

    former: those that an earlier run has written: they stand as long as their reason stands. expected: for
    what will soon be there.
    """

    former: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()

    def idle(self, pattern: str) -> bool:
        """Is it proposed although it matches nothing?"""
        return pattern in self.former or pattern in self.expected


def from_catalogue(
    records: Iterable[JunkRecord], eligible: EligibleFiles, tree: Tree, wanted: Lasting
) -> Iterator[Candidate]:
    """Known junk: the record's own pattern where everything it matches is what the record takes it for,
    else the paths of what is.
    """
    names = frozenset(path.rpartition("/")[2] for path in eligible.paths)
    counting = [record for record in applicable_records(records, names) if record.tier != "never"]
    hits = _hits(counting, eligible)
    for record in counting:
        found = tuple(hits.get(record.name, ()))
        if record.proof or record.unless:
            sure = [path for path in found if eligible.is_folder(path) and believed(record, path, tree)]
            if record.pattern == "**" or len(sure) < len(found):
                yield from (
                    _candidate(record, as_pattern(path)) for path in _outermost(sure)[:MOST_OF_A_SORT]
                )
                continue
        if found or wanted.idle(record.pattern):
            candidate = _candidate(record, record.pattern)
            yield candidate._replace(tier="safe") if _only_here(record, found, eligible) else candidate


def _only_here(record: JunkRecord, found: Sequence[str], eligible: EligibleFiles) -> bool:
    """Are all hits data or media that version control does not hold? A build of a clean clone has none."""
    if eligible.tracked is None or record.kind not in HEAVY_KINDS or record.untracked or not found:
        return False
    return not any(map(eligible.may_be_cloned, found))


def _candidate(record: JunkRecord, pattern: str) -> Candidate:
    untracked = record.untracked or record.tier == "safe"
    return Candidate(pattern, record.tier, record.why, record.name, record.kind, record.keeps, untracked)


def _outermost(folders: Iterable[str]) -> list[str]:
    known = set(folders)
    return sorted(folder for folder in known if known.isdisjoint(parents(folder)))


def _hits(records: Sequence[JunkRecord], eligible: EligibleFiles) -> dict[str, dict[str, None]]:
    """Record name -> what its pattern matches; of "**", the directories that hold its proof."""
    lookup = Lookup(records)
    signs: dict[str, list[tuple[JunkRecord, str]]] = {}
    for record in records:
        if record.pattern == "**":
            for proof in record.proof:
                signs.setdefault(proof.rpartition("/")[2], []).append((record, proof))
    found: dict[str, dict[str, None]] = {}
    for path in eligible.paths:
        for record in lookup.hits(path):
            found.setdefault(record.name, {})[path] = None
        for record, proof in signs.get(path.rpartition("/")[2], ()):
            folder = path.removesuffix("/" + proof)
            if folder != path:
                found.setdefault(record.name, {})[folder] = None
    return found


def by_signature(eligible: EligibleFiles) -> Iterator[Candidate]:
    """Directories that say themselves that they are no part of the project, unless git tracks something
    below: a .gitignore that holds only "*", and a second checkout of a repository.
    """
    found: dict[str, tuple[str, str]] = {}
    for path, entry in eligible.paths.items():
        folder, _, name = path.rpartition("/")
        if not folder or entry.kind != "file" or entry.size > 1024 or name not in (".gitignore", ".git"):
            continue
        text = eligible.read(path) or b""
        if name == ".gitignore" and text.split() == [b"*"]:
            found[folder] = "its own .gitignore keeps everything in it out of git", "ignores-itself"
        elif name == ".git" and b"/worktrees/" in text:
            found[folder] = "a second checkout of a repository (a git worktree)", "worktree"
    for folder in _outermost(f for f in found if not eligible.holds_tracked(f))[:MOST_OF_A_SORT]:
        why, record = found[folder]
        yield Candidate(as_pattern(folder), "safe", why, record, kind_of(folder + "/x"), untracked=True)


def test_and_doc_folders(
    eligible: EligibleFiles, sums: Mapping[str, Sum], least: int, wanted: Lasting
) -> Iterator[Candidate]:
    """Folders of tests, documents and examples below the root, the outermost ones that weigh something."""
    why = "tests, documents or examples: a build reads them rarely, and nothing here names them"
    with_source: frozenset[str] | None = None
    for folder, weight in sums.items():
        above, _, name = folder.rpartition("/")
        if not above or not is_test_or_doc(name) or any_test_or_doc(above.split("/")):
            continue
        pattern = as_pattern(folder)
        if weight.bytes < least and pattern not in wanted.former:
            continue
        if is_module(folder, eligible.paths) or (
            eligible.tracked is not None and not eligible.holds_tracked(folder)
        ):
            continue
        if not holds_tests(name):
            with_source = _with_source(eligible) if with_source is None else with_source
            in_package = f"{above}/__init__.py" in eligible.paths
            if in_package or folder in with_source or has_program_folder(above.split("/")):
                continue
        if name in _FIXTURES and any(f"{above}/{sign}" in eligible.paths for sign in _DJANGO):
            continue
        yield Candidate(pattern, "unsafe", why, "folder-aside", "tests, documents and examples")


def _with_source(eligible: EligibleFiles) -> frozenset[str]:
    """Every folder that holds source, somewhere below it."""
    found: set[str] = set()
    for path in eligible.paths:
        folder = path.rpartition("/")[0]
        if folder not in found and kind_of(path) == SOURCE:
            found.update((folder, *parents(folder)))
    return frozenset(found)


def from_gitignore(patterns: Sequence[str]) -> Iterator[Candidate]:
    """What .gitignore files say, translated, where the user asks for it; their exceptions are kept."""
    keeps = tuple(pattern[1:] for pattern in patterns if pattern.startswith("!"))
    why = "a line of .gitignore, translated: what git ignores, a clean clone has not"
    for pattern in patterns:
        if not pattern.startswith("!") and not is_product(pattern):
            yield Candidate(pattern, "safe", why, TRANSLATED, "as .gitignore has it", keeps, untracked=True)


def ignored_by_git(eligible: EligibleFiles, sums: Mapping[str, Sum]) -> Iterator[Candidate]:
    """What git ignores, outermost first; the heaviest, where they are many."""
    covered: set[str] = set()
    found: list[tuple[int, str]] = []
    for path, entry in eligible.paths.items():
        if path.rpartition("/")[0] in covered:
            covered.add(path)
        elif eligible.is_ignored(path):
            covered.add(path)
            if not is_product(path) and not eligible.may_be_cloned(path):
                weight = sums.get(path, Sum()).bytes if entry.kind == "dir" else entry.size
                found.append((-weight, path))
    for _, path in sorted(sorted(found)[:MOST_OF_A_SORT], key=lambda pair: pair[1]):
        why = "git ignores it: a clean clone has none, so a build of one cannot need it"
        yield Candidate(as_pattern(path), "unsafe", why, "git-ignored", "kept out of git")


def is_product(path: str) -> bool:
    """May it be made on the host for the image? Such names are left to the user."""
    name = path.rpartition("/")[2].lower()
    return name in PRODUCTS or name.endswith(_PRODUCT_ENDINGS)


PRODUCTS = frozenset(
    "dist build out output target bin obj lib public static release releases artifacts publish vendor "
    "generated gen _build www site".split()
)
_PRODUCT_ENDINGS = (".jar", ".war", ".whl", ".deb", ".apk", ".so", ".dll", ".exe")
