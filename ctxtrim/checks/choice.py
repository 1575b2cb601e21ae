"""Which rules run: by ID, slug, or the first letters of an ID (`CT2`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctxtrim.checks.rule import RuleModule
from ctxtrim.errors import CtxtrimError


def chosen(
    rules: Sequence[RuleModule], select: Iterable[str], ignore: Iterable[str]
) -> tuple[RuleModule, ...]:
    """Return the selected rules (all, if none is named) without the ignored ones.

    Raises CtxtrimError for a name that fits no rule.
    """
    wanted = [module for name in select for module in named(rules, name)]
    unwanted = [module for name in ignore for module in named(rules, name)]
    return tuple(module for module in rules if (module in wanted or not wanted) and module not in unwanted)


def named(rules: Sequence[RuleModule], name: str) -> list[RuleModule]:
    """Return the rules that an ID, a slug or the beginning of an ID names. Raises CtxtrimError for none."""
    fitting = [m for m in rules if m.RULE.name == name or (name and m.RULE.id.startswith(name.upper()))]
    if not fitting:
        from difflib import get_close_matches

        close = get_close_matches(name, [word for m in rules for word in m.RULE[:2]], n=1)
        hint = f"did you mean {close[0]}?" if close else "`ctxtrim rule` lists them."
        raise CtxtrimError(f"{name}: no such rule; {hint}")
    return fitting
