"""What does a Dockerfile copy from its context? The same file without the images and programs it needs."""

from __future__ import annotations

import re
from typing import NamedTuple

_KEPT = ("ARG", "ENV", "WORKDIR")
_FROM = re.compile(r"FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)


class Copies(NamedTuple):
    """text: a Dockerfile that builds anywhere. stages: the names of those that copy from the context."""

    text: str
    stages: tuple[str, ...]


def copies(dockerfile: str) -> Copies:
    """Images become `scratch`, every stage gets a name; what runs, or copies from elsewhere, is left out."""
    lines: list[str] = []
    names: list[str] = []
    copying: set[str] = set()
    for line in _joined(dockerfile):
        word = line.split(maxsplit=1)[0].upper()
        if word == "FROM":
            lines.append(_stage(line, names))
        elif word in _KEPT or (word in ("COPY", "ADD") and "--from=" not in line):
            lines.append(line)
            copying |= {names[-1]} if word in ("COPY", "ADD") else set()
    return Copies("\n".join(lines) + "\n", tuple(name for name in names if name in copying))


def _joined(dockerfile: str) -> list[str]:
    text = re.sub(r"\\[ \t]*\n", " ", dockerfile)
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _stage(line: str, names: list[str]) -> str:
    found = _FROM.match(line)
    if found is None:
        raise ValueError(line)
    base = found[1] if found[1] in names else "scratch"
    names.append(found[2] or f"stage-{len(names)}")
    return f"FROM {base} AS {names[-1]}"
