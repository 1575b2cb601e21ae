"""The manual pages of the rules."""

from __future__ import annotations

from ctxtrim.checks import RULES
from ctxtrim.checks.choice import named
from ctxtrim.checks.rule import Rule


def rule_list() -> tuple[tuple[Rule, str], ...]:
    """Return every rule with the first sentence of its page, by ID."""
    rows = ((module.RULE, (module.__doc__ or "").partition("\n")[0]) for module in RULES)
    return tuple(sorted(rows, key=lambda row: row[0].id))


def rule_pages(name: str) -> tuple[tuple[Rule, str], ...]:
    """Return the rules that a name fits, with their pages. Raises CtxtrimError for none."""
    return tuple((module.RULE, (module.__doc__ or "").strip()) for module in named(RULES, name))
