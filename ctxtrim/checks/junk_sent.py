"""Files in the context that no build needs.

Caches, virtual environments, version control, logs, build output: they make every build slower, and
invalidate the layers behind a `COPY . .` whenever they change.

Reported: what `ctxtrim fix` would exclude by default, secrets apart (CT101, CT102). In a context of more than
20,000 files only directories that the catalogue knows by name. Advice only, where no known build sends it:
other builders than BuildKit transfer it all the same.
Not reported: what a build needs, and what git tracks.

Example: `.venv` in the context, no ignore file, and `COPY . .`.
Mend: `ctxtrim fix --write`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.catalogue.kinds import SECRETS, VERSION_CONTROL
from ctxtrim.catalogue.lookup import Lookup
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.context.transfer_size import human
from ctxtrim.model.context import Sum
from ctxtrim.model.finding import Finding, Fix
from ctxtrim.model.record import JunkRecord
from ctxtrim.model.scan import Outline
from ctxtrim.scan.heaviest import outline

RULE = Rule("CT103", "junk-sent", "warning")
_ASKED = 20
"""Of so many places it is asked whether a build sends them."""


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pattern that would exclude something."""
    if subject.audit.proposal is None:
        yield from _by_name(subject)
        return
    for rule in subject.audit.proposal.adopted:
        if rule.eligible.files and rule.heading != SECRETS and not _is_tracked(subject, rule.example):
            is_sent = not rule.sent or any(sent.files for sent in rule.sent.values())
            weighed, message = _weighed(is_sent, f"{rule.why} ({_size(rule.eligible)})")
            fix = Fix(subject.ignore_file_name, (rule.pattern,))
            yield Finding(*weighed, message, rule.example, bytes=rule.eligible.bytes, fix=fix)


def _by_name(subject: Subject) -> Iterator[Finding]:
    """Yield one warning a pattern, for the outermost directories that their name alone shows to be junk."""
    folders, found = subject.audit.scan.folders, dict[str, list[int]]()
    records = {record.pattern: record for record in _sure()}
    for row, pattern in _outermost(outline(folders), Lookup(records.values())):
        found.setdefault(pattern, []).append(row)
    for pattern, rows in found.items():
        largest = max((folders[row] for row in rows), key=lambda folder: folder.total.bytes)
        files = sum(folders[row].total.files for row in rows)
        places = f" in {len(rows):,} places" if len(rows) > 1 else ""
        size = sum(folders[row].total.bytes for row in rows)
        paths = (folders[row].path for row in rows[:_ASKED])
        is_sent = not subject.audit.targets or any(map(subject.senders, paths))
        weighed, message = _weighed(is_sent, f"{records[pattern].why} ({_size(Sum(files, size))}{places})")
        fix = Fix(subject.ignore_file_name, (pattern,))
        yield Finding(*weighed, message, largest.path, bytes=size, fix=fix)


def _is_tracked(subject: Subject, path: str) -> bool:
    return subject.git.is_tracked(path) or subject.git.holds_tracked(path)


def _weighed(is_sent: bool, message: str) -> tuple[Rule, str]:
    return (RULE, message) if is_sent else (RULE._replace(severity="advice"), f"{message}, not sent today")


def _outermost(folders: Outline, lookup: Lookup) -> Iterator[tuple[int, str]]:
    """Yield directories that are known by name and not empty, with the patterns that match them."""
    parents, sizes, names, _ = folders
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


def _size(total: Sum) -> str:
    return f"{human(total.bytes)}, {total.files:,} file{'s' * (total.files != 1)}"


def _sure() -> Iterator[JunkRecord]:
    """Yield the catalogue records that a base name is enough for."""
    from ctxtrim.catalogue.record_files import load_records

    for record in load_records():
        sure = (
            record.tier == "safe"
            and not record.proof
            and not record.unless
            and record.kind not in (SECRETS, VERSION_CONTROL)
        )
        if sure and record.pattern.startswith("**/") and "/" not in record.pattern[3:]:
            yield record
