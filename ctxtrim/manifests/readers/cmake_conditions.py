"""Conditions of CMake, evaluated as far as the files and the command line decide them.

cmake-language(7), if(), option(), and CTest's module (it turns BUILD_TESTING on). None: it cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ctxtrim.expressions import expression

_WORD = expression(r"\"((?:\\.|[^\"\\])*)\"|(\(|\))|([^\s\"()]+)")
_TRUE = frozenset(("ON", "YES", "TRUE", "Y", "1"))
_FALSE = frozenset(("OFF", "NO", "FALSE", "N", "0", "IGNORE", "NOTFOUND", ""))
_ELSEWHERE = frozenset(
    "WIN32 MSVC APPLE ANDROID IOS EMSCRIPTEN CYGWIN MINGW MSYS XCODE BSD CMAKE_CROSSCOMPILING".split()
)
_HERE = frozenset(("UNIX", "LINUX"))
_OF_TESTS = expression(r"TEST|EXAMPLE|BENCH|FUZZ|DOC", re.IGNORECASE)
_TOP = expression(r"PROJECT_NAME|SOURCE_DIR")
_REFERENCE = expression(r"\$\{(\w+)\}")
_LOOPS = frozenset(("foreach", "while", "function", "macro", "block"))
_COMPARES = frozenset(("STREQUAL", "MATCHES", "EQUAL", "VERSION_LESS", "VERSION_GREATER", "LESS", "GREATER",
    "VERSION_EQUAL", "VERSION_GREATER_EQUAL", "VERSION_LESS_EQUAL", "IN_LIST", "GREATER_EQUAL", "LESS_EQUAL",
    "STRLESS", "STRGREATER", "IS_NEWER_THAN", "PATH_EQUAL"))  # fmt: skip
_ASKS = frozenset(("DEFINED", "TARGET", "EXISTS", "COMMAND", "POLICY", "IS_DIRECTORY", "IS_ABSOLUTE", "TEST"))


class Settings:
    """The variables of a configuration run: those of the command line, then the first to say a value."""

    def __init__(self, given: Mapping[str, str | None]) -> None:
        """given: the texts that the command line sets variables to, None where that cannot be told."""
        self._values: dict[str, bool | None] = {
            name: None if value is None else _truth(value) for name, value in given.items()
        }
        self._from: dict[str, str] = dict.fromkeys(given, "")

    def define(self, command: str, arguments: str, where: str, reached: bool | None) -> None:
        """Note what `option()`, a macro called so, `set()` or `include(CTest)` makes of a variable.

        reached: whether the conditions around it hold. A value that the file itself changes cannot be told.
        """
        words = [m[1] if m[1] is not None else m[0] for m in _WORD.finditer(arguments)]
        if reached is False or not words:
            return
        if command == "include" and words[0] == "CTest":
            self._values.setdefault("BUILD_TESTING", True if reached else None)
        elif (command == "set" or command.endswith("option")) and len(words) > 1:
            name, value = words[0], self._told(words[1:2] if command == "set" else words[1:])
            value = value if reached else None
            if name not in self._values:
                self._values[name], self._from[name] = value, where
            elif self._from.get(name) == where and self._values[name] != value:
                self._values[name] = None

    def _told(self, words: Iterable[str]) -> bool | None:
        """The first of the words that is a truth value, or a reference to one."""
        for word in words:
            if word and (told := _truth(word)) is not None:
                return told
            if match := _REFERENCE.fullmatch(word):
                return self._values.get(match[1])
        return None

    def holds(self, condition: str, at_top: bool) -> bool | None:
        """Whether a condition holds. at_top: in the project that is configured, not in one inside of it."""
        words = [m[2] or m[3] or f'"{m[1]}' for m in _WORD.finditer(condition)]
        return _Reading(self, words, at_top).any() if len(words) < 200 else None

    def value(self, name: str) -> bool | None:
        """What a variable is, used as a condition."""
        if name in self._values:
            return self._values[name]
        if name in _HERE or name in _ELSEWHERE:
            return name in _HERE
        return False if _OF_TESTS.search(name) and not name.startswith("CMAKE_") else None


class Branches:
    """The blocks around a command, while a file is read from its start.

    depth: how many. reached: whether the conditions of all of them hold.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._blocks: list[tuple[bool | None, bool | None]] = []
        """For each block: whether it runs, and whether a branch before it did."""

    @property
    def depth(self) -> int:
        return len(self._blocks)

    @property
    def reached(self) -> bool | None:
        """False if it is certain that the command here does not run, None if that cannot be told."""
        runs = [now for now, _ in self._blocks]
        return False if False in runs else None if None in runs else True

    def follow(self, command: str, arguments: str, at_top: bool) -> bool:
        """Takes a command that begins or ends a block; False if it is another one."""
        if command == "if":
            self._blocks.append((self._settings.holds(arguments, at_top), False))
        elif command in _LOOPS:
            self._blocks.append((None, False))
        elif command in ("elseif", "else") and self._blocks:
            now, before = self._blocks.pop()
            before = True if now or before else None if None in (now, before) else False
            holds = True if command == "else" else self._settings.holds(arguments, at_top)
            runs = False if before or holds is False else None if before is None else holds
            self._blocks.append((runs, before))
        elif command == "endif" or command.removeprefix("end") in _LOOPS:
            del self._blocks[-1:]
        else:
            return False
        return True


def _truth(word: str) -> bool | None:
    """A constant of CMake; None for anything else."""
    return True if word.upper() in _TRUE else False if word.upper() in _FALSE else None


class _Reading:
    """One condition, read from left to right."""

    def __init__(self, settings: Settings, words: list[str], at_top: bool) -> None:
        self.settings, self.words, self.at_top = settings, words[::-1], at_top

    def any(self) -> bool | None:
        found = self._all()
        while self._next("OR"):
            other = self._all()
            found = True if found or other else None if None in (found, other) else False
        return found

    def _all(self) -> bool | None:
        found = self._one()
        while self._next("AND"):
            other = self._one()
            found = False if False in (found, other) else None if None in (found, other) else True
        return found

    def _next(self, word: str) -> bool:
        if self.words and self.words[-1].upper() == word:
            self.words.pop()
            return True
        return False

    def _one(self) -> bool | None:
        word = self.words.pop() if self.words else ""
        if word.upper() == "NOT":
            found = self._one()
            return None if found is None else not found
        if word == "(":
            found = self.any()
            self._next(")")
            return found
        if word.upper() in _ASKS:
            if self.words:
                self.words.pop()
            return None
        if self.words and self.words[-1].upper() in _COMPARES:
            how = self.words.pop().upper()
            return self._compared(word, how, self.words.pop() if self.words else "")
        plain = word.lstrip('"')
        if plain == "PROJECT_IS_TOP_LEVEL" or plain.endswith("_IS_TOP_LEVEL"):
            return self.at_top
        if (told := _truth(plain)) is not None:
            return told
        name = _REFERENCE.sub(r"\1", plain)
        return self.settings.value(name) if re.fullmatch(r"\w+", name) else None

    def _compared(self, left: str, how: str, right: str) -> bool | None:
        """Two names of the project or its directory are the same at the top."""
        if how in ("STREQUAL", "PATH_EQUAL") and _TOP.search(left) and _TOP.search(right):
            return self.at_top
        return None
