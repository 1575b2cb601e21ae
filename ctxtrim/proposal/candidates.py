"""Which rules could be proposed for what is there?

Each question has its function: known junk by its name, junk by what a directory holds, folders that builds
rarely read, heavy files that nothing names, and what git ignores.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxtrim.catalogue.applicable import applicable_records, believed
from ctxtrim.catalogue.kinds import ARCHIVES, DATA, MEDIA, MODELS, SOURCE, kind_of
from ctxtrim.catalogue.lookup import Lookup
from ctxtrim.gopath import parents
from ctxtrim.model import Irrelevance, Sum, Tree
from ctxtrim.proposal.aside import any_aside, aside, holds_tests
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.proposal.stock import Stock, total

HEAVY_KINDS = frozenset((MEDIA, DATA, ARCHIVES, MODELS))
# what programs read as a matter of course, though it counts as data, media or documents
READ_AS_CODE = frozenset(
    ".json .jsonc .json5 .jsonl .geojson .yaml .yml .toml .xml .xsd .xlf .po .mo .pot .sql .proto .graphql "
    ".svg .ico .icns .woff .woff2 .ttf .otf .eot .txt .tex .md .mdx .rst .adoc .snap .csv .tsv .dat .bin "
    ".db".split()
)
SERVED = frozenset(
    "public static assets images img media www htdocs web resources templates fonts icons".split()
)


TRANSLATED = "gitignore"
OTHER_RECORDS = ("ignores-itself", "worktree", "folder-aside", "unnamed-files", "git-ignored", TRANSLATED)
"""What candidates that no catalogue record stands for are called."""


Named = Callable[[Iterable[str]], Mapping[str, tuple[str, int]]]
"""Of some files, those that a source which is sent names: path -> (source, line)."""


class Candidate(NamedTuple):
    """A rule that might be proposed.

    tier, why: as in the catalogue. record: its name there, or where the rule comes from. heading: what it
    is listed under. keeps: patterns of what stays all the same. untracked: it may take nothing tracked.
    """

    pattern: str
    tier: str
    why: str
    record: str
    heading: str
    keeps: tuple[str, ...] = ()
    untracked: bool = False


def from_catalogue(
    records: Iterable[Irrelevance], stock: Stock, tree: Tree, foreseen: Container[str]
) -> Iterator[Candidate]:
    """Known junk: the record's own pattern where everything it matches is what the record takes it for,
    else the paths of what is. foreseen: patterns that are proposed also where they match nothing yet.
    """
    names = frozenset(path.rpartition("/")[2] for path in stock.paths)
    wanted = [record for record in applicable_records(records, names) if record.tier != "C"]
    hits = _hits(wanted, stock)
    for record in wanted:
        found = hits.get(record.name, [])
        if record.proof or record.unless:
            sure = [p for p in found if stock.paths[p].kind == "dir" and believed(record, p, tree)]
            if record.pattern == "**" or len(sure) < len(found):
                yield from (_candidate(record, as_pattern(path)) for path in sure)
                continue
        if found or record.pattern in foreseen:
            candidate = _candidate(record, record.pattern)
            yield candidate._replace(tier="A") if _only_here(record, found, stock) else candidate


def _only_here(record: Irrelevance, found: Sequence[str], stock: Stock) -> bool:
    """Are all hits data or media that version control does not hold? A build of a clean clone has none."""
    if stock.tracked is None or record.kind not in HEAVY_KINDS or record.untracked or not found:
        return False
    return not any(stock.is_tracked(path) or stock.holds_tracked(path) for path in found)


def _candidate(record: Irrelevance, pattern: str) -> Candidate:
    untracked = record.untracked or record.tier == "A"
    return Candidate(pattern, record.tier, record.why, record.name, record.kind, record.keeps, untracked)


def _hits(records: Sequence[Irrelevance], stock: Stock) -> dict[str, list[str]]:
    """Record name -> what its pattern matches; of "**", the directories that hold its proof."""
    lookup = Lookup(records)
    signs: dict[str, list[tuple[Irrelevance, str]]] = {}
    for record in records:
        if record.pattern == "**":
            for proof in record.proof:
                signs.setdefault(proof.rpartition("/")[2], []).append((record, proof))
    found: dict[str, list[str]] = {}
    for path in stock.paths:
        for record in lookup.hits(path):
            found.setdefault(record.name, []).append(path)
        for record, proof in signs.get(path.rpartition("/")[2], ()):
            folder = path.removesuffix("/" + proof)
            if folder != path and folder not in found.setdefault(record.name, []):
                found[record.name].append(folder)
    return found


def by_signature(stock: Stock) -> Iterator[Candidate]:
    """Directories that say themselves that they are no part of the project, unless git tracks something
    below: a .gitignore that holds only "*", and a second checkout of a repository.
    """
    for path, entry in stock.paths.items():
        folder, _, name = path.rpartition("/")
        if not folder or entry.kind != "file" or entry.size > 1024 or name not in (".gitignore", ".git"):
            continue
        text = stock.read(path) or b""
        if name == ".gitignore" and text.split() == [b"*"]:
            why, record = "its own .gitignore keeps everything in it out of git", "ignores-itself"
        elif name == ".git" and b"/worktrees/" in text:
            why, record = "a second checkout of a repository (a git worktree)", "worktree"
        else:
            continue
        if not stock.holds_tracked(folder):
            yield Candidate(as_pattern(folder), "A", why, record, kind_of(folder + "/x"), untracked=True)


def folders_aside(stock: Stock, sums: Mapping[str, Sum], least: int) -> Iterator[Candidate]:
    """Folders of tests, documents and examples below the root, the outermost ones that weigh something."""
    why = "tests, documents or examples: a build reads them rarely, and nothing here names them"
    for folder, weight in sums.items():
        above, _, name = folder.rpartition("/")
        if not above or weight.bytes < least or not aside(name) or any_aside(above.split("/")):
            continue
        if stock.tracked is not None and not stock.holds_tracked(folder):
            continue
        if holds_tests(name) or not _holds_source(folder, stock):
            yield Candidate(as_pattern(folder), "B", why, "folder-aside", "tests, documents and examples")


def _holds_source(folder: str, stock: Stock) -> bool:
    return any(path.startswith(folder + "/") and kind_of(path) == SOURCE for path in stock.paths)


def heavy_files(stock: Stock, named: Named, least: int) -> Iterator[Candidate]:
    """Images, data, archives and models that weigh something and that no source names."""
    groups = _heavy_groups(stock, least)
    known = named([path for paths in groups.values() for path in paths])
    for (folder, ending), paths in groups.items():
        if any(path in known for path in paths):
            continue
        prefix = as_pattern(folder) + "/" if folder else ""
        pattern = prefix + "*" + as_pattern(ending) if len(paths) > 1 and ending else as_pattern(paths[0])
        kind = kind_of(paths[0])
        yield Candidate(pattern, "B", f"{kind} that nothing which is sent names", "unnamed-files", kind)


def _heavy_groups(stock: Stock, least: int) -> dict[tuple[str, str], list[str]]:
    """(folder, ending) -> its files, where all are of a heavy kind, none is served, and they weigh enough."""
    groups: dict[tuple[str, str], list[str]] = {}
    for entry in stock.files():
        folder, _, name = entry.path.rpartition("/")
        ending = name[name.rfind(".") :] if "." in name[1:] else ""
        if ending.lower() not in READ_AS_CODE and SERVED.isdisjoint(folder.lower().split("/")):
            groups.setdefault((folder, ending), []).append(entry.path)
    whole = total(stock.files())
    found = {}
    for group, paths in groups.items():
        weight = total(stock.paths[path] for path in paths)
        if weight.bytes < least or not few_and_heavy(weight, whole):
            continue
        if all(kind_of(path) in HEAVY_KINDS for path in paths):
            found[group] = paths
    return found


def few_and_heavy(weight: Sum, whole: Sum) -> bool:
    """Is their share of the bytes well above their share of the files?"""
    return weight.bytes * whole.files > 5 * weight.files * whole.bytes


def from_gitignore(patterns: Sequence[str]) -> Iterator[Candidate]:
    """What .gitignore files say, translated, where the user asks for it; their exceptions are kept."""
    keeps = tuple(pattern[1:] for pattern in patterns if pattern.startswith("!"))
    why = "a line of .gitignore, translated: what git ignores, a clean clone has not"
    for pattern in patterns:
        if not pattern.startswith("!") and not _product(pattern):
            yield Candidate(pattern, "A", why, TRANSLATED, "as .gitignore has it", keeps, untracked=True)


def ignored_by_git(stock: Stock, marked: Iterable[str]) -> Iterator[Candidate]:
    """What git ignores and no rule so far keeps out, outermost first. marked: paths that some rule hits."""
    covered = set(marked)
    for path in stock.paths:
        if covered.isdisjoint(parents(path)) and path not in covered and stock.is_ignored(path):
            covered.add(path)
            if not _product(path) and not stock.holds_tracked(path) and not stock.is_tracked(path):
                why = "git ignores it: a clean clone has none, so a build of one cannot need it"
                yield Candidate(as_pattern(path), "B", why, "git-ignored", "kept out of git")


def _product(path: str) -> bool:
    """May it be made on the host for the image? Such names are left to the user."""
    name = path.rpartition("/")[2].lower()
    return name in PRODUCTS or name.endswith(_PRODUCT_ENDINGS)


PRODUCTS = frozenset(
    "dist build out output target bin obj lib public static release releases artifacts publish vendor "
    "generated gen _build www site".split()
)
_PRODUCT_ENDINGS = (".jar", ".war", ".whl", ".deb", ".apk", ".so", ".dll", ".exe")
