"""Candidate rules for what is in the context: known junk, marked folders, tests and documents.

Other sources: heavy files (unnamed_heavy_files.py) and what git ignores (git_ignored.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.catalogue import secret_files
from ctxtrim.catalogue.applicable import applicable_records, believed
from ctxtrim.catalogue.kinds import (
    ARCHIVES,
    DATA,
    MEDIA,
    MODELS,
    SETTINGS,
    SOURCE,
    VERSION_CONTROL,
    kind_of,
)
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
MOST_FOLDERS = 3
"""Where heavy files of one kind lie in no more folders than this, the rule names the folders."""
TRANSLATED = "gitignore"
OTHER_RECORDS = (
    *("ignores-itself", "worktree", "folder-aside", "unnamed-files", "git-ignored", "rebuilt-output"),
    *("would-leak", "secret-sent", "secret-eligible", "cannot-transfer"),
    TRANSLATED,
)
"""Names of candidates that no catalogue record stands for."""
_FIXTURES = ("fixture", "fixtures")
_DJANGO = ("apps.py", "models.py", "models", "migrations")
"""Beside it, fixtures are what an application of Django starts with (`manage.py loaddata`)."""

Named = Callable[[Iterable[str]], Mapping[str, tuple[str, int]]]
"""Of some files, those that a source which is sent names: path -> (source, line)."""


class Candidate(NamedTuple):
    """A rule that might be proposed.

    tier: "safe" by default, "unsafe" with --unsafe, "never" only where the user names it. why: as in the
    catalogue. record: its name there, or where the rule comes from. heading: what it is listed under. keeps:
    patterns of what stays all the same. untracked: it may take nothing tracked. path: where it is about one.
    """

    pattern: str
    tier: Tier
    why: str
    record: str
    heading: str
    keeps: tuple[str, ...] = ()
    untracked: bool = False
    path: str = ""

    @property
    def is_metadata(self) -> bool:
        """Whether it is about settings that no program opens, tracked or not."""
        return self.tier == "safe" and not self.untracked


class Lasting(NamedTuple):
    """Rules that are considered although they exclude little or nothing now.

    former: those that an earlier run has written: they stand as long as their reason stands. expected: for
    what will soon be there.
    """

    former: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()

    def idle(self, pattern: str) -> bool:
        """Return whether it is proposed although it matches nothing."""
        return pattern in self.former or pattern in self.expected


def from_catalogue(
    records: Iterable[JunkRecord], eligible: EligibleFiles, tree: Tree, wanted: Lasting
) -> Iterator[Candidate]:
    """Yield known junk: the record's own pattern where all that it matches is what the record takes it for,
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
                    _candidate(record, as_pattern(path), [path], eligible)
                    for path in _outermost(sure)[:MOST_OF_A_SORT]
                )
                continue
        if record.if_holds and found:
            found = _with_secrets(found, eligible)
        if not found and not wanted.idle(record.pattern):
            continue
        folders = () if wanted.idle(record.pattern) else _few_folders(record, found)
        for pattern in folders or (record.pattern,):
            yield _candidate(record, pattern, found, eligible)


def _candidate(record: JunkRecord, pattern: str, found: Sequence[str], eligible: EligibleFiles) -> Candidate:
    untracked = record.untracked or record.tier == "safe"
    tier = _tier(record, found, eligible)
    return Candidate(pattern, tier, record.why, record.name, record.kind, record.keeps, untracked)


def _tier(record: JunkRecord, found: Sequence[str], eligible: EligibleFiles) -> Tier:
    """Return "safe" for what a clean clone does not hold, and for metadata that no program opens."""
    if eligible.tracked is None and record.kind == DATA:
        return "unsafe"  # a database may be the project's own
    if record.tier != "unsafe" or is_metadata(record):
        return "safe"
    if eligible.tracked is None or not found:
        return "unsafe"
    if record.untracked:
        return "unsafe" if all(map(eligible.may_be_cloned, found)) else "safe"
    is_own = record.kind in HEAVY_KINDS and not any(map(eligible.may_be_cloned, found))
    return "safe" if is_own else "unsafe"


def is_metadata(record: JunkRecord) -> bool:
    """Return whether it is about settings that no program opens: CI, editors, ignore files."""
    return record.kind in (SETTINGS, VERSION_CONTROL) and not record.opened and not record.untracked


def _with_secrets(found: Sequence[str], eligible: EligibleFiles) -> tuple[str, ...]:
    """Return the files among these that hold a secret."""
    files = (
        secret_files.Candidate(path, eligible.paths[path].size, eligible.is_tracked(path)) for path in found
    )
    return tuple(secret.path for secret in secret_files.find_secrets(files, eligible.read))


def _few_folders(record: JunkRecord, found: Sequence[str]) -> tuple[str, ...]:
    """Return the pattern in each folder that holds such files, where these are few; () keeps the pattern."""
    name = record.pattern.removeprefix("**/")
    if record.kind not in HEAVY_KINDS or record.tier != "unsafe" or name == record.pattern or "/" in name:
        return ()
    folders = sorted({path.rpartition("/")[0] for path in found})
    if len(folders) > MOST_FOLDERS:
        return ()
    return tuple(f"{as_pattern(folder)}/{name}" if folder else name for folder in folders)


def _outermost(folders: Iterable[str]) -> list[str]:
    known = set(folders)
    return sorted(folder for folder in known if known.isdisjoint(parents(folder)))


def _hits(records: Sequence[JunkRecord], eligible: EligibleFiles) -> dict[str, dict[str, None]]:
    """Map record names to what their patterns match; of "**", the directories that hold its proof."""
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
    """Yield directories that say themselves that they are no part of the project, unless git tracks something
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
    """Yield folders of tests, documents and examples below the root: the outermost that weigh something."""
    why = "tests, documents or examples: rarely needed by a build, and not referenced here"
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
    """Return every folder that holds source, somewhere below it."""
    found: set[str] = set()
    for path in eligible.paths:
        folder = path.rpartition("/")[0]
        if folder not in found and kind_of(path) == SOURCE:
            found.update((folder, *parents(folder)))
    return frozenset(found)
