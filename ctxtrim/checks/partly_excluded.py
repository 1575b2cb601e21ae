"""A wildcard of COPY or ADD of which a named file is excluded.

The wildcard copies the rest, and the builder says nothing. `COPY package*.json ./` without its
package-lock.json goes on until `npm ci` stops, or installs other versions.

Not reported: files that patterns with wildcards exclude, which is often meant, and wildcards of which nothing
arrives (CT304).

Example: `package-lock.json` in .dockerignore and `COPY package*.json ./`.
Mend: delete the line of the ignore file, or name the files that are copied.
Switch it off: where the file is left out on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.checks.wildcard_hits import wildcard_hits
from ctxtrim.go.path import has_wildcard
from ctxtrim.model.finding import Finding

RULE = Rule("CT303", "partly-excluded", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each wildcard that a literal pattern takes a file from."""
    for build, copy, source, hits in wildcard_hits(subject):
        ruleset = build.rules.ruleset
        verdicts = {hit.path: ruleset.judge_path(hit.path) for hit in hits}
        if not any(verdict.eligible for verdict in verdicts.values()):
            continue
        for path, verdict in verdicts.items():
            by = verdict.by
            if not verdict.eligible and by and not has_wildcard(by.glob) and by.glob == path:
                message = f"{source} matches {path}, which {by.where}:{by.line} excludes"
                hint = f"delete that line, or name the files that are copied without {path}"
                yield Finding(*RULE, message, path, build.plan.where, copy.line, hint)
                break
