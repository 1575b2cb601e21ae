"""Interpolation of `${VARIABLE:-default}` in compose files."""

from __future__ import annotations

from collections.abc import Callable

from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression

MAX_NESTING = 30
Lookup = Callable[[str], str | None]

_NAME = expression(r"[A-Za-z_][A-Za-z0-9_]*")
_BRACE = expression(r"[{}]")
_OPERATOR = expression(r":?[-+?]")


def interpolate(text: str, lookup: Lookup, unset: list[str], nesting: int = 0) -> str:
    """Replace variables as compose-go 2 does (template/template.go).

    $V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e} ${V:+r} ${V+r}, nested ones, and $$ for a dollar.
    lookup: a variable's value, or None if it is not set. Names that are missing and have no default become
    "" and are appended to `unset`. Raises CtxtrimError for an invalid template or a missing required one.
    """
    if "$" not in text:
        return text
    if nesting > MAX_NESTING:
        raise CtxtrimError(f"variables are nested more than {MAX_NESTING} deep")
    out: list[str] = []
    at = 0
    while (dollar := text.find("$", at)) >= 0:
        out.append(text[at:dollar])
        value, at = _replacement(text, dollar, lookup, unset, nesting)
        out.append(value)
    out.append(text[at:])
    return "".join(out)


def _replacement(text: str, dollar: int, lookup: Lookup, unset: list[str], nesting: int) -> tuple[str, int]:
    following = text[dollar + 1 : dollar + 2]
    if following == "$":
        return "$", dollar + 2
    if following == "{":
        end = _closing_brace(text, dollar + 1)
        return _braced(text[dollar + 2 : end], lookup, unset, nesting), end + 1
    name = _NAME.match(text, dollar + 1)
    if not name:
        return "$", dollar + 1
    return _plain(name.group(), lookup, unset), name.end()


def _closing_brace(text: str, opening: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(text, opening):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
    raise CtxtrimError(f"invalid template {_short(text)}: a brace is not closed")


def _plain(name: str, lookup: Lookup, unset: list[str]) -> str:
    value = lookup(name)
    if value is None:
        unset.append(name)
        return ""
    return value


def _braced(body: str, lookup: Lookup, unset: list[str], nesting: int) -> str:
    name = _NAME.match(body)
    if not name:
        raise CtxtrimError(f"invalid template {_short('${' + body + '}')}")
    if name.end() == len(body):
        return _plain(body, lookup, unset)
    operator = _OPERATOR.match(body, name.end())
    if not operator:
        raise CtxtrimError(f"invalid template {_short('${' + body + '}')}")
    value = lookup(name.group())
    present = bool(value) if operator.group().startswith(":") else value is not None
    word = body[operator.end() :]
    kind = operator.group()[-1]
    if kind == "+":
        return interpolate(word, lookup, unset, nesting + 1) if present else value or ""
    if present:
        return value or ""
    if kind == "-":
        return interpolate(word, lookup, unset, nesting + 1)
    reason = f": {_short(word)}" if word else ""
    raise CtxtrimError(f"required variable {name.group()} is missing a value{reason}")


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
