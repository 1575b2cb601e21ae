"""What a COPY, ADD or bind mount takes from the context, and what of it must be there."""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxtrim.dockerfile.scope import Value
from ctxtrim.dockerfile.words import UNKNOWN
from ctxtrim.go import path as gopath

_GIT_OVER_SSH = r"[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:"
_PROTOCOL = r"([a-zA-Z0-9]+)://"
_VARIABLE = r"\$\{?([A-Za-z_]\w*)"


class Wanted(NamedTuple):
    """A path or Docker pattern in the context. must: the build fails without it. doubt: why it is a guess."""

    glob: str
    is_glob: bool
    must: bool
    doubt: str = ""


def remote_kind(source: str) -> str:
    """ "http", "git", or "" for a path in the context (dfgitutil.ParseGitRef, BuildKit v0.32)."""
    if ":" not in source:
        return ""
    protocol = re.match(_PROTOCOL, source)
    if not protocol:
        return "git" if re.match(_GIT_OVER_SSH, source) else ""
    scheme = protocol[1].lower()
    if scheme in ("ssh", "git"):
        return "git"
    if scheme not in ("http", "https"):
        return ""
    path = re.split("[?#]", source[protocol.end() :])[0].partition("/")[2]
    if path.endswith(".git"):
        return "git"
    return "http" if source.startswith(("http://", "https://")) else ""


def followed(source: str) -> str:
    """What BuildKit asks the client for: "" is all. Bytes that did not decode are lost in its lexer."""
    return gopath.join_context(source if source.isascii() else re.sub("[\udc80-\udcff]", "\ufffd", source))


def wanted(source: Value, as_written: str) -> list[Wanted]:
    """What a source names: as this build has it, and as another may have it."""
    found = []
    if not source.blanks:
        path = gopath.join_context(source.given)
        is_glob = gopath.has_wildcard(path)
        found.append(Wanted(path, is_glob, must=bool(path) and not is_glob))
    if not source.is_certain:
        glob = pattern(source.worst)
        if not found or glob != found[0].glob:
            found.append(Wanted(glob, True, False, _doubt(source, as_written)))
    return found


def image_path(source: Value) -> str:
    """What a source names in a stage's image, as a path or a pattern."""
    return "/" + (pattern(source.worst) if source.blanks else gopath.join_context(source.given))


def pattern(worst: str) -> str:
    """A source with UNKNOWN as a glob: a whole component that others follow may be several, or none."""
    parts = re.sub(f"{UNKNOWN}+", UNKNOWN, worst).split("/")
    shown = ["**" if part == UNKNOWN else part.replace(UNKNOWN, "*") for part in parts[:-1]]
    return gopath.join_context("/".join([*shown, parts[-1].replace(UNKNOWN, "*")]))


def _doubt(source: Value, as_written: str) -> str:
    names = ", ".join(source.blanks or dict.fromkeys(re.findall(_VARIABLE, as_written)))
    return f"{names} may be anything in another build" if names else "it may differ in another build"
