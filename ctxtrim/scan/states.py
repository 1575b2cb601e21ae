"""What does a hit on a name make of the state that its directory handed down?

A state is all that the ignore file can still know of a path: its verdict, and, where opening a file asks
again, which patterns hit it or a parent. The states of a context are few (its directories share them), so
each is made once and remembers where each set of hits leads.
"""

from __future__ import annotations

from ctxtrim import judging
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.context import Verdict
from ctxtrim.pattern import typed, typed_as_sent
from ctxtrim.ruleset import Ruleset
from ctxtrim.scan.tables import Affix, Rule, Tables, rules_of_all

_DOUBTFUL = frozenset("[]\\{}|^")
"""Without one of these a pattern's expression always compiles."""
_ANYTHING = Rule(0, (), True, Affix(), False)


class State:
    """What is known of a path. number: which of the judge's states it is.

    eligible: not kept out. emptied: a file here would arrive with 0 bytes. hits: the verdict's. seen: a bit
    for each pattern that hit the path or a parent, tried or not.
    """

    __slots__ = ("eligible", "emptied", "hits", "moves", "number", "seen")

    def __init__(self, number: int, verdict: Verdict, seen: int, emptied: bool) -> None:
        self.number, self.eligible, self.hits = number, verdict.eligible, verdict.hits
        self.seen, self.emptied = seen, emptied
        self.moves: dict[int, State] = {}


class Judge:
    """A ruleset, asked by states. `rules`: of the tables; where there are none each name is judged in full.

    Tables serve the dialects that carry hits down with moby's own syntax; any other row of the table of
    dialects, and a pattern that does not compile (an error only once it is tried), takes the full way.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.states: list[State] = []
        self.by_tables = _has_tables(ruleset)
        self.rules = tuple(rules_of_all(ruleset.patterns)) if self.by_tables else (_ANYTHING,)
        self._known: dict[tuple[bool, int, int, bool], State] = {}
        self.root = self._state(ruleset.root, 0, False)
        self._may_empty = ruleset.may_empty

    def child(self, path: str, name: str, tables: Tables, parent: State) -> State:
        """The state of `path`, whose base name is `name`, in a directory with these tables.

        Raises CtxtrimError for a pattern that the builder rejects, when the builder would.
        """
        if not self.by_tables:
            return self._judged(path, parent)
        sure, maybe = tables.hits(name)
        if "\n" in path:
            sure, maybe = 0, (1 << len(self.ruleset.patterns)) - 1
        while maybe:
            bit = maybe & -maybe
            if self.ruleset.patterns[bit.bit_length() - 1].hits(path):
                sure |= bit
            maybe ^= bit
        return self.moved(parent, sure)

    def moved(self, parent: State, own: int) -> State:
        """The state below `parent` of a path that these patterns hit."""
        state = parent.moves.get(own)
        if state is None:
            state = parent.moves[own] = self._move(parent, own)
        return state

    def enters(self, directory: str, state: State) -> bool:
        """Does the builder walk this directory?"""
        return state.eligible or self.ruleset.enters(directory, Verdict(False))

    def _move(self, parent: State, own: int) -> State:
        """judging.using_parent_results, over bits; and judging.or_parent where files are opened by path."""
        patterns = self.ruleset.patterns
        excluded, hits, left = False, 0, own | parent.hits
        while left:
            bit = left & -left
            left ^= bit
            is_exception = patterns[bit.bit_length() - 1].is_exception
            if parent.hits & bit or is_exception == excluded:
                hits |= bit
                excluded = not is_exception
        seen, emptied = 0, False
        if self._may_empty:
            seen = own | parent.seen
            emptied = not excluded and self._is_refused(seen)
        return self._state(Verdict(not excluded, None, hits), seen, emptied)

    def _is_refused(self, seen: int) -> bool:
        excluded = False
        while seen:
            bit = seen & -seen
            seen ^= bit
            if self.ruleset.patterns[bit.bit_length() - 1].is_exception == excluded:
                excluded = not excluded
        return excluded

    def _judged(self, path: str, parent: State) -> State:
        verdict = self.ruleset.judge(path, Verdict(parent.eligible, None, parent.hits))
        return self._state(verdict, 0, verdict.eligible and self.ruleset.empties(path))

    def _state(self, verdict: Verdict, seen: int, emptied: bool) -> State:
        key = (verdict.eligible, verdict.hits, seen, emptied)
        state = self._known.get(key)
        if state is None:
            state = self._known[key] = State(len(self.states), verdict, seen, emptied)
            self.states.append(state)
        return state


def _has_tables(ruleset: Ruleset) -> bool:
    dialect = ruleset.dialect
    if dialect.judge is not judging.using_parent_results or dialect.syntax not in (typed, typed_as_sent):
        return False
    try:
        for pattern in ruleset.patterns:
            if not _DOUBTFUL.isdisjoint(pattern.glob):
                pattern.hits("")
    except CtxtrimError:
        return False
    return True
