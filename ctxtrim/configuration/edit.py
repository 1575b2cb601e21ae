"""Add a choice to the configuration file of a project, and leave all else of it as it is."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ctxtrim.builds.read_file import read_regular
from ctxtrim.configuration import read_configuration
from ctxtrim.errors import CtxtrimError
from ctxtrim.expressions import expression
from ctxtrim.write import replace

_KEY = expression(r"\s*(?:skip|\"skip\"|'skip')\s*=\s*\[")
_NEW = "ctxtrim.toml"


def record_skip(context: str, names: Sequence[str]) -> str:
    """Add records or patterns to `skip` in the configuration of a context; return the file, as people see it.

    Where there is no configuration, ctxtrim.toml is made in the context. Raises CtxtrimError where the file
    cannot be edited without touching anything else; then nothing has changed.
    """
    file = read_configuration(context).file
    path = os.path.abspath(file) if file else os.path.join(os.path.abspath(context), _NEW)
    seen = read_regular(path) if file else None
    try:
        text = (seen or b"").decode()
        is_toml = path.endswith(".toml")
        new = _toml(text, path, context, names) if is_toml else _ini(text, names)
    except (ValueError, LookupError):
        words = ", ".join(names)
        raise CtxtrimError(f"{file}: cannot be edited safely; add {words} to skip yourself.") from None
    replace(path, new.encode(), seen)
    return file or os.path.relpath(path)


def _toml(text: str, path: str, context: str, names: Sequence[str]) -> str:
    """Return the text with the names. Raises ValueError or LookupError where something else would change."""
    import tomllib

    before = tomllib.loads(text)
    steps = _table(before, path, context)
    new = _with_names(text, steps, names)
    wanted = tomllib.loads(text)
    table = wanted
    for step in steps:
        table = table[step]
    table["skip"] = [*table.get("skip", ()), *names]
    if tomllib.loads(new) != wanted:
        raise ValueError(path)
    return new


def _table(found: dict[str, Any], path: str, context: str) -> tuple[str, ...]:
    """Return the way to the table whose `skip` counts: that of the context, if it has one of its own."""
    is_own = os.path.basename(path) == _NEW
    steps: tuple[str, ...] = () if is_own else ("tool", "ctxtrim")
    table = found if is_own else found["tool"]["ctxtrim"]
    here = os.path.relpath(os.path.abspath(context), os.path.dirname(path)).replace(os.sep, "/")
    for place, values in table.get("contexts", {}).items():
        if posixpath.normpath(place) == here and "skip" in values:
            return (*steps, "contexts", place)
    return steps


def _with_names(text: str, steps: tuple[str, ...], names: Sequence[str]) -> str:
    from json import dumps

    eol = "\r\n" if "\r\n" in text else "\n"
    words = [dumps(name) for name in names]
    first, end = _section(text, steps)
    for match in re.compile(r"^.*$", re.MULTILINE).finditer(text, first, end):
        if key := _KEY.match(match[0]):
            return _in_array(text, match.start() + key.end(), words, eol)
    line = f"skip = [{', '.join(words)}]{eol}"
    if steps:
        return text[:first] + line + text[first:]
    above = text[:end]
    if above.strip() and not above.endswith("\n"):
        above += eol
    return above + line + (eol if text[end:] else "") + text[end:]


def _section(text: str, steps: tuple[str, ...]) -> tuple[int, int]:
    """Return where the lines of a table begin and end. Raises LookupError where it has no header."""
    heads = [(0, 0, ()), *_headers(text)]
    for number, (_, begin, path) in enumerate(heads):
        if path == steps:
            end = heads[number + 1][0] if number + 1 < len(heads) else len(text)
            return begin, end
    raise LookupError(steps)


def _headers(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the headers of tables: where each begins and ends, and the way to its table."""
    import tomllib

    for match in re.compile(r"^[ \t]*\[.*(?:\n|\Z)", re.MULTILINE).finditer(text):
        try:
            found: Any = tomllib.loads(match[0])
        except ValueError:
            continue
        steps = []
        while isinstance(found, dict) and found:
            (step,) = found
            steps.append(step)
            found = found[step]
        yield match.start(), match.end(), tuple(steps)


def _in_array(text: str, begin: int, words: Sequence[str], eol: str) -> str:
    """Return the text with the words at the end of an array, in its own layout. begin: behind its bracket."""
    last, end = begin, begin
    for token in re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|#[^\n]*|[\],]").finditer(text, begin):
        if token[0] == "]":
            end = token.start()
            break
        if token[0][0] != "#":
            last = token.end()
    else:
        raise LookupError("]")
    has_comma = text[last - 1] == ","
    is_empty = last == begin
    if "\n" not in text[begin:end]:
        joint = "" if is_empty else " " if has_comma else ", "
        return text[:last] + joint + ", ".join(words) + text[last:]
    indent = re.match(r"[ \t]*", text[text.rfind("\n", 0, last) + 1 :]) if not is_empty else None
    space = (indent[0] if indent and indent[0] else "") or "    "
    lines = f",{eol}{space}".join(words)
    joint = "" if is_empty or has_comma else ","
    return f"{text[:last]}{joint}{eol}{space}{lines}{',' * (has_comma or is_empty)}{text[last:]}"


def _ini(text: str, names: Sequence[str]) -> str:
    """As `_toml`, for the section [ctxtrim] of a setup.cfg, where blanks and commas separate names."""
    if any(re.search(r"[\s,]", name) for name in names):
        raise ValueError(names)
    lines = text.splitlines(keepends=True)
    eol = "\r\n" if "\r\n" in text else "\n"
    head = next(n for n, line in enumerate(lines) if line.strip() == "[ctxtrim]")
    end = next((n for n in range(head + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    key = next((n for n in range(head + 1, end) if re.match(r"skip\s*[=:]", lines[n])), None)
    if key is None:
        new = [*lines[: head + 1], f"skip = {' '.join(names)}{eol}", *lines[head + 1 :]]
    else:
        last = key
        while last + 1 < end and lines[last + 1][:1] in " \t" and lines[last + 1].strip():
            last += 1
        blanks = lines[last][: len(lines[last]) - len(lines[last].lstrip())]
        body = lines[last].rstrip("\r\n")
        more = " " + " ".join(names) if last == key else "".join(f"{eol}{blanks}{name}" for name in names)
        new = [*lines[:last], body + more + eol, *lines[last + 1 :]]
    if _read_ini("".join(new)) != _added(_read_ini(text), names):
        raise ValueError("setup.cfg")
    return "".join(new)


def _read_ini(text: str) -> dict[str, dict[str, str]]:
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    try:
        parser.read_string(text)
    except Error as error:
        raise ValueError(str(error)) from None
    found = {name: dict(parser[name]) for name in parser.sections()}
    own = found["ctxtrim"]
    own["skip"] = " ".join(re.split(r"[\s,]+", own.get("skip", "").strip()))
    return found


def _added(found: dict[str, dict[str, str]], names: Sequence[str]) -> dict[str, dict[str, str]]:
    found["ctxtrim"]["skip"] = " ".join(filter(None, (found["ctxtrim"]["skip"], *names)))
    return found
