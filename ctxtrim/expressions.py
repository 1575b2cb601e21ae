"""Regular expressions that are compiled when they are first used: a run uses a few of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    expression = re.compile
else:

    class expression:
        """`re.compile`, put off until a method or attribute of the pattern is wanted."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            self._text, self._flags = pattern, flags

        def __getattr__(self, name: str) -> Any:
            """Compile, and keep the pattern's method here, so that it is found without this detour."""
            value = getattr(re.compile(self._text, self._flags), name)
            setattr(self, name, value)
            return value
