"""BuildKit's shell lexer: expands and splits the words of a Dockerfile.

After frontend/dockerfile/shell/lex.go of BuildKit v0.32, its oddities included: `expand` is ProcessWord,
`split` is ProcessWords. Words stay text; a byte that did not decode is a surrogate and stays one.
"""

from __future__ import annotations

from ctxtrim.dockerfile import substitution
from ctxtrim.dockerfile.syntax import quoted
from ctxtrim.dockerfile.words import UNKNOWN, Lookup, Mode, WordError, Words

_DEFAULT = Mode()
_DEEPEST = 50
_SPECIAL_PARAMETERS = frozenset("@*#?-$!")


def expand(word: str, lookup: Lookup, mode: Mode = _DEFAULT) -> str:
    """One word, its quotes removed and its variables replaced. Raises WordError."""
    if not ("$" in word or "'" in word or '"' in word or mode.escape in word):
        return word.removeprefix("\ufeff")
    return _read(word, lookup, mode)[0]


def split(word: str, lookup: Lookup, mode: Mode = _DEFAULT) -> list[str]:
    """The words of a line, split after its variables are replaced. Raises WordError."""
    return _read(word, lookup, mode)[1]


def _read(word: str, lookup: Lookup, mode: Mode) -> tuple[str, list[str]]:
    lexer = _Lexer(word.removeprefix("\ufeff"), lookup, mode)
    try:
        return lexer.read_to("", mode.raw_escapes)
    except WordError as err:
        raise WordError(f"failed to process {quoted(word)}: {err}") from None


class _Lexer:
    """A position in a text; the methods read on from it."""

    def __init__(self, text: str, lookup: Lookup, mode: Mode) -> None:
        self.text = text
        self.at = 0
        self.lookup = lookup
        self.mode, self.raw_escapes = mode, mode.raw_escapes
        self.word: list[str] = []  # one buffer for all depths, as upstream: a nested read forgets it
        self.depth = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        char = self.text[self.at : self.at + 1]
        self.at += len(char)
        return char

    def read_to(self, stop: str, raw_escapes: bool) -> tuple[str, list[str]]:
        """The text up to `stop` (which is eaten), and its words."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise WordError("substitutions are nested too deeply")
        before, self.raw_escapes = self.raw_escapes, raw_escapes
        try:
            return self._read_to(stop)
        finally:
            self.raw_escapes = before
            self.depth -= 1

    def _read_to(self, stop: str) -> tuple[str, list[str]]:
        out: list[str] = []
        words = Words(self.word)
        while char := self.peek():
            if stop and char == stop:
                self.at += 1
                return "".join(out), words.all()
            if char == "$":
                out.append(self._dollar())
                words.add(out[-1])
            elif char == "<":
                out.append(self._heredoc_sign())
                words.add_raw(out[-1])
            elif char in "'\"" and not self.mode.plain_quotes:
                out.append(self._single() if char == "'" else self._double())
                words.add_raw(out[-1])
            else:
                self._plain(out, words)
        if stop:
            raise WordError(f"unexpected end of statement while looking for matching {stop}")
        return "".join(out), words.all()

    def _plain(self, out: list[str], words: Words) -> None:
        char = self.next()
        if char != self.mode.escape:
            out.append(char)
            words.add(char)
            return
        if self.raw_escapes:
            out.append(char)
            words.add_raw(char)
        char = self.next()
        if char:
            out.append(char)
            words.add_raw(char)

    def _single(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            self.at = len(self.text)
            raise WordError("unexpected end of statement while looking for matching single-quote")
        start, self.at = self.at, end + 1
        return self.text[start : end + 1] if self.mode.raw_quotes else self.text[start + 1 : end]

    def _double(self) -> str:
        quote = '"' if self.mode.raw_quotes else ""
        out = [quote]
        self.at += 1
        while (char := self.peek()) != '"':
            if not char:
                raise WordError("unexpected end of statement while looking for matching double-quote")
            if char == "$":
                out.append(self._dollar())
                continue
            self.at += 1
            if char == self.mode.escape:
                if self.raw_escapes:
                    out.append(char)
                follower = self.peek()
                if not follower:
                    continue
                if follower in ('"', "$", self.mode.escape):
                    char = self.next()
            out.append(char)
        self.at += 1
        return "".join([*out, quote])

    def _heredoc_sign(self) -> str:
        start = self.at
        self.at += 1
        if self.peek() == "<":
            self.at += 1
            while self.peek() in ("\t", "\r", " "):
                self.at += 1
        return self.text[start : self.at]

    def _name(self) -> str:
        start, first = self.at, self.peek()
        if first.isdecimal():
            while self.peek().isdecimal():
                self.at += 1
        elif first in _SPECIAL_PARAMETERS:
            self.at += 1
        else:
            while (char := self.peek()) and (char.isalpha() or char.isdecimal() or char == "_"):
                self.at += 1
        return self.text[start : self.at]

    def _dollar(self) -> str:
        self.at += 1
        if self.peek() != "{":
            name = self._name()
            return self._value(name, "$" + name) if name else "$"
        self.at += 1
        if not self.peek():
            raise WordError("syntax error: missing '}'")
        if self.peek() in "{}:":
            raise WordError("syntax error: bad substitution")
        name = self._name()
        operator = self.next()
        if operator == "}":
            return self._value(name, f"${{{name}}}")
        if operator == "/":
            return self._replacement(name)
        if operator == ":":
            operator += self.next()
        if not operator.startswith(":") and operator not in ("+", "-", "?", "#", "%"):
            raise _unsupported(operator)
        return self._modified(name, operator)

    def _value(self, name: str, as_written: str) -> str:
        value = self.lookup(name, "")
        if value is None:
            return as_written if self.mode.keep_unset else ""
        return value

    def _modified(self, name: str, operator: str) -> str:
        """${V-x} and its kin: the operator is read, its word is not."""
        sign = operator[-1]
        if operator in (":#", ":%"):
            raise _unsupported(operator)
        word = self._braced("}", sign in "#%")
        value = self.lookup(name, operator)
        if value is None and self.mode.keep_unset:
            return f"${{{name}{operator}{word}}}"
        if sign not in "-+?#%":
            raise _unsupported(operator)
        if value is not None and UNKNOWN in value:
            return UNKNOWN
        missing = value is None or (operator.startswith(":") and value == "")
        if sign == "-":
            return word if missing else value or ""
        if sign == "+":
            return "" if missing else word
        if sign == "?":
            if missing:
                state = "unset" if value is None else "empty"
                raise WordError(f"{name}: {word or f'is not allowed to be {state}'}")
            return value or ""
        return _trimmed(value or "", word, sign)

    def _replacement(self, name: str) -> str:
        """${V/p/r} and ${V//p/r}: the first slash is read."""
        everywhere = self.peek() == "/"
        self.at += everywhere
        pattern = self._braced("/", True)
        replacement = self._braced("}", True)
        value = self.lookup(name, "/")
        if value is None and self.mode.keep_unset:
            return f"${{{name}/{pattern}/{replacement}}}"
        if UNKNOWN in (value or "") or UNKNOWN in pattern:
            return UNKNOWN
        try:
            return substitution.replaced(value or "", pattern, replacement, everywhere)
        except substitution.PatternError as err:
            raise WordError(f"invalid pattern ({pattern}) in substitution: {err}") from None

    def _braced(self, stop: str, raw_escapes: bool) -> str:
        """Text inside ${…} up to `stop`."""
        try:
            return self.read_to(stop, raw_escapes)[0]
        except WordError:
            if self.peek():
                raise
            where = " in ${}" if stop == "/" else ""
            raise WordError(f"syntax error: missing '{stop}'{where}") from None


def _trimmed(value: str, pattern: str, sign: str) -> str:
    greedy = pattern.startswith(sign)
    pattern = pattern[greedy:]
    if UNKNOWN in pattern:
        return UNKNOWN
    cut = substitution.without_suffix if sign == "%" else substitution.without_prefix
    try:
        return cut(value, pattern, greedy)
    except substitution.PatternError as err:
        raise WordError(f"invalid pattern ({pattern}) in substitution: {err}") from None


def _unsupported(operator: str) -> WordError:
    return WordError(f"unsupported modifier ({operator or chr(0xFFFD)}) in substitution")
