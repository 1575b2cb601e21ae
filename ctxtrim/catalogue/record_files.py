"""The records, as read from the files below records/.

The files are TOML with one record a line. Only that form is read here, ten times as fast as tomllib does;
tests/catalogue/test_record_files.py holds that both read the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pkgutil import get_data
from typing import cast

from ctxtrim.catalogue.evidence import CONFIGURED, MODULES, TESTS
from ctxtrim.expressions import expression
from ctxtrim.model.record import JunkRecord, Tier

ECOSYSTEMS = tuple(
    """
    agents ansible archives bazel clojure cloud containers coverage cpp dart data data_science design docs
    dotnet editors elixir elm go godot haskell integration julia jvm kubernetes latex lua media models nix
    node ocaml office operating_systems outputs perl php prose python python_environments r
    react_native ruby rust secrets swift temporary terraform tests unity version_control web web_tools zig
    """.split()
)
"""The files, in the order in which their records are proposed."""

LISTS: Mapping[str, tuple[str, ...]] = {"@modules": MODULES, "@configured": CONFIGURED, "@tests": TESTS}
"""What stands for several names in a record's list."""

Value = str | tuple[str, ...] | bool

_STATEMENT = expression(
    r'^(?:\[(?P<tier>\w+)\.(?:"(?P<quoted>[^"]+)"|(?P<kind>\w+))\]|(?P<name>[\w-]+) = (?P<value>.+))$',
    re.MULTILINE,
)
_FIELD = expression(r'(\w+) = (?:"([^"]*)"|\[((?:"[^"]*"(?:, )?)*)\]|true)')
_NO_EXAMPLES = expression(r", (?:hits|misses) = ")


@cache
def load_records() -> tuple[JunkRecord, ...]:
    """Return every record, by ecosystem and name, without the examples that only tests read."""
    return tuple(record for name in ECOSYSTEMS for record in _records(read_data(f"records/{name}.toml")))


def read_data(name: str) -> str:
    """Return the text of a data file of this package, zipped or not."""
    return (get_data("ctxtrim.catalogue", name) or b"").decode()


def _records(text: str) -> list[JunkRecord]:
    """The records of a file, sorted by name, whatever section they stand in."""
    shared: dict[str, Value] = {}
    found = []
    for statement in _STATEMENT.finditer(text):
        tier, name, value = statement["tier"], statement["name"], statement["value"]
        if tier:
            shared |= {"tier": cast(Tier, tier), "kind": statement["quoted"] or statement["kind"]}
        elif value.startswith("{"):
            fields = _fields(_NO_EXAMPLES.split(value, maxsplit=1)[0])
            found.append(JunkRecord(name=name, **{**shared, **fields}))  # type: ignore[arg-type]
        else:
            shared |= _fields(statement[0])
    return sorted(found)


def _fields(text: str) -> dict[str, Value]:
    return {key: _value(string, strings) for key, string, strings in _FIELD.findall(text)}


def _value(string: str, strings: str) -> Value:
    if strings:
        names = strings[1:-1].split('", "')
        return (
            tuple(name for word in names for name in LISTS.get(word, (word,)))
            if "@" in strings
            else tuple(names)
        )
    return string or True
