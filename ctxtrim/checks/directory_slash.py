"""A pattern with a slash at the end that excludes a file.

In .gitignore `build/` is about folders only. Builders drop the slash (moby/moby#45284): the pattern excludes
a file of that name, too.

Not reported: where no such file is there; where a build needs the file, that is an error (CT302).

Example: `bin/`, and a script `bin` that git tracks.
Mend: write `bin/**`, which excludes what is inside a folder, or add `!bin` behind it.
Switch it off: where such files are meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.checks.ignore_lines import IgnoreLine, ignore_lines
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import MOST_FILES, Subject
from ctxtrim.go.path import has_wildcard
from ctxtrim.model.finding import Finding

RULE = Rule("CT213", "directory-slash", "advice")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield advice for each such pattern that decides about a file."""
    for line in ignore_lines(subject):
        pattern = line.pattern
        if pattern is None or pattern.is_exception or not line.text.endswith("/"):
            continue
        for path in _files(subject, line):
            if line.source.ruleset.judge_path(path).by is pattern:
                message = f"{line.text} excludes the file {path}: the slash at the end is dropped"
                yield Finding(*RULE, message, path, *line.place, f"write {line.text}**, or add !{path}")
                break


def _files(subject: Subject, line: IgnoreLine) -> list[str]:
    """Return the files that a pattern itself matches."""
    assert line.pattern
    glob, hits = line.pattern.glob, line.pattern.hits
    if not has_wildcard(glob):
        return [glob] if subject.tree.kind(glob) == "file" else []
    if subject.git.knows_tracked and len(subject.git.tracked) <= MOST_FILES:
        return [
            path for path in sorted(subject.git.tracked) if hits(path) and subject.tree.kind(path) == "file"
        ]
    return [name for name in subject.tree.children("") if hits(name) and subject.tree.kind(name) == "file"]
