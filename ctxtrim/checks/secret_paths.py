"""The secrets in a context, for the two rules about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.catalogue.kinds import SECRETS
from ctxtrim.checks.subject import Subject


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
    """Yield the secrets that are eligible."""
    proposal = subject.audit.proposal
    for rule in proposal.adopted if proposal else ():
        if rule.heading == SECRETS and rule.eligible.files:
            senders = subject.senders(rule.example)
            yield SecretPath(rule.example, rule.why, senders, rule.eligible.bytes, rule.pattern)
