"""A wildcard that copies several files onto one name.

COPY drops the folders in front of what a wildcard matches: of all `*/package.json` only the last one is left
in the image, and the builder says nothing.

Not reported: folders, which are merged, and COPY with `--parents`, which keeps the folders.

Example: `COPY */package.json ./` in a workspace.
Mend: `COPY --parents */package.json ./`, or a line for each.
Switch it off: where the files are the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.checks.wildcard_hits import wildcard_hits
from ctxtrim.model.finding import Finding

RULE = Rule("CT309", "flattening", "warning")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each wildcard of which two files that are sent have one base name."""
    for build, copy, source, hits in wildcard_hits(subject):
        if copy.parents:
            continue
        named: dict[str, list[str]] = {}
        for hit in hits:
            if hit.entry.kind == "file" and build.rules.ruleset.judge_path(hit.path).eligible:
                named.setdefault(hit.path.rpartition("/")[2], []).append(hit.path)
        name = max(named, key=lambda name: len(named[name]), default="")
        if name and len(named[name]) > 1:
            count, last = len(named[name]), named[name][-1]
            message = f"{source} copies {count} files named {name} onto one another; one is left"
            hint = "--parents keeps their folders"
            yield Finding(*RULE, message, last, build.plan.where, copy.line, hint)
