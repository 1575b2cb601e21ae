"""What a rule is: an ID, a slug, a severity, and a module that finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ctxtrim.checks.subject import Subject
from ctxtrim.model.finding import Finding, Severity


class Rule(NamedTuple):
    """The first fields of a `Finding`: `Finding(*RULE, "message", …)`. An ID never changes its meaning."""

    id: str
    name: str
    severity: Severity


class RuleModule(Protocol):
    """A module of this package with one rule; its docstring is the rule's manual page."""

    __doc__: str | None
    RULE: Rule

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield what the rule finds."""
