"""The secrets in a context, for the two rules about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ctxtrim.catalogue.secret_files import Candidate, find_secrets
from ctxtrim.disk import DiskTree
from ctxtrim.model.context import Entry
from ctxtrim.proposal.escape import as_pattern
from ctxtrim.vcs import GitView


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


def secret_paths(
    entries: Iterable[Entry], tree: DiskTree, git: GitView, senders: Callable[[str], tuple[str, ...]]
) -> Iterator[SecretPath]:
    """Yield the secrets among eligible entries. senders: the Dockerfile lines that send a path."""
    candidates = (
        Candidate(entry.path, entry.size, git.is_tracked(entry.path) if git.knows_tracked else None)
        for entry in entries
        if entry.kind == "file"
    )
    for secret in find_secrets(candidates, tree.read):
        entry = tree.entry(secret.path)
        what = f"{secret.kind} (line {secret.line})" if secret.line else secret.kind
        pattern = secret.pattern or as_pattern(secret.path)
        size = entry.size if entry and entry.kind == "file" else 0
        yield SecretPath(secret.path, what, senders(secret.path), size, pattern)
