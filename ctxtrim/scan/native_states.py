"""States and rules as the accelerator knows them: numbers, and chains of bytes."""

from __future__ import annotations

from collections.abc import Callable

from ctxtrim.scan.native import ASKED, Rules, chained
from ctxtrim.scan.rule_tables import Affix, Tables
from ctxtrim.scan.verdict_states import Judge, State

FLAG_BITS = 2
_COUNTED = -1


def answers(judge: Judge, tables: Tables) -> Callable[[int, tuple[int, ...] | str], int]:
    """Return what C asks: the state below another, of a path by itself or of what these patterns hit."""

    def answer(state: int, about: tuple[int, ...] | str) -> int:
        parent = judge.states[state >> FLAG_BITS]
        if isinstance(about, tuple):
            return number_of(judge.moved(parent, sum(1 << pattern for pattern in about)))
        return number_of(judge.child(about, about.rpartition("/")[2], tables, parent))

    return answer


def number_of(state: State | None) -> int:
    """Return a state as C knows it."""
    if state is None:
        return _COUNTED
    return state.number << FLAG_BITS | state.eligible | state.emptied << 1


def rules_for(tables: Tables, asked: frozenset[str]) -> Rules:
    """Return the rules of tables; a name that is asked for is a rule of the pattern ASKED."""
    names = [(Affix(name, "", True), True, ASKED) for name in asked if is_text(name)]
    rules = [*(rule for some in tables.names.values() for rule in some), *tables.rules]
    return chained([*names, *((rule.name, rule.is_sure, rule.bit.bit_length() - 1) for rule in rules)])


def is_text(path: str) -> bool:
    return path.isascii() or not any("\ud800" <= char <= "\udfff" for char in path)
