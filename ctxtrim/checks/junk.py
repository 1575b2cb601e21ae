"""Is something eligible that no build needs?

What the proposal would keep out (see `ctxtrim fix`), but for secrets, which have a check of their own. Of a
context too large for a proposal in passing, the directories that the catalogue knows as junk by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.catalogue.kinds import SECRETS
from ctxtrim.catalogue.lookup import Lookup
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
            why = f"{rule.why}: {rule.eligible.files:,} files"
            yield Finding(CHECK, "warning", why, rule.example, bytes=rule.eligible.bytes, fix=rule.pattern)


def _by_name(audit: Audit) -> Iterator[Finding]:
    """Outermost directories of tier A that need no proof."""
    from ctxtrim.catalogue import RECORDS

    records = [r for r in RECORDS if r.tier == "A" and not r.proof and not r.unless and r.kind != SECRETS]
    lookup, known = Lookup(records), dict[str, tuple[Irrelevance, ...]]()
    inside: set[int] = set()
    for number, folder in enumerate(audit.scan.folders):
        if folder.parent in inside:
            inside.add(number)
            continue
        name = folder.path.rpartition("/")[2]
        hits = known.setdefault(name, lookup.hits(name)) if folder.path else ()
        if hits and hits[0].pattern.startswith("**/") and folder.total.bytes:
            inside.add(number)
            why = f"{hits[0].why}: {folder.total.files:,} files"
            yield Finding(CHECK, "warning", why, folder.path, bytes=folder.total.bytes, fix=hits[0].pattern)
