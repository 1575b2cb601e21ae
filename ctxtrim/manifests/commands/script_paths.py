"""Paths of the context in the text of a Python, Node or Ruby script that the build runs.

`node scripts/docs.mjs` with `resolve('../docs/api')` in it: such a script fails if the folder is gone, be it
to read or to write there. Only whole paths in quotes count, as seen from the script and from where it is run;
those of the modules beside it that it imports count too.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.scripts import script_path
from ctxtrim.manifests.needs import join, need_path
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need
from ctxtrim.model.folder_names import DOCUMENTS, TESTS

_INTERPRETERS = ("node", "tsx", "ts-node", "bun", "deno", "python", "ruby", "php", "perl", "elixir")
_ENDINGS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".py", ".rb", ".php", ".pl", ".exs")
_SHEBANG = expression(r"#![^\n]{0,200}(?:python|node|ruby|php|perl|elixir|deno|bun|tsx)")
_QUOTED = expression(r"(?<![\w.])['\"`]((?:\.{1,2}/)*[\w@+-][\w@+.-]*(?:/[\w@+.-]+)*)/?['\"`]")
_PARTS = expression(r"['\"`]([^'\"`\n]{1,99})['\"`](?:\s*\)?\s*[,/+]\s*['\"`]([^'\"`\n]{1,99})['\"`])+")
_PART = expression(r"['\"`]([^'\"`\n]{1,99})['\"`]")
_OF_PATHS = expression(r"join|resolve|path|dir|glob|read|write|open|load|copy", re.IGNORECASE)
_SILENT = expression(r"^\s*(?://|#|\*|--)|exclude|ignore", re.IGNORECASE)
_IMPORT = expression(
    r"^[ \t]*(?:from|import)[ \t]+([.\w]+)(?:[ \t]+import[ \t]+(\w+))?"
    r"|(?:\bfrom|\bimport|\brequire|\brequire_relative)\s{0,99}\(?\s{0,99}['\"](\.{0,2}/?[\w./-]+)['\"]",
    re.MULTILINE,
)
_MOST, _MOST_SCRIPTS = 256 * 1024, 30


def named_by_scripts(context: BuildContext, step: Step) -> Iterator[Need]:
    """A need for every existing path that the script names which this step runs; none of them is a must."""
    waiting, seen = [_script(context, step)] if step.is_build else [], set[str]()
    run_in = context.directory_of(step) or "" if waiting else ""
    while waiting and len(seen) < _MOST_SCRIPTS:
        script = waiting.pop()
        if not script or script in seen:
            continue
        seen.add(script)
        text = context.text(script)
        homes = tuple(dict.fromkeys((posixpath.dirname(script), run_in)))
        if len(text) < _MOST:
            for path, number in _paths(context, text, homes):
                why = f"{step.tool} runs it, and it names the path"
                yield need_path(path, script, why, number, must=False)
            waiting += _imported(context, text, homes)


def _script(context: BuildContext, step: Step) -> str:
    """The script that a step runs: by an interpreter, as a module (`python -m`), or by itself; or ""."""
    if step.tool in _INTERPRETERS:
        if step.words[1:2] == ("-m",) and len(step.words) > 2:
            return script_path(context, step, f"./{step.words[2].replace('.', '/')}.py")
        named = next((word for word in step.words[1:] if word.endswith(_ENDINGS)), "")
        return script_path(context, step, named if "/" in named else f"./{named}") if named else ""
    script = script_path(context, step, step.words[0])
    return script if script.endswith(_ENDINGS) or _SHEBANG.match(context.text(script)) else ""


def _paths(context: BuildContext, text: str, homes: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """(path, line) of what the text names: files, and folders where the line is about paths."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > 2000 or _SILENT.search(line):
            continue
        for match in _PARTS.finditer(line):
            joined = "/".join(_PART.findall(match[0]))
            if any(context.exists(join(home, joined) or "/") for home in homes):
                line = line.replace(match[0], f"'{joined}'")
        named = [match[1] for match in _QUOTED.finditer(line)]
        is_about_paths = _OF_PATHS.search(line) is not None
        for path in dict.fromkeys(join(home, name) for name in named for home in homes):
            if path and _counts(context, path, is_about_paths) and not context.is_rebuilt(path):
                yield path, number


def _counts(context: BuildContext, path: str, is_about_paths: bool) -> bool:
    """A file, or a folder that a proposal might leave out for what its name says."""
    if context.is_file(path):
        return True
    segments = path.split("/")
    aside = DOCUMENTS | TESTS if len(segments) > 1 else DOCUMENTS
    return is_about_paths and context.is_dir(path) and not aside.isdisjoint(segments)


def _imported(context: BuildContext, text: str, homes: tuple[str, ...]) -> Iterator[str]:
    """The modules of the context that a script imports, from beside it or from where it runs."""
    for match in _IMPORT.finditer(text):
        dotted = (match[1] or "").lstrip(".").replace(".", "/")
        names = [match[3]] if match[3] else [f"{dotted}.py", f"{dotted}/{match[2]}.py"]
        for name in names:
            for home in homes:
                path = join(home, name)
                for found in (path, *(f"{path}{ending}" for ending in _ENDINGS[:7])) if path else ():
                    if context.is_file(found) and not context.is_rebuilt(found):
                        yield found
