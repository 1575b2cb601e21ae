"""The values of variables at a line of a Dockerfile, and which of them nobody can know.

A value is carried twice: as the build has it that is run with the arguments given (BuildKit makes nothing of
what is not set), and at worst, where UNKNOWN stands for whatever another build may put there. After
defaultArgs, buildMetaArgs and dispatchArg in frontend/dockerfile/dockerfile2llb/convert.go of BuildKit v0.32.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ctxtrim.dockerfile import shell
from ctxtrim.dockerfile.words import UNKNOWN, Mode, WordError

_HAS_FALLBACK = ("-", ":-", "+", ":+")


class Value(NamedTuple):
    """given: as this build has it. worst: with UNKNOWN in place of what another build may change.

    blanks: the variables without a value that `given` made nothing of, sorted.
    """

    given: str
    worst: str
    blanks: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether it is the same in every build."""
        return self.given == self.worst


class Scope:
    """Variables at one point of a stage (or before the first).

    values: None where an ARG is declared and has no value. outside: names that are not here may be set by a
    base image that we do not see.
    """

    def __init__(self, values: Mapping[str, Value | None], escape: str, outside: bool = False) -> None:
        self.values = dict(values)
        self.mode = Mode(escape=escape)
        self.outside = outside

    def copy(self) -> Scope:
        """The same values; what is set in one is not set in the other."""
        return Scope(self.values, self.mode.escape, self.outside)

    def expand(self, word: str) -> Value:
        """A word, expanded. Raises WordError where BuildKit stops and no unknown variable is the reason."""
        if "$" not in word:
            text = shell.expand(word, _unset, self.mode)
            return Value(text, text)
        blanks: set[str] = set()
        worst = shell.expand(word, self._worst, self.mode)
        try:
            given = shell.expand(word, lambda name, operator: self._given(name, operator, blanks), self.mode)
        except WordError:
            if not blanks:
                raise
            given = ""  # ${V?message} without its V: this build stops, another does not
        return Value(given, worst, tuple(sorted(blanks)))

    def _given(self, name: str, operator: str, blanks: set[str]) -> str | None:
        value = self.values.get(name)
        if value is None:
            if (self.outside or name in self.values) and operator not in _HAS_FALLBACK:
                blanks.add(name)
            return None
        blanks.update(value.blanks)
        return value.given

    def _worst(self, name: str, operator: str) -> str | None:
        value = self.values.get(name)
        if value is None:
            return UNKNOWN if self.outside or name in self.values else None
        return value.worst


def _unset(name: str, operator: str) -> None:
    return None


class Arguments(NamedTuple):
    """What is given to a build. given: --build-arg values (None: taken from an environment we do not see).

    platform, build_platform: as --platform has them.
    """

    given: Mapping[str, str | None] = {}
    platform: str = "linux/amd64"
    build_platform: str = "linux/amd64"
    target: str = ""


def platform_values(arguments: Arguments, last_stage: str = "") -> dict[str, Value]:
    """The variables every build has: known for this platform, anything for another."""
    pairs = {"TARGETSTAGE": arguments.target or last_stage or "default"}
    for prefix, platform in (("BUILD", arguments.build_platform), ("TARGET", arguments.platform)):
        system, architecture, variant = (*platform.split("/"), "", "")[:3]
        pairs |= {
            prefix + "PLATFORM": platform,
            prefix + "OS": system,
            prefix + "OSVERSION": "",
            prefix + "ARCH": architecture,
            prefix + "VARIANT": variant,
        }
    given = {name: value for name, value in arguments.given.items() if value is not None}
    return {name: Value(given.get(name, value), UNKNOWN) for name, value in pairs.items()}


def declare(scope: Scope, words: tuple[str, ...], arguments: Arguments, above: Scope | None = None) -> None:
    """ARG. above: the scope before the first FROM; None in that scope itself. Raises WordError."""
    for word in words:
        name, sign, text = word.partition("=")
        default = scope.expand(text) if sign else None
        if name in arguments.given:
            scope.values[name] = _given(arguments.given[name], default)
        elif default is not None:
            scope.values[name] = default
        else:
            inherited = above.values.get(name) if above else None
            scope.values[name] = inherited or scope.values.get(name)


def assign(scope: Scope, args: tuple[str, ...]) -> None:
    """ENV: every value sees the variables as they were before the line. Raises WordError."""
    pairs = [
        (scope.expand(key), scope.expand(value)) for key, value in zip(args[::3], args[1::3], strict=True)
    ]
    scope.values.update((key.given, value) for key, value in pairs)


def _given(value: str | None, default: Value | None) -> Value | None:
    if value is not None:
        return Value(value, value)
    return Value(default.given, UNKNOWN, default.blanks) if default else None
