"""The findings of a rule on a small context, without a process for each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ctxtrim.checks.subject import Limits
from ctxtrim.commands.check import check
from ctxtrim.model.context import Request
from ctxtrim.model.finding import Finding
from tests.commandline import planted

Files = Mapping[str, str | int]
ALL = "FROM a\nCOPY . /\n"


def findings(root: Path, rule: str, **request: Any) -> list[Finding]:
    """Return what one rule finds below `root`."""
    audit = check(Request(str(root), **request), [rule], [], Limits())
    for finding in audit.findings:
        assert not finding.message.endswith("."), finding
        assert len(finding.message) <= 160, finding
    return list(audit.findings)


def places(root: Path, rule: str, files: Files, **request: Any) -> list[str]:
    """Return "file:line" or the path of each finding, in their order."""
    found = findings(planted(root, files), rule, **request)
    return [f"{f.file}:{f.line}" if f.line else f.path for f in found]


def lines(text: str, **more: str | int) -> dict[str, str | int]:
    """Return a context that copies everything, under these lines."""
    return {"Dockerfile": ALL, ".dockerignore": text, "a": "x", **more}
