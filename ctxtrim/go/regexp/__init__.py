"""Go regular expressions made from ignore patterns, matched against paths.

moby/patternmatcher turns a pattern into `^…$` and leaves part of Go's syntax unescaped, so any of it can
come out of an ignore file. What comes out nearly always is a plain glob; that runs on `re`, rewritten so
that it cannot backtrack over and over (plain.py). The rest is parsed by Go's rules (syntax.py) and run as
an automaton (automaton.py). Both take time linear in the path.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ctxtrim.go.regexp.plain import plain_matcher


class GoRegexpError(ValueError):
    """Go's regexp.Compile refuses the expression; the text says what it minds."""


@lru_cache(4096)
def compile(expression: str) -> Callable[[str], bool]:
    """Return what `regexp.MustCompile(expression).MatchString` would be, over decoded paths.

    expression: as patternmatcher builds it, "^" and "$" included; nothing is added to it. The search is
    not anchored by itself: `^a|b$` is found in "xb". The function takes a path as `os.fsdecode` gives
    it: a byte that does not decode (a surrogate) is what Go sees, U+FFFD.
    Raises GoRegexpError where Go does (1.19 to 1.26; where they differ, on names in `\\p{…}`, as 1.26).
    `(?` is refused too: no pattern leads to it.
    """
    if not expression.isascii() and any("\ud800" <= char <= "\udfff" for char in expression):
        raise GoRegexpError("invalid UTF-8")

    def automaton() -> Callable[[str], bool]:
        from ctxtrim.go.regexp.automaton import Automaton
        from ctxtrim.go.regexp.syntax import parse

        return Automaton(parse(expression)).search

    return plain_matcher(expression, automaton) or automaton()
