"""The configuration of a project: ctxtrim.toml, [tool.ctxtrim] in pyproject.toml, [ctxtrim] in setup.cfg.

The first of them that is found counts, looked for in the context and in the folders above it, up to the top
of the git repository. Values are those of options; `[contexts."apps/web"]` goes before them for one context.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ctxtrim.builds.read_file import read_or_none, read_regular
from ctxtrim.errors import CtxtrimError
from ctxtrim.model.settings import Settings
from ctxtrim.model.sizes import parse_size

Value = str | int | bool | list[str]

KEYS: Mapping[str, type] = {
    "allowlist": bool,
    "baseline": str,
    "build-arg": list,
    "build-context": list,
    "budget": str,
    "builder": str,
    "fail-on": str,
    "file": list,
    "findings": bool,
    "gitignore": bool,
    "ignore": list,
    "ignore-file": str,
    "max-files": int,
    "max-size": str,
    "must-contain": list,
    "must-not-contain": list,
    "on-disk": bool,
    "only": list,
    "select": list,
    "skip": list,
    "target": str,
    "top": int,
    "unsafe": bool,
}
"""What may be configured: names of options, and the contract of a context. None makes a command write or run
something."""
_PATHS = {"file", "ignore-file", "baseline"}
_WORDS = {bool: "true or false", int: "a number", str: "a string", list: "a list of strings"}
_FILES = ("ctxtrim.toml", "pyproject.toml", "setup.cfg")


class Configuration(NamedTuple):
    """file: as people see it, "" for none. values: by key, paths relative to the working directory."""

    file: str = ""
    values: Mapping[str, Value] = {}


def read_configuration(context: str) -> Configuration:
    """Return the configuration of a context.

    Raises CtxtrimError for a file that cannot be parsed, an unknown key and a value of another type.
    """
    here = os.path.abspath(context)
    for folder in _folders(here):
        for name in _FILES:
            path = os.path.join(folder, name)
            data = _read(path)
            if data is not None and b"ctxtrim" in data + name.encode():
                table = _toml(path, data) if name.endswith(".toml") else _ini(path, data)
                if table is not None:
                    return _configuration(path, table, os.path.relpath(here, folder))
    return Configuration()


def places(context: str) -> Iterator[str]:
    """Yield the files that may configure a context (absolute), there or not."""
    for folder in _folders(os.path.abspath(context)):
        yield from (os.path.join(folder, name) for name in _FILES)


def settings_of(found: Configuration) -> Settings:
    """Return what concerns several commands. Raises CtxtrimError for a size that is none."""
    values: dict[str, Any] = dict(found.values)
    try:
        size = parse_size(values["max-size"]) if "max-size" in values else None
    except ValueError as error:
        raise CtxtrimError(f"{found.file}: max-size: {error}.") from None
    return Settings(
        skip=tuple(values.get("skip", ())),
        select=tuple(values.get("select", ())),
        ignore=tuple(values.get("ignore", ())),
        must_contain=tuple(values.get("must-contain", ())),
        must_not_contain=tuple(values.get("must-not-contain", ())),
        max_size=size,
        max_files=values.get("max-files"),
        budget=values.get("budget", "sent"),
        file=found.file,
    )


def _folders(context: str) -> Iterator[str]:
    """Yield the context and what lies above it, up to the top of its repository; without one, itself only."""
    folders = [context]
    while not os.path.lexists(os.path.join(folders[-1], ".git")):
        above = os.path.dirname(folders[-1])
        if above == folders[-1]:
            return iter((context,))
        folders.append(above)
    return iter(folders)


def _read(path: str) -> bytes | None:
    if os.path.basename(path) == _FILES[0]:
        return read_regular(path) if os.path.lexists(path) else None
    return read_or_none(path)


def _toml(path: str, data: bytes) -> dict[str, Any] | None:
    """Return the table of a TOML file, None where a pyproject.toml has none."""
    import tomllib

    is_own = os.path.basename(path) == _FILES[0]
    try:
        table: Any = tomllib.loads(data.decode())
    except ValueError as error:
        if is_own or re.search(rb"^\s*\[\s*tool\s*\.\s*[\"']?ctxtrim", data, re.MULTILINE):
            raise CtxtrimError(f"{_shown(path)}: not TOML: {error}.") from None
        return None
    if is_own:
        return dict(table)
    tool = table.get("tool")
    table = tool.get("ctxtrim") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise CtxtrimError(f"{_shown(path)}: tool.ctxtrim is not a table; write [tool.ctxtrim].")
    return table


def _ini(path: str, data: bytes) -> dict[str, Any] | None:
    """Return the sections [ctxtrim] and [ctxtrim:CONTEXT] of a setup.cfg, None without the first."""
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    try:
        parser.read_string(data.decode())
    except (Error, ValueError) as error:
        if not re.search(rb"^\[ctxtrim", data, re.MULTILINE):
            return None
        raise CtxtrimError(f"{_shown(path)}: not readable: {' '.join(str(error).split())}.") from None
    if not parser.has_section("ctxtrim"):
        return None
    places = [name for name in parser.sections() if name.startswith("ctxtrim:")]
    contexts = {name.partition(":")[2]: _typed(path, parser[name]) for name in places}
    return {**_typed(path, parser["ctxtrim"]), "contexts": contexts}


def _typed(path: str, section: Mapping[str, str]) -> dict[str, Any]:
    """Give the words of a setup.cfg the types of their keys."""
    values: dict[str, Any] = {}
    for key, text in section.items():
        kind = KEYS.get(key, str)
        if kind is list:
            values[key] = [word for word in re.split(r"[\s,]+", text) if word]
        elif kind is bool and text.lower() in ("true", "false", "yes", "no", "on", "off", "1", "0"):
            values[key] = text.lower() in ("true", "yes", "on", "1")
        else:
            values[key] = int(text) if kind is int and text.isdecimal() else text
    return values


def _configuration(path: str, table: Mapping[str, Any], context: str) -> Configuration:
    """Return the values for one context, which is relative to the folder of the file."""
    shown = _shown(path)
    own = {key: value for key, value in table.items() if key != "contexts"}
    _check(shown, own)
    contexts = table.get("contexts", {})
    if not isinstance(contexts, dict) or not all(isinstance(values, dict) for values in contexts.values()):
        raise CtxtrimError(f'{shown}: contexts: not a table of tables; write [contexts."apps/web"].')
    for place, values in contexts.items():
        _check(f"{shown}: contexts.{place}", values)
        if posixpath.normpath(place) == context.replace(os.sep, "/"):
            own.update(values)
    folder = os.path.dirname(path)
    return Configuration(shown, {key: _placed(shown, folder, key, value) for key, value in own.items()})


def _check(where: str, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if key not in KEYS:
            raise CtxtrimError(f"{where}: {key}: no such key{_nearest(key)}.")
        kind = KEYS[key]
        is_one = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not is_one or (kind is list and not all(isinstance(word, str) for word in value)):
            raise CtxtrimError(f"{where}: {key}: {value!r} is not {_WORDS[kind]}.")


def _nearest(key: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, [*KEYS, "contexts"], n=1)
    return f"; did you mean {close[0]}?" if close else f"; known are {', '.join(KEYS)}"


def _placed(shown: str, folder: str, key: str, value: Value) -> Value:
    """Let paths start at the folder of the file, below which they must stay."""
    if key == "build-context" and isinstance(value, list):
        return [_named(folder, pair) for pair in value]
    if key not in _PATHS:
        return value
    paths = value if isinstance(value, list) else [str(value)]
    for path in paths:
        if os.path.isabs(path) or posixpath.normpath(path).split("/")[0] == "..":
            raise CtxtrimError(f"{shown}: {key}: {path} does not lie below the folder of this file.")
    placed = [os.path.relpath(os.path.join(folder, path)) for path in paths]
    return placed if isinstance(value, list) else placed[0]


def _named(folder: str, pair: str) -> str:
    name, equals, place = pair.partition("=")
    is_folder = equals and ":" not in place
    return f"{name}={os.path.relpath(os.path.join(folder, place))}" if is_folder else pair


def _shown(path: str) -> str:
    below = os.path.relpath(path)
    return path if below.startswith("..") else below
