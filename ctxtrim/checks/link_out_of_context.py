"""A link in the context that leads out of it.

Builders copy links as links: what lies outside the context is never sent, and in the image the link leads to
nothing, or to another file.

Not reported: absolute targets, which may be meant for the image; files that git does not track; links that no
build sends. One finding a context.

Example: `config.json -> ../shared/config.json`, and `COPY . .`.
Mend: copy the file, build from the folder above, or name a context (`--build-context`).
Switch it off: where the image holds the target.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.context import Entry
from ctxtrim.model.finding import Finding

RULE = Rule("CT308", "link-out-of-context", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the first such link that a build sends."""
    entries = (subject.eligible or {}).values()
    links = [entry for entry in entries if entry.kind == "link" and _leads_out(entry)]
    if links and subject.git.knows_tracked:
        links = [entry for entry in links if subject.git.is_tracked(entry.path)]
    sent = [(entry, subject.senders(entry.path)) for entry in links]
    sent = [(entry, senders) for entry, senders in sent if senders]
    if sent:
        entry, senders = sent[0]
        more = f", and so do {len(sent) - 1} more links" if len(sent) > 1 else ""
        message = f"link to {entry.link}, outside the context{more}"
        hint = f"{senders[0]} sends it: copy the file, or name a context for its folder"
        yield Finding(*RULE, message, entry.path, hint=hint)


def _leads_out(entry: Entry) -> bool:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), entry.link))
    return not entry.link.startswith("/") and target.split("/")[0] == ".."
