"""An exception for which the builder walks through excluded folders in vain.

BuildKit skips an excluded folder unless an exception could match inside it. One exception with a wildcard
switches that off for the whole context: every file of every node_modules is looked at
(TryGhost/Ghost#29467, moby/moby#20470). `!src`, `!src/**` and `!src/*` do no harm.

Not reported: fewer than 1,000 folders walked in vain, which take some milliseconds.

Example: `**/node_modules` and `!**/README.md`.
Mend: name the folders of the exceptions (`!docs/**`), or delete the exception.
Switch it off: where the walk is fast enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding

RULE = Rule("CT223", "walk-cost", "advice")
FEW, MANY = 1_000, 5_000
"""Folders from which on it is told, and above which their entries are not counted."""


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for the first exception that alone has the builder walk excluded folders for nothing."""
    enters = subject.builds.dialect.pruning
    for line in ignore_lines(subject):
        pattern = line.pattern
        if pattern is None or not pattern.is_exception or not enters([pattern])("\0"):
            continue
        if line.source.ruleset is not subject.builds.rules.ruleset:
            continue
        folders = [f.path for f in subject.audit.scan.folders[1:] if not (f.eligible or f.total.files)]
        if len(folders) >= FEW:
            count = f"{len(folders):,} excluded folders"
            if len(folders) <= MANY:
                count = f"{sum(len(subject.tree.children(path)) for path in folders):,} entries of {count}"
            message = f"because of {pattern.text} the builder visits {count} for nothing"
            yield Finding(*RULE, message, folders[0], *line.place, "name the folder: !folder/**")
        return
