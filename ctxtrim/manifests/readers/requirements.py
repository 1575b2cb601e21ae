"""Files that lists of requirements lead to (pip's "Requirements File Format")."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.formats import logical_lines
from ctxtrim.manifests.needs import join, need_path
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need

_OPTION = expression(
    r"^(-r|-c|--requirement|--constraint|-e|--editable|--find-links|-f)(?:\s+|=|(?=[^-\s]))(.+)$"
)


def requirement_files(context: BuildContext, step: Step) -> Iterator[Need]:
    """The lists that a step is given by `-r` or `-c`, and what they name in turn, each once."""
    pending: list[tuple[str, str, int]] = []
    for i, word in enumerate(step.words):
        match = _OPTION.match(word) if word.startswith("-") else None
        if match and match[1] in ("-r", "-c", "--requirement", "--constraint"):
            named = match[2]
        elif word in ("-r", "-c", "--requirement", "--constraint", "--requirements") and i + 1 < len(
            step.words
        ):
            named = step.words[i + 1]
        else:
            continue
        path = context.source_of(step, named) if "$" not in named else None
        if path:
            pending.append((path, step.where, step.line))
    seen: set[str] = set()
    while pending:
        path, where, line = pending.pop()
        if path in seen:
            continue
        seen.add(path)
        yield need_path(path, where, "a list of requirements", line, step.fatal)
        for named, number in _inside(context.text(path)):
            target = join(posixpath.dirname(path), named)
            if target and context.is_dir(target):
                yield from _local_project(context, target, path, number)
            elif target:
                pending.append((target, path, number))


def _inside(text: str) -> Iterator[tuple[str, int]]:
    for number, line in logical_lines(text):
        if not line:
            continue
        bare = re.sub(r"(^|\s+)#.*$", "", line[:2000]).strip()
        match = _OPTION.match(bare)
        if match:
            named = match[2].strip().strip("\"'").partition("[")[0].removeprefix("file:")
            if "://" not in named and "$" not in named and not named.startswith("git+"):
                yield named, number
        elif bare.startswith(("./", "../")):
            yield re.split(r"[\[;\s]", bare)[0], number


def _local_project(context: BuildContext, place: str, where: str, line: int) -> Iterator[Need]:
    yield need_path(place, where, "a project installed from the context", line, must=False)
    for name in ("pyproject.toml", "setup.py", "setup.cfg"):
        path = f"{place}/{name}"
        if context.is_file(path):
            yield need_path(path, where, "a project installed from the context", line, must=False)
