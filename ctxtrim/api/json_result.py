"""Results that turn into the JSON of the command line."""

from __future__ import annotations

from typing import Any


class JsonResult:
    """A frozen result with a JSON text; its keys only grow (see the `schema` in it)."""

    __slots__ = ()

    def to_json(self) -> str:
        """Return what the command prints with `--format json`.

        Undecodable bytes of a name are the surrogates of Python's surrogateescape, as escapes.
        """
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return the same as dicts, lists, strings and numbers."""
        from json import loads

        found: dict[str, Any] = loads(self.to_json())
        return found
