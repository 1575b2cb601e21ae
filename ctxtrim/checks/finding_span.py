"""The part of a line that a finding is about."""

from __future__ import annotations

import re

from ctxtrim.go.path import clean
from ctxtrim.model.finding import Finding

_WORD = r"""[^\s"'\[\],]+"""


def finding_span(finding: Finding, text: str) -> tuple[int, int]:
    """Return the column of the first character and the one behind the last, from 1; (0, 0) for a blank line.

    That of the word that names the path of the finding, as written (`"./a"` for a), else all of the line but
    the blanks around it. text: the line.
    """
    text = text.rstrip()
    if not text:
        return 0, 0
    for word in re.finditer(_WORD, text) if finding.path else ():
        if clean(f"/{word[0]}")[1:] == finding.path:
            return word.start() + 1, word.end() + 1
    return len(text) - len(text.lstrip()) + 1, len(text) + 1
