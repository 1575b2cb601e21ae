"""The secrets in a context, for the two rules about them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ctxtrim.catalogue.secret_files import Candidate, find_secrets
from ctxtrim.checks.subject import MOST_FILES, Subject
from ctxtrim.model.context import Entry
from ctxtrim.proposal.escape import as_pattern


class SecretPath(NamedTuple):
    """An eligible file that holds a secret, by its name or content. what: the kind of secret, a noun phrase.

    senders: the Dockerfile lines that send it ("Dockerfile:7: COPY . ."), () if none.
    pattern: excludes it.
    """

    path: str
    what: str
    senders: tuple[str, ...]
    bytes: int
    pattern: str


def secret_paths(subject: Subject) -> Iterator[SecretPath]:
    """Yield the secrets that are eligible; where the context is large, those among what git does not hold."""
    for secret in find_secrets(_candidates(subject), subject.tree.read):
        entry = subject.tree.entry(secret.path)
        what = f"{secret.kind} (line {secret.line})" if secret.line else secret.kind
        pattern = secret.pattern or as_pattern(secret.path)
        size = entry.size if entry and entry.kind == "file" else 0
        yield SecretPath(secret.path, what, subject.senders(secret.path), size, pattern)


def _candidates(subject: Subject) -> Iterator[Candidate]:
    git = subject.git
    for entry in _entries(subject):
        if entry.kind == "file":
            yield Candidate(entry.path, entry.size, git.is_tracked(entry.path) if git.knows_tracked else None)


def _entries(subject: Subject) -> Iterator[Entry]:
    if subject.eligible is not None:
        yield from subject.eligible.values()
        return
    names = (name for name in (*subject.git.untracked, *subject.git.ignored) if not name.endswith("/"))
    for path in islice(names, MOST_FILES):
        entry = subject.tree.entry(path)
        if entry and subject.builds.rules.ruleset.judge_path(path).eligible:
            yield entry
