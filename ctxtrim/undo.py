"""Write files so that the last write of a context can be taken back.

What a write replaced is kept in the user's folder for state (XDG_STATE_HOME), never beside the files, where a
build might send it.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from ctxtrim.errors import CtxtrimError
from ctxtrim.write import Change, replace_all

SCHEMA = "ctxtrim.undo/1"


class Undone(NamedTuple):
    """A file as it was before. is_removed: it was new, and is gone again."""

    path: str
    is_removed: bool


def write(context: str, changes: Sequence[Change]) -> str:
    """Write all files or none, and remember what they were; return why that is not remembered, or "".

    Raises CtxtrimError as `replace_all`.
    """
    replace_all(changes)
    place = _place(context)
    if _is_below(place, os.path.realpath(context)):
        return "It cannot be undone: the folder for state lies in the context; set XDG_STATE_HOME."
    files = [
        {
            "path": os.path.abspath(change.path),
            "before": None if change.seen is None else b64encode(change.seen).decode(),
            "written": sha256(change.new or b"").hexdigest(),
        }
        for change in changes
    ]
    try:
        _save(place, {"schema": SCHEMA, "files": files})
    except OSError as error:
        return f"It cannot be undone: {place}: {error.strerror or error}."
    return ""


def undo(context: str) -> list[Undone]:
    """Restore the files of the last write.

    Raises CtxtrimError where none is remembered, and where a file is not as it was written; then nothing is
    changed.
    """
    place = _place(context)
    changes = [_change_back(file) for file in _load(place, context)]
    replace_all(changes)
    os.unlink(place)
    return [Undone(change.path, change.new is None) for change in changes]


def _change_back(file: dict[str, Any]) -> Change:
    path = str(file["path"])
    try:
        with open(path, "rb") as found:
            now = found.read()
    except OSError as error:
        raise CtxtrimError(f"{path}: {error.strerror}; nothing was undone.") from None
    if sha256(now).hexdigest() != file["written"]:
        raise CtxtrimError(f"{path}: edited since ctxtrim wrote it; nothing was undone.")
    return Change(path, None if file["before"] is None else b64decode(file["before"]), now)


def _load(place: str, context: str) -> list[dict[str, Any]]:
    from json import loads

    try:
        with open(place, "rb") as file:
            found = loads(file.read())
        return list(found["files"])
    except FileNotFoundError:
        raise CtxtrimError(f"{context}: no write of ctxtrim's is remembered; nothing was undone.") from None
    except OSError as error:
        raise CtxtrimError(f"{place}: {error.strerror}; nothing was undone.") from None
    except (ValueError, KeyError, TypeError):
        raise CtxtrimError(f"{place}: not readable; nothing was undone.") from None


def _save(place: str, record: dict[str, Any]) -> None:
    from json import dumps

    os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
    beside = f"{place}.{os.getpid()}"
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(dumps(record))
    os.replace(beside, place)


def _place(context: str) -> str:
    return state_file(context, "undo", ".json")


def state_file(context: str, kind: str, suffix: str) -> str:
    """Return the path of a file about a context in the user's folder for state; its folder may be absent."""
    home = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(home):
        home = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.local/state")
    name = sha256(os.fsencode(os.path.realpath(context))).hexdigest()[:32]
    return os.path.realpath(os.path.join(home, "ctxtrim", kind, name + suffix))


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)
