"""Parsers of structured manifests; one that cannot be parsed is empty."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ctxtrim.expressions import expression

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_COMMENT = expression(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_TRAILING = expression(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[}\]])')
_QUOTED = expression(r"\"([^\"\n]{1,200})\"|'([^'\n]{1,200})'")
_YAML_ITEM = expression(r"^(\s*)(?:- +)?(?:([\w.\-]+|\"[^\"]+\"|'[^']+') *:(?: +|$))?(.*)$")
_LEAVES = 20_000
_LONGEST_LINE = 2000


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their number, continuations joined by a blank."""
    held, start = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        start = start or number
        held += line
        if held.endswith("\\"):
            held = held[:-1] + " "
            continue
        yield start, held
        held, start = "", 0
    if held:
        yield start, held


def toml(text: str) -> dict[str, Any]:
    """A TOML document; {} if it is none or too deep."""
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def json(text: str) -> dict[str, Any]:
    """A JSON object, with the comments and trailing commas that TypeScript allows; {} if it is none."""
    import json as parser

    for plain in (False, True):
        if plain:
            text = _COMMENT.sub(lambda m: m[1] or "", text)
            text = _TRAILING.sub(lambda m: m[1] or "", text)
        try:
            found = parser.loads(text)
            return found if isinstance(found, dict) else {}
        except (ValueError, RecursionError):
            continue
    return {}


def xml(text: str) -> list[Element]:
    """All elements of an XML document in order, tags without namespace; [] if it is none.

    One with a DOCTYPE is refused, since entities can grow without bound.
    """
    from xml.etree import ElementTree

    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return []
    try:
        found = list(ElementTree.fromstring(text).iter())
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    for element in found:
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return [e for e in found if isinstance(e.tag, str)]


def table(value: Any, *keys: str) -> dict[str, Any]:
    """The table at `keys` inside `value`; {} if anything on the way is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def text_list(value: Any) -> list[str]:
    """A string or a list of strings as a list; whatever else is in it is left out."""
    if isinstance(value, str):
        return [value]
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def leaves(value: Any) -> Iterator[str]:
    """The strings anywhere in a structure; what stands under a key that excludes or ignores is left out."""
    pending, count = [value], 0
    while pending and count < _LEAVES:
        count += 1
        current = pending.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, dict):
            if current.get("format") == "sdist":
                continue
            pending += [
                v for k, v in reversed(current.items()) if not re.search("exclu|ignore|omit|lint", str(k))
            ]
        elif isinstance(current, list):
            pending += reversed(current)


def quoted(text: str) -> Iterator[tuple[str, int]]:
    """The quoted strings of a source text, with the line of each."""
    ends = [m.start() for m in re.finditer("\n", text)]
    for match in _QUOTED.finditer(text):
        yield match[1] or match[2], bisect_right(ends, match.start()) + 1


def yaml_values(text: str) -> Iterator[tuple[str, str, int]]:
    """(key, scalar, line) of a plain YAML file, read line by line; an item of a list has its list's key.

    No YAML parser: these files are a page long, may hold tags of other tools, and only names are wanted.
    """
    key = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.isspace() or line.lstrip().startswith("#"):
            continue
        match = _YAML_ITEM.match(line[:_LONGEST_LINE])
        if not match:
            continue
        key = match[2].strip("\"'") if match[2] else key
        value = re.sub(r"\s+#.*$", "", match[3]).strip() if "#" in line else match[3].strip()
        if value.startswith("["):
            for item in value.strip("[]").split(","):
                yield key, item.strip().strip("\"'"), number
        elif value:
            yield key, value.strip("\"'"), number
