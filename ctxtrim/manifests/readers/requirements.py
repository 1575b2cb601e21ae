"""Which files do lists of requirements lead to? (pip's "Requirements File Format")"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests.commands.makefile import logical_lines
from ctxtrim.manifests.scene import Scene, Step
from ctxtrim.manifests.stating import join, needed
from ctxtrim.model.build import Need

_OPTION = re.compile(
    r"^(-r|-c|--requirement|--constraint|-e|--editable|--find-links|-f)(?:\s+|=|(?=[^-\s]))(.+)$"
)


def requirement_files(scene: Scene, step: Step) -> Iterator[Need]:
    """The lists that a step is given by `-r` or `-c`, and what they name in turn, each once."""
    pending: list[tuple[str, str, int]] = []
    for i, word in enumerate(step.words):
        found = _OPTION.match(word) if word.startswith("-") else None
        if found and found[1] in ("-r", "-c", "--requirement", "--constraint"):
            named = found[2]
        elif word in ("-r", "-c", "--requirement", "--constraint", "--requirements") and i + 1 < len(
            step.words
        ):
            named = step.words[i + 1]
        else:
            continue
        path = scene.lead(step, named) if "$" not in named else None
        if path:
            pending.append((path, step.where, step.line))
    seen: set[str] = set()
    while pending:
        path, where, line = pending.pop()
        if path in seen:
            continue
        seen.add(path)
        yield needed(path, where, "a list of requirements", line, step.fatal)
        for named, number in _inside(scene.text(path)):
            target = join(posixpath.dirname(path), named)
            if target and scene.is_dir(target):
                yield from _local_project(scene, target, path, number)
            elif target:
                pending.append((target, path, number))


def _inside(text: str) -> Iterator[tuple[str, int]]:
    for number, line in logical_lines(text):
        if not line:
            continue
        bare = re.sub(r"(^|\s+)#.*$", "", line[:2000]).strip()
        found = _OPTION.match(bare)
        if found:
            named = found[2].strip().strip("\"'").partition("[")[0].removeprefix("file:")
            if "://" not in named and "$" not in named and not named.startswith("git+"):
                yield named, number
        elif bare.startswith(("./", "../")):
            yield re.split(r"[\[;\s]", bare)[0], number


def _local_project(scene: Scene, place: str, where: str, line: int) -> Iterator[Need]:
    yield needed(place, where, "a project installed from the context", line, must=False)
    for name in ("pyproject.toml", "setup.py", "setup.cfg"):
        path = f"{place}/{name}"
        if scene.is_file(path):
            yield needed(path, where, "a project installed from the context", line, must=False)
