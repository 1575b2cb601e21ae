"""A file that one builder sends and another does not, under the same lines.

Builders differ in how patterns and exceptions work together. With `**/*.md` and `!docs` today's BuildKit
drops docs/x.md; Docker 20.10 and buildah keep it. A wildcard in an exception finds nothing below an excluded
folder in the classic builder (moby/moby#30018, docker/cli#2919).

Not reported: builders that are not verified (kaniko), contexts of more than 5,000 files, and differences
without a file here that shows them. One finding an ignore file.

Example: `*` and `!**/*.md`, built with podman.
Mend: name folders literally, and write each exception as `!d` and `!d/**`, last in the file.
Switch it off: where only one builder is ever used.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import IgnoreFileInUse, Subject
from ctxtrim.context.traverse import traverse
from ctxtrim.errors import CtxtrimError
from ctxtrim.matching.builders import DIALECTS
from ctxtrim.matching.portable import reads_alike
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.model.finding import Finding

RULE = Rule("CT222", "builders-disagree", "advice")
MOST_FILES = 5_000


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each ignore file under which builders send different files of this context."""
    if subject.audit.scan.eligible.files > MOST_FILES:
        return
    for file in subject.ignore_files:
        patterns = file.ruleset.patterns
        if file.ruleset.has_exceptions or not all(reads_alike(pattern.glob) for pattern in patterns):
            yield from _differences(subject, file)


def _differences(subject: Subject, file: IgnoreFileInUse) -> Iterator[Finding]:
    own, others = _sent(subject, file.ruleset), dict[str, list[str]]()
    for dialect in DIALECTS:
        if dialect.verified and dialect != file.ruleset.dialect:
            try:
                theirs = _sent(subject, Ruleset.read(file.data, dialect, file.where))
            except CtxtrimError:
                continue
            for path in own ^ theirs:
                others.setdefault(path, []).append(dialect.name)
    if others:
        path = max(sorted(others), key=lambda path: len(others[path]))
        here, there = ("eligible", "excluded") if path in own else ("excluded", "eligible")
        more = f"; {len(others):,} paths differ" if len(others) > 1 else ""
        message = (
            f"{path} is {here} for {file.ruleset.dialect.name}, {there} for {', '.join(others[path])}{more}"
        )
        hint = f"`ctxtrim why {path}` names the lines"
        yield Finding(*RULE, message, path, file.where, hint=hint)


def _sent(subject: Subject, ruleset: Ruleset) -> set[str]:
    visits = traverse(subject.tree.entries, ruleset)
    return {entry.path for entry, verdict in visits if verdict.eligible and entry.kind != "dir"}
