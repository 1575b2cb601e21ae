"""Paths of the context in the text of a Python, Node or Ruby script that the build runs.

`node scripts/docs.mjs` with `resolve('../docs/api')` in it: such a script fails if the folder is gone, be it
to read or to write there. Only whole paths in quotes count, as seen from the script and from where it is run.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.scripts import script_path
from ctxtrim.manifests.needs import join, need_path
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need

_INTERPRETERS = ("node", "tsx", "ts-node", "bun", "deno", "python", "ruby", "php", "perl", "elixir")
_ENDINGS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".py", ".rb", ".php", ".pl", ".exs")
_QUOTED = re.compile(r"(?<![\w.])['\"`]((?:\.{1,2}/)*[\w@+-][\w@+.-]*(?:/[\w@+.-]+)*)/?['\"`]")
_OF_PATHS = re.compile(r"join|resolve|path|dir|glob|read|write|open|load|copy", re.IGNORECASE)
_SILENT = re.compile(r"^\s*(?://|#|\*|--)|exclude|ignore", re.IGNORECASE)
_PROSE = frozenset("docs doc documentation website examples example samples demo demos".split())
_TESTS = frozenset("test tests spec specs e2e fixtures __tests__ __fixtures__".split())
_MOST = 256 * 1024


def named_by_scripts(context: BuildContext, step: Step) -> Iterator[Need]:
    """A need for every existing path that the script names which this step runs; none of them is a must."""
    if not step.is_build or step.tool not in _INTERPRETERS:
        return
    named = next((word for word in step.words[1:] if word.endswith(_ENDINGS)), "")
    script = script_path(context, step, named if "/" in named else f"./{named}") if named else ""
    text = context.text(script) if script else ""
    homes = dict.fromkeys((posixpath.dirname(script), context.directory_of(step) or ""))
    for number, line in enumerate(text.split("\n") if len(text) < _MOST else (), 1):
        if len(line) > 2000 or _SILENT.search(line) or not _OF_PATHS.search(line):
            continue
        for match in _QUOTED.finditer(line):
            for home in homes:
                path = join(home, match[1])
                if path and _counts(context, path) and not context.is_rebuilt(path):
                    yield need_path(
                        path, script, f"{step.tool} runs it, and it names the path", number, must=False
                    )


def _counts(context: BuildContext, path: str) -> bool:
    """A file, or a folder that a proposal might leave out for what its name says."""
    if context.is_file(path):
        return True
    segments = path.split("/")
    aside = _PROSE | _TESTS if len(segments) > 1 else _PROSE
    return context.exists(path) and not aside.isdisjoint(segments)
