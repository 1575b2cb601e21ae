"""The variables that a `.env` file sets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ctxtrim.builds.interpolation import interpolate
from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression

_LINE = expression(
    r"""[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*
        (?:[=:][ \t]*(?:'(?P<single>[^']*)'|"(?P<double>(?:[^"\\]|\\.)*)"|(?P<bare>[^\n]*)))?
        [^\n]*(?:\n|$)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = expression(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def parse_dotenv(data: bytes, outer: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a `.env` file sets, as compose-go's dotenv reads it; a wrong line is skipped.

    outer: the environment, whose variables may be used in values and are not replaced by the file's.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    values: dict[str, str] = {}

    def lookup(name: str) -> str | None:
        return outer.get(name, values.get(name))

    at = 0
    while at < len(text):
        line = _LINE.match(text, at)
        if line is None:
            newline = text.find("\n", at)
            at = len(text) if newline < 0 else newline + 1
            continue
        at = line.end()
        value = _value(line, lookup)
        if value is not None:
            values[line["name"]] = value
    return values


def _value(line: re.Match[str], lookup: object) -> str | None:
    single: str | None = line["single"]
    if single is not None:
        return single
    double: str | None = line["double"]
    if double is not None:
        text = _ESCAPE.sub(lambda m: _ESCAPES.get(m[1], m[1] if m[1] != "$" else "$$"), double)
    elif line["bare"] is not None:
        bare: str = line["bare"]
        text = "" if bare.startswith("#") else re.split(r"[ \t]#", bare, maxsplit=1)[0].rstrip()
    else:
        return None
    try:
        return interpolate(text, lookup, [])  # type: ignore[arg-type]
    except CtxtrimError:
        return text
