"""Is something eligible that no build needs?

What the proposal would keep out (see `ctxtrim fix`), but for secrets, which have a check of their own. Of a
context too large for a proposal in passing, the directories that the catalogue knows as junk by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.catalogue.kinds import SECRETS
from ctxtrim.catalogue.lookup import Lookup
from ctxtrim.heaviest import outline
from ctxtrim.model.audit import Audit, Finding
from ctxtrim.model.junk import Irrelevance

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
    """Outermost directories of tier A that need no proof."""
    lookup, known = Lookup(_sure()), dict[str, tuple[Irrelevance, ...]]()
    parents, sizes, names = outline(audit.scan.folders)
    inside = bytearray(len(names))
    for row in range(1, len(names)):
        name = names[row]
        if inside[parents[row]]:
            inside[row] = 1
            continue
        if name not in known:
            known[name] = lookup.hits(name)
        if known[name] and sizes[row]:
            inside[row] = 1
            folder, record = audit.scan.folders[row], known[name][0]
            why = f"{record.why}: {_files(folder.total.files)}"
            yield Finding(CHECK, "warning", why, folder.path, bytes=folder.total.bytes, fix=record.pattern)


def _files(count: int) -> str:
    return f"{count:,} file{'s' * (count != 1)}"


def _sure() -> Iterator[Irrelevance]:
    """The records that a base name is enough for."""
    from ctxtrim.catalogue import RECORDS

    for record in RECORDS:
        sure = record.tier == "A" and not record.proof and not record.unless and record.kind != SECRETS
        if sure and record.pattern.startswith("**/") and "/" not in record.pattern[3:]:
            yield record
