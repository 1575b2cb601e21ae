"""Comments that silence a rule on the line below: `# ctxtrim: ignore CT204, trailing-comment`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from ctxtrim.builds.read_file import read_or_none
from ctxtrim.expressions import expression
from ctxtrim.model.finding import Finding

_COMMENT = expression(r"#\s*ctxtrim:\s*ignore\s+(?P<rules>[\w, -]+)")


def not_silenced(findings: Iterable[Finding], context: str) -> Iterator[Finding]:
    """Yield the findings whose rule no comment on the line above names."""
    texts: dict[str, list[str]] = {}
    for finding in findings:
        if finding.line > 1:
            if finding.file not in texts:
                data = read_or_none(os.path.join(context, finding.file)) or b""
                texts[finding.file] = data.decode("utf-8", "replace").split("\n")
            above = texts[finding.file][finding.line - 2 : finding.line - 1]
            match = _COMMENT.search(above[0]) if above else None
            if match and {finding.rule, finding.name} & set(re.split(r"[,\s]+", match["rules"])):
                continue
        yield finding
