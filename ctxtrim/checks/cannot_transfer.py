"""An entry that does not arrive as it is: a socket, an unreadable file or directory, a path that is too long.

Builders send a socket as an empty file or leave it out; what the user may not read stops the build or arrives
empty.

Not reported: what an ignore file excludes, unless the builder reads it all the same.

Example: `docker-data/postgres`, which a database container wrote as another user.
Mend: exclude it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.context import Entry
from ctxtrim.model.finding import Finding, Fix
from ctxtrim.proposal.escape import as_pattern

RULE = Rule("CT106", "cannot-transfer", "warning")
_WHAT = {
    "unreadable": "unreadable file",
    "unreadable dir": "unreadable directory",
    "too long": "path is too long",
}
_FATE = {"empty": "arrives as an empty file", "dropped": "is left out", "fails": "build will fail"}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for what stops the build, a warning for what does not arrive as it is."""
    emptied = {path for target in subject.audit.targets for path in target.sent.emptied}
    emptied.update(subject.audit.scan.emptied)
    specials = subject.builds.dialect.specials
    for entry in subject.audit.scan.troubles:
        if entry.path in emptied:
            continue
        fate = "fails" if entry.trouble == "too long" else specials.get(entry.trouble or entry.kind, "")
        rule = RULE._replace(severity="error") if fate == "fails" else RULE
        lines = (as_pattern(entry.path),)
        fix = Fix(subject.ignore_file_name, lines) if entry.trouble != "too long" else None
        yield Finding(*rule, _message(entry, fate), entry.path, fix=fix)


def _message(entry: Entry, fate: str) -> str:
    what = _WHAT.get(entry.trouble, entry.kind)
    return (
        f"{_FATE[fate]}: {what}"
        if fate == "fails"
        else f"{what}, {_FATE.get(fate, 'does not arrive as it is')}"
    )
