"""Heavy files that nothing names: images, data, archives, models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.catalogue.kinds import kind_of
from ctxtrim.model.context import Sum
from ctxtrim.proposal.candidates import HEAVY_KINDS, MOST_OF_A_SORT, Candidate, Lasting, Named
from ctxtrim.proposal.eligible_files import EligibleFiles, total
from ctxtrim.proposal.escape import as_pattern

READ_AS_CODE = frozenset(
    ".json .jsonc .json5 .jsonl .geojson .yaml .yml .toml .xml .xsd .xlf .po .mo .pot .sql .proto .graphql "
    ".svg .ico .icns .woff .woff2 .ttf .otf .eot .txt .tex .md .mdx .rst .adoc .snap .csv .tsv .dat .bin "
    ".db".split()
)
"""What programs read as a matter of course, though it counts as data, media or documents."""
SERVED = frozenset(
    "public static assets images img media www htdocs web resources templates fonts icons".split()
)

LARGE = 500_000
"""Bytes of a file that is heavy in any company."""

Group = tuple[str, str]
"""(folder, ending): files that one rule could keep out."""


class Heavy(NamedTuple):
    """What is heavy: at least so many bytes, and large files, or a share of the whole well above that of the
    files.
    """

    least: int
    whole: Sum

    def is_met(self, weight: Sum) -> bool:
        """Return whether a group of files weighs that much."""
        are_large = weight.bytes >= LARGE * weight.files
        is_much = weight.bytes * self.whole.files > 5 * weight.files * self.whole.bytes
        return weight.bytes >= self.least and (are_large or is_much)


def heavy_files(eligible: EligibleFiles, named: Named, heavy: Heavy, wanted: Lasting) -> Iterator[Candidate]:
    """Groups of heavy files that no source names."""
    groups = {
        group: paths
        for group, paths in _groups(eligible).items()
        if _pattern(group, paths) in wanted.former
        or heavy.is_met(total(eligible.paths[path] for path in paths))
    }
    known = named([path for paths in groups.values() for path in paths])
    unnamed = [group for group, paths in groups.items() if known.keys().isdisjoint(paths)]
    for group in unnamed[:MOST_OF_A_SORT]:
        kind = kind_of(groups[group][0])
        why = f"{kind} that nothing which is sent names"
        untracked = group[1].lower() in READ_AS_CODE
        pattern = _pattern(group, groups[group])
        yield Candidate(pattern, "unsafe", why, "unnamed-files", kind, untracked=untracked)


def _pattern(group: Group, paths: list[str]) -> str:
    folder, ending = group
    if len(paths) == 1 or not ending:
        return as_pattern(paths[0])
    return (as_pattern(folder) + "/" if folder else "") + "*" + as_pattern(ending)


def _groups(eligible: EligibleFiles) -> dict[Group, list[str]]:
    """Those whose files are all of a heavy kind and not served; what is read as code, if no clone has it."""
    groups: dict[Group, list[str]] = {}
    for entry in eligible.files():
        folder, _, name = entry.path.rpartition("/")
        ending = name[name.rfind(".") :] if "." in name[1:] else ""
        if ending.lower() not in READ_AS_CODE or eligible.is_only_here(entry.path):
            groups.setdefault((folder, ending), []).append(entry.path)
    return {
        group: paths
        for group, paths in groups.items()
        if SERVED.isdisjoint(group[0].lower().split("/"))
        and all(kind_of(path) in HEAVY_KINDS for path in paths)
    }
