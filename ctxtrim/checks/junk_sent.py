"""Is something eligible that no build needs?

What the proposal would keep out (see `ctxtrim fix`), but for secrets, which have a check of their own. Of a
context too large for a proposal in passing, the directories that the catalogue knows as junk by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.catalogue.kinds import SECRETS
from ctxtrim.catalogue.lookup import Lookup
from ctxtrim.model.audit import Audit, Finding
from ctxtrim.model.record import JunkRecord
from ctxtrim.model.scan import Outline
from ctxtrim.scan.heaviest import outline

CHECK = "junk"


def junk(audit: Audit) -> Iterator[Finding]:
    """One warning for each rule that would have an effect."""
    if audit.proposal is None:
        yield from _by_name(audit)
        return
    for rule in audit.proposal.adopted:
        if rule.eligible.files and rule.heading != SECRETS:
            why = f"{rule.why}: {_files(rule.eligible.files)}"
            yield Finding(CHECK, "warning", why, rule.example, bytes=rule.eligible.bytes, fix=rule.pattern)


def _by_name(audit: Audit) -> Iterator[Finding]:
    """Outermost directories of tier A that need no proof; one warning for all that a rule would keep out."""
    folders, found = audit.scan.folders, dict[str, list[int]]()
    records = {record.pattern: record for record in _sure()}
    for row, pattern in _outermost(outline(folders), Lookup(records.values())):
        found.setdefault(pattern, []).append(row)
    for pattern, rows in found.items():
        largest = max((folders[row] for row in rows), key=lambda folder: folder.total.bytes)
        files = sum(folders[row].total.files for row in rows)
        places = f" in {len(rows):,} places" if len(rows) > 1 else ""
        why = f"{records[pattern].why}: {_files(files)}{places}"
        size = sum(folders[row].total.bytes for row in rows)
        yield Finding(CHECK, "warning", why, largest.path, bytes=size, fix=pattern)


def _outermost(folders: Outline, lookup: Lookup) -> Iterator[tuple[int, str]]:
    """The directories that are known by their names and hold anything, with the patterns that match them."""
    parents, sizes, names = folders
    inside, known = bytearray(len(names)), dict[str, str]()
    for row in range(1, len(names)):
        name = names[row]
        if inside[parents[row]]:
            inside[row] = 1
            continue
        if name not in known:
            known[name] = next((record.pattern for record in lookup.hits(name)), "")
        if known[name] and sizes[row]:
            inside[row] = 1
            yield row, known[name]


def _files(count: int) -> str:
    return f"{count:,} file{'s' * (count != 1)}"


def _sure() -> Iterator[JunkRecord]:
    """The records that a base name is enough for."""
    from ctxtrim.catalogue import RECORDS

    for record in RECORDS:
        sure = record.tier == "safe" and not record.proof and not record.unless and record.kind != SECRETS
        if sure and record.pattern.startswith("**/") and "/" not in record.pattern[3:]:
            yield record
