"""A context that breaks its contract.

`must-contain` and `must-not-contain` of the configuration name what a build has to get and must never get.
Both are asked of what is there and of what might be: a path that is absent is judged as if it were there, so
that a clean checkout finds out what a developer's machine would send (Calibre-Web-NextGen#1334).

Not reported: anything without these keys.

Example: `must-not-contain = ["**/*.pem"]`, and no line that excludes certs/server.pem.
Mend: correct the ignore file, or the contract.
Switch it off: delete the key.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from ctxtrim.checks.pattern_relations import instances
from ctxtrim.checks.rule import Rule
from ctxtrim.checks.subject import Subject
from ctxtrim.errors import CtxtrimError
from ctxtrim.go.path import has_wildcard, parents
from ctxtrim.matching.ignore_file import new_pattern
from ctxtrim.matching.pattern import DockerPattern
from ctxtrim.model.finding import Finding

RULE = Rule("CT109", "contract", "error")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each term of the contract that the context breaks."""
    settings = subject.request.settings
    for text in settings.must_contain:
        lost = next((path for path in _paths(subject, text, settings.file) if not _sent(subject, path)), "")
        if lost:
            message = f"must contain {text}, and {lost} is {_why_not(subject, lost)}"
            yield Finding(*RULE, message, lost, settings.file)
    for text in settings.must_not_contain:
        sent = next((path for path in _paths(subject, text, settings.file) if _sent(subject, path)), "")
        if sent:
            by = next(iter(subject.senders(sent)), "nothing excludes it, so a build")
            message = (
                f"must not contain {text}: {by} {'sends' if subject.tree.kind(sent) else 'would send'} {sent}"
            )
            yield Finding(*RULE, message, sent, settings.file)


def _paths(subject: Subject, text: str, file: str) -> list[str]:
    """Return what a term is about: what it matches here and, if that is nothing, what it might match."""
    pattern = _pattern(text, file)
    if pattern is None:
        return []
    found = [path for path in _files(subject, pattern.glob) if _is_in(pattern, path)]
    might_be = list(instances(pattern.glob, "x"))
    return [*found, *might_be] if text in subject.request.settings.must_not_contain else found or might_be


def _pattern(text: str, file: str) -> DockerPattern | None:
    try:
        return new_pattern(text, file)
    except CtxtrimError:
        raise CtxtrimError(f"{file}: {text!r} is not a pattern.") from None


def _files(subject: Subject, glob: str) -> Iterator[str]:
    """Yield what may match: of excluded folders, too, where they stand in front of the first wildcard."""
    parts = glob.split("/")
    literal = "/".join(takewhile(lambda part: not has_wildcard(part), parts))
    if not literal:
        yield from subject.tree.files()
        return
    waiting = [literal]
    while waiting:
        path = waiting.pop()
        kind = subject.tree.kind(path)
        if kind == "dir":
            waiting += sorted((f"{path}/{name}" for name in subject.tree.children(path)), reverse=True)
        elif kind:
            yield path


def _is_in(pattern: DockerPattern, path: str) -> bool:
    return any(map(pattern.hits, (path, *parents(path))))


def _sent(subject: Subject, path: str) -> bool:
    if subject.builds.builds:
        return bool(subject.senders(path))
    return subject.builds.rules.ruleset.judge_path(path).eligible


def _why_not(subject: Subject, path: str) -> str:
    by = subject.builds.rules.ruleset.judge_path(path).by
    if by and not by.is_exception:
        return f"excluded by {by.where}:{by.line}: {by.text}"
    return "sent by no build"
