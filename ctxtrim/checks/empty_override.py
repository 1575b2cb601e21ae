"""An empty ignore file of one Dockerfile that switches the context's own off.

`<Dockerfile>.dockerignore` replaces `.dockerignore`; the two are never merged. One without a pattern, say
with comments only, lets everything in (seen with BuildKit and buildah).

Not reported: where there is no `.dockerignore` with patterns beside it.

Example: an empty `Dockerfile.dockerignore` beside a `.dockerignore` of thirty lines.
Mend: delete the empty file, or copy the patterns into it.
Switch it off: where that build is to get everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.finding import Finding

RULE = Rule("CT218", "empty-override", "warning")
_OWN = ".dockerignore"


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each ignore file without patterns that replaces one with patterns."""
    replaced = subject.tree.read(_OWN)
    if not replaced or subject.request.ignore_file:
        return
    for file in subject.ignore_files:
        if file.where != _OWN and not file.ruleset.patterns:
            count = len(Ruleset.read(replaced, file.ruleset.dialect).patterns)
            if count:
                message = f"holds no pattern and replaces {_OWN}, whose {count} patterns do not count here"
                hint = f"delete {file.where}, or copy the patterns into it"
                yield Finding(*RULE, message, file.where, file.where, hint=hint)
