"""States of the verdict that directories hand down, and what a hit on a name makes of them.

A state is all that the ignore file can still know of a path: its verdict, and, where opening a file asks
again, which patterns hit it or a parent. The states of a context are few (its directories share them), so
each is made once and remembers where each set of hits leads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxtrim.errors import CtxtrimError
from ctxtrim.matching import judge as judging
from ctxtrim.matching.pattern import DockerPattern, typed, typed_as_sent
from ctxtrim.matching.ruleset import Ruleset
from ctxtrim.matching.verdict import Verdict
from ctxtrim.scan.rule_tables import Affix, Rule, Tables, rules_of_all

_DOUBTFUL = frozenset("[]\\{}|^")
"""Without one of these a pattern's expression always compiles."""
_ANYTHING = Rule(0, (), True, Affix(), False)

Fold = Callable[[int, int], tuple[bool, int]]
"""Hits on a parent, hits on a path itself -> is it excluded, and what does it hand down."""


class State:
    """What is known of a path. number: which of the judge's states it is.

    eligible: not kept out. emptied: a file here would arrive with 0 bytes. hits: the verdict's. seen: a bit
    for each pattern that hit the path or a parent, tried or not.
    """

    __slots__ = ("eligible", "emptied", "hits", "moves", "number", "seen")

    def __init__(self, number: int, eligible: bool, hits: int, seen: int, emptied: bool) -> None:
        self.number, self.eligible, self.hits = number, eligible, hits
        self.seen, self.emptied = seen, emptied
        self.moves: dict[int, State] = {}

    @property
    def key(self) -> tuple[bool, int, int, bool]:
        """By which a judge of the same ruleset knows it: see `Judge.state`."""
        return self.eligible, self.hits, self.seen, self.emptied


class Judge:
    """A ruleset, asked by states. `rules`: of the tables; where there are none each name is judged in full.
    minds_newlines: a name that holds one is judged in full too. by_depth: what a directory hands down is more
    than its own state, see `below`.

    Tables serve where hits can be carried down: see `_way`. All else, and a pattern that does not compile (an
    error only once it is tried), takes the full way.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.states: list[State] = []
        fold = self._way()
        self.by_tables = fold is not None
        self._fold = fold or self._by_results
        self.minds_newlines = fold == self._by_last
        self.by_depth = fold == self._by_depth
        self._depths = [pattern.glob.count("/") + 1 for pattern in ruleset.patterns]
        self.rules = tuple(rules_of_all(ruleset.patterns)) if self.by_tables else (_ANYTHING,)
        self._known: dict[tuple[bool, int, int, bool], State] = {}
        self.root = self.state(True, ruleset.root.hits, 0, False)
        self._may_empty = ruleset.may_empty

    def child(self, path: str, name: str, tables: Tables, parent: State) -> State:
        """The state of `path`, whose base name is `name`, in a directory with these tables.

        Raises CtxtrimError for a pattern that the builder rejects, when the builder would.
        """
        if not self.by_tables or (self.minds_newlines and "\n" in path):
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

    def below(self, state: State) -> State:
        """What the entries of a directory start from, whose own state this is."""
        return self._handed_down(state) if self.by_depth else state

    def enters(self, directory: str, state: State) -> bool:
        """Return whether the builder walks this directory."""
        return state.eligible or self.ruleset.enters(directory, Verdict(False))

    def state(self, eligible: bool, hits: int, seen: int, emptied: bool) -> State:
        """The one state that is so."""
        key = (eligible, hits, seen, emptied)
        state = self._known.get(key)
        if state is None:
            state = self._known[key] = State(len(self.states), *key)
            self.states.append(state)
        return state

    def _way(self) -> Fold | None:
        """How hits make a verdict in this dialect; None where only the builder's own way tells."""
        ruleset, judge, syntax = self.ruleset, self.ruleset.dialect.judge, self.ruleset.dialect.syntax
        if syntax not in (typed, typed_as_sent) and not _are_read_alike(ruleset.patterns):
            return None
        if judge is judging.using_parent_results:
            fold = self._by_results
        elif judge is judging.last_hit:
            fold = self._by_last
        elif ruleset.has_exceptions or (ruleset.patterns and ruleset.enters("\0", Verdict(False))):
            fold = self._by_depth
        else:
            fold = self._by_any
        return fold if _compiles(ruleset.patterns) else None

    def _move(self, parent: State, own: int) -> State:
        excluded, hits = self._fold(parent.hits, own)
        seen, emptied = 0, False
        if self._may_empty:
            seen = own | parent.seen
            emptied = not excluded and self._is_refused(seen)
        return self.state(not excluded, hits, seen, emptied)

    def _by_results(self, above: int, own: int) -> tuple[bool, int]:
        """judging.using_parent_results."""
        verdict = judging.by_hits(self.ruleset.patterns, above, own)
        return not verdict.eligible, verdict.hits

    def _by_last(self, above: int, own: int) -> tuple[bool, int]:
        """judging.last_hit, over bits: what hits a directory hits all that is below, but for names with a
        newline, which Go's `.` does not match.
        """
        hits = own | above
        return self._is_last_plain(hits), hits

    def _by_depth(self, above: int, own: int) -> tuple[bool, int]:
        """judging.with_one_parent and with_one_parent_skipping, over bits: a hit holds for what is below only
        if the pattern has as many parts as the path, whose number stands in front of the bits handed down.
        """
        count = len(self._depths)
        depth, held = above >> count, above & (1 << count) - 1
        left, kept = own, 0
        while left:
            bit = left & -left
            left ^= bit
            if self._depths[bit.bit_length() - 1] == depth:
                kept |= bit
        return self._is_last_plain(held | own), above | kept

    def _handed_down(self, state: State) -> State:
        """Without the hits that end with the directory, and a part deeper, up to the longest pattern."""
        count = len(self._depths)
        depth, held = state.hits >> count, state.hits & (1 << count) - 1
        depth = min(depth + 1, max(self._depths) + 1)
        return self.state(not self._is_last_plain(held), depth << count | held, 0, False)

    def _is_last_plain(self, hits: int) -> bool:
        """Return whether the last pattern that hits is not an exception."""
        return hits > 0 and not self.ruleset.patterns[hits.bit_length() - 1].is_exception

    def _by_any(self, above: int, own: int) -> tuple[bool, int]:
        """The same without exceptions: nothing below a hit is looked at."""
        return own > 0, 0

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
        return self.state(verdict.eligible, verdict.hits, 0, verdict.eligible and self.ruleset.empties(path))


def _compiles(patterns: Sequence[DockerPattern]) -> bool:
    try:
        for pattern in patterns:
            if not _DOUBTFUL.isdisjoint(pattern.glob):
                pattern.hits("")
    except CtxtrimError:
        return False
    return True


def _are_read_alike(patterns: Sequence[DockerPattern]) -> bool:
    """Return whether the tables, made for moby's syntax, agree with an older syntax on these patterns.

    `**` alone is everything to all but for names that hold a newline, which take the full way there.
    """
    from ctxtrim.matching.portable import reads_alike

    return all(pattern.glob == "**" or reads_alike(pattern.glob) for pattern in patterns)
