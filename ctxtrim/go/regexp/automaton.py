"""Search a text for a match of a program, in time linear in the text.

The program is a nondeterministic automaton (Thompson's). A search follows all its threads at once, one
character after the other, and remembers what each set of threads becomes at each character: after a few
paths it runs as a deterministic automaton. What it remembers is bounded; beyond that it forgets and goes on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from ctxtrim.go.regexp.classes import Boundaries

# An instruction is (what it does, its argument). Distances are relative to the instruction itself, so
# that a piece of program can be copied.
CHAR, FORK, ASSERT = range(3)
Instruction = tuple[int, Boundaries]
BEGIN, END, BOUNDARY, NO_BOUNDARY = range(4)

_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_REMEMBERED = 200_000


class _State(NamedTuple):
    """Threads waiting at this place of the text, what stands before it, and what each next character does.

    before: "" at the beginning, "w" after a word character, "-" after any other. after: None is a match.
    """

    threads: tuple[int, ...]
    before: str
    after: dict[str, _State | None]


class Automaton:
    def __init__(self, program: list[Instruction]) -> None:
        self._program = program
        self._states: dict[tuple[tuple[int, ...], str], _State] = {}
        self._remembered = 0

    def search(self, text: str) -> bool:
        """Return whether there is a match anywhere in the text."""
        if not text.isascii():
            text = _undecodable().sub("\ufffd", text)
        state = self._state((), "")
        for char in text:
            try:
                following = state.after[char]
            except KeyError:
                following = self._step(state, char)
            if following is None:
                return True
            state = following
        return self._reachable(state, "") is None

    def _step(self, state: _State, char: str) -> _State | None:
        """Return the state after one more character (None: matched before it), and remember it."""
        reachable = self._reachable(state, char)
        following = None
        if reachable is not None:
            point, program = ord(char), self._program
            threads = tuple(sorted(at + 1 for at in reachable if bisect_right(program[at][1], point) & 1))
            following = self._state(threads, "w" if char in _WORD else "-")
            self._remembered += 1
        state.after[char] = following
        return following

    def _state(self, threads: tuple[int, ...], before: str) -> _State:
        state = self._states.get((threads, before))
        if state is None:
            self._remembered += len(threads) + 1
            if self._remembered > _REMEMBERED:
                self._states.clear()
                self._remembered = len(threads) + 1
            state = self._states[threads, before] = _State(threads, before, {})
        return state

    def _reachable(self, state: _State, char: str) -> list[int] | None:
        """Return the CHAR instructions that wait for `char` ("" at the end), None if there is a match."""
        program = self._program
        final = len(program)
        holds = _holding(state.before, char)
        pending = [*state.threads, 0]
        seen = set(pending)
        waiting = []
        while pending:
            at = pending.pop()
            if at == final:
                return None
            what, argument = program[at]
            if what == CHAR:
                waiting.append(at)
                continue
            if what == FORK:
                targets = [at + distance for distance in argument]
            else:
                targets = [at + 1] if argument[0] in holds else []
            for target in targets:
                if target not in seen:
                    seen.add(target)
                    pending.append(target)
        return waiting


def _holding(before: str, char: str) -> set[int]:
    """Return the assertions that hold between what stands before and the next character."""
    is_boundary = (before == "w") != (char in _WORD)
    holds = {BOUNDARY if is_boundary else NO_BOUNDARY}
    if not before:
        holds.add(BEGIN)
    if not char:
        holds.add(END)
    return holds


@cache
def _undecodable() -> re.Pattern[str]:
    return re.compile("[\ud800-\udfff]")
