"""A COPY of the whole context in a stage whose commands are known to read little of it.

Every file of the copy is part of its cache key: an edit of what no command reads runs all of them again.

Reported: `COPY . .` in a stage whose layers are not in the image, where all that it runs is installs of
manifests, `go build` and packages of the system, these need less than half of the files that are copied, and
nothing else is taken from the stage.
Not reported: stages of the image itself, since what runs in the container is not known, commands that may
read anything (scripts, make, other compilers), and versions that are read from git.

Example: `COPY . .` above `RUN go build -o /server ./cmd/server`, beside docs/ and web/.
Mend: copy the folders that are read: `COPY go.mod go.sum ./`, `COPY cmd cmd`, `COPY internal internal`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.builds.chains import narrow_copies_of
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.finding import Finding

RULE = Rule("CT410", "copy-all-of-context", "advice")
_NO_SOURCE = (".git/", "node_modules/", ".venv/")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each copy of the whole context that could be a part of it."""
    eligible = subject.eligible or {}
    files = [p for p, entry in eligible.items() if entry.kind == "file" and not p.startswith(_NO_SOURCE)]
    for build in subject.builds.builds:
        try:
            found = narrow_copies_of(build, subject.cache, subject.tree.entries, files)
        except CtxtrimError:  # the Dockerfile went away meanwhile
            continue
        for narrow in found:
            message = (
                f"copies {narrow.files:,} files; the commands of its stage read {narrow.needed:,} of them"
            )
            hint = f"Write {'; '.join(narrow.lines)}."
            yield Finding(*RULE, message, file=build.plan.where, line=narrow.copy.line, hint=hint)
