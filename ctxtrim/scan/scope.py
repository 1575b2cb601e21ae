"""The rules that bear on a directory, and those that may bear below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxtrim.scan.rule_tables import Rule, Tables, tables_of


class DirectoryRules(NamedTuple):
    """What bears on the names in a directory. watched: whole names that need a look for any reason.

    endings: what stands behind the last dot of those that do; a name without a dot is its own ending.
    """

    tables: Tables
    watched: frozenset[str]
    endings: frozenset[str]

    def spares(self, names: Sequence[str]) -> bool:
        """Return whether no rule fits one of these names and nothing else requires a look at them."""
        tables = self.tables
        return (
            self.watched.isdisjoint(names)
            and self.endings.isdisjoint([name.rpartition(".")[2] for name in names])
            and tables.spares(names)
        )


class Scope:
    """The rules that may bear on a directory or below it. Nearly all directories share one.

    is_settled: all of them bear on the directory and on everything below, so the scope does not change.
    """

    __slots__ = ("_asked", "_depth", "_here", "_known", "is_settled", "rules")

    def __init__(self, rules: tuple[Rule, ...], asked: frozenset[str]) -> None:
        self._known: dict[tuple[tuple[Rule, ...], int], Scope] = {}
        self._begin(rules, 0, asked)

    def _begin(self, rules: tuple[Rule, ...], depth: int, asked: frozenset[str]) -> None:
        self.rules, self._depth, self._asked = rules, depth, asked
        self.is_settled = all(rule.is_deep and len(rule.head) <= depth for rule in rules)
        self._here: dict[int, DirectoryRules] = {}

    def below(self, name: str) -> Scope:
        """The scope of a directory of that name in this one."""
        if self.is_settled:
            return self
        depth = self._depth
        rules = tuple(rule for rule in self.rules if rule.below(name, depth))
        scope = self._known.get((rules, depth + 1))
        if scope is None:
            scope = Scope.__new__(Scope)
            scope._known = self._known
            scope._begin(rules, depth + 1, self._asked)
            scope = self._known.setdefault((rules, 0 if scope.is_settled else depth + 1), scope)
            self._known[rules, depth + 1] = scope
        return scope

    def at(self, path: str) -> Scope:
        """The scope of the directory at a path below this one."""
        scope = self
        for name in path.split("/"):
            scope = scope.below(name)
        return scope

    def rules_at(self, hits: int) -> DirectoryRules:
        """What bears on the names in this directory. hits: patterns that hit it; they need no second look."""
        found = self._here.get(hits)
        if found is None:
            depth = self._depth
            tables = tables_of(r for r in self.rules if not r.bit & hits and r.bears_at(depth))
            endings = frozenset(end.removeprefix(".") for end in tables.ends)
            found = self._here[hits] = DirectoryRules(tables, self._asked | tables.names.keys(), endings)
        return found
