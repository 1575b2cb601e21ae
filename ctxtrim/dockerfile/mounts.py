"""What a `RUN --mount=…` mounts, and from where.

After frontend/dockerfile/instructions/commands_runmount.go and go-csvvalue, as of BuildKit v0.32.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ctxtrim.dockerfile.scope import Value
from ctxtrim.dockerfile.syntax import quoted
from ctxtrim.dockerfile.words import WordError

_TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_VALUELESS = ("readonly", "ro", "readwrite", "rw", "required")
_OTHER_KEYS = (
    "from",
    "readonly",
    "ro",
    "readwrite",
    "rw",
    "required",
    "size",
    "id",
    "sharing",
    "mode",
    "uid",
    "gid",
    "env",
)


class Mount(NamedTuple):
    """One mount, expanded. source: the folder or file it shows, "" for all of it. target: where."""

    type: str = "bind"
    source: Value = Value("", "")
    target: str = ""


def check_mount(text: str) -> str:
    """What BuildKit says against a mount before variables are known; "" for nothing."""
    try:
        fields = _fields(text)
    except WordError as err:
        return str(err)
    for field in fields:
        key, _, value = field.partition("=")
        if key.lower() == "from" and "$" in value[:-1]:
            return "'from' doesn't support variable expansion, define alias stage instead"
    return ""


def origin_of(text: str) -> str:
    """A mount's `from` as it stands ("" for none): which stage it is must be known before any variable."""
    origin = ""
    for field in _fields(text):
        key, sign, value = field.partition("=")
        if sign and key.lower() == "from":
            origin = value
    return origin


def read_mount(text: str, expand: Callable[[str], Value]) -> Mount:
    """The mount that a flag's value describes. Raises WordError with BuildKit's words."""
    mount = Mount()
    for field in _fields(text):
        key, sign, value = field.partition("=")
        key = key.lower()
        if not sign:
            if key not in _VALUELESS:
                raise WordError(f"invalid field '{field}' must be a key=value pair")
            continue
        expanded = expand(value)
        if key == "type":
            if expanded.given.lower() not in _TYPES:
                raise WordError(f"unsupported mount type {quoted(expanded.given)}")
            mount = mount._replace(type=expanded.given.lower())
        elif key in ("source", "src"):
            mount = mount._replace(source=expanded)
        elif key in ("target", "dst", "destination"):
            mount = mount._replace(target=expanded.given)
        elif key not in _OTHER_KEYS:
            raise WordError(f"unexpected key '{key}' in '{field}'")
    return mount


def _fields(text: str) -> list[str]:
    """One record of csv. Raises WordError."""
    if not text:
        raise WordError("failed to parse csv mounts: EOF")
    fields: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            field, at = _quoted_field(text, at + 1)
        else:
            end = text.find(",", at)
            end = len(text) if end < 0 else end
            quote = text.find('"', at, end)
            if quote >= 0:
                raise _malformed(quote, 'bare " in non-quoted-field')
            field, at = text[at:end], end
        fields.append(field)
        if at >= len(text):
            return fields
        at += 1


def _quoted_field(text: str, at: int) -> tuple[str, int]:
    """The field that begins after a quote, `""` being a quote in it, and where its comma (or the end) is."""
    parts: list[str] = []
    while True:
        end = text.find('"', at)
        if end < 0:
            raise _malformed(at, 'extraneous or missing " in quoted-field')
        parts.append(text[at:end])
        follower = text[end + 1 : end + 2]
        if follower in ("", ","):
            return "".join(parts), end + 1
        if follower != '"':
            raise _malformed(end, 'extraneous or missing " in quoted-field')
        parts.append('"')
        at = end + 2


def _malformed(at: int, what: str) -> WordError:
    return WordError(f"failed to parse csv mounts: parse error on line 1, column {at + 1}: {what}")
