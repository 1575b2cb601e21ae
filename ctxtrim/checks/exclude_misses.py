"""An --exclude of COPY or ADD that leaves nested files in.

Its pattern starts at the folder that is copied, as those of an ignore file start at the context:
`--exclude=*.log` leaves out the files of the first level only.

Not reported: patterns with `/` or `**`, and where no nested file matches.

Example: `COPY --exclude=*.log src /src`, where src/api/debug.log is there.
Mend: `--exclude=**/*.log`.
Switch it off: where only the first level is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.go.path import is_match
from ctxtrim.model.build import ContextCopy
from ctxtrim.model.finding import Finding

RULE = Rule("CT310", "exclude-misses", "warning")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each bare pattern that a nested eligible file matches."""
    for build in subject.builds.builds:
        for copy in build.plan.copies:
            for pattern in copy.excludes if copy.reached else ():
                nested = "" if "/" in pattern or "**" in pattern else _nested(subject, copy, pattern)
                if nested:
                    message = f"--exclude={pattern} leaves out the first level only; {nested} is copied"
                    hint = f"write --exclude=**/{pattern}"
                    yield Finding(*RULE, message, nested, build.plan.where, copy.line, hint)


def _nested(subject: Subject, copy: ContextCopy, pattern: str) -> str:
    """Return a file below the first level of a copied folder whose name the pattern matches."""
    for path, entry in (subject.eligible or {}).items():
        for source in copy.sources:
            below = source + "/" if source else ""
            is_nested = path.startswith(below) and "/" in path.removeprefix(below)
            if is_nested and entry.kind != "dir" and is_match(pattern, path.rpartition("/")[2]):
                return path
    return ""
