"""Scripts of the context that a command runs, and the tools that they start."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.manifests import globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Run

_MOST_SCRIPT = 256 * 1024
_SEARCHED = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_INTERPRETERS = ("python", "node", "ruby", "perl", "go", "deno", "tsx")
_OWN_DIRECTORY = expression(
    r"\$\([ ]{0,9}(?:cd +)?\"?\$?\(?[ ]{0,9}dirname +(?:-- +)?\"?"
    r"\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?\})\"?"
    r"[ ]{0,9}\)?\"?[ ]{0,9}(?:&&[ ]{0,9}pwd(?: +-P)?[ ]{0,9})?\)|\$\{0%/\*\}"
)
_STARTS = expression(
    r"\bsubprocess\b|child_process|os\.system|\bexeca\b|\bOpen3\b|\bspawn\b|\bsystem\(|\bsh\.|\bzx\b|\"os/exec\""
)
_TOOL_STRING = expression(
    r"[\"'`](cmake|make|cargo|npm|yarn|pnpm|mvn|gradle|composer|mix|bundle|meson|tsc|vite|webpack)[\"'` ]"
)


class Text(NamedTuple):
    """A piece of shell text to follow, and how it came to run; the fields are those of `Step`.

    strict: it runs under errexit. values: variables that are known.
    """

    text: str
    place: str
    run: Run
    where: str
    line: int
    fatal: bool
    via: str
    strict: bool = False
    values: Mapping[str, str] = {}


def script(context: BuildContext, step: Step, name: str, strict: bool) -> Iterator[Text]:
    """The text of a shell script of the context that a step runs by `name`; strict: under `sh -e`."""
    path = script_path(context, step, name)
    text = context.text(path) if path else ""
    first = text.partition("\n")[0]
    if not text or len(text) > _MOST_SCRIPT or not is_shell_script(context, path):
        return
    text = _OWN_DIRECTORY.sub(lambda _: _image_directory(step, name), text)
    strict = strict or bool(re.search(r"^#!.{0,200}sh +-\w*e", first))
    yield Text(text, step.place, step.run, path, 1, step.fatal, path, strict)


def is_shell_script(context: BuildContext, path: str) -> bool:
    """Whether a file of the context is a shell script, by its name or its first line."""
    return path.endswith("sh") or bool(path and re.match(r"#!.{0,200}sh\b", context.text(path)))


def sibling_scripts(context: BuildContext, step: Step, named: str) -> Iterator[Text]:
    """Scripts beside the one that sources `$DIR/part-$NAME.inc`: all whose names that may be."""
    pattern = re.sub(r"\$(?:\{[^}]*\}|\w+)", "*", posixpath.basename(named))
    place = posixpath.dirname(step.where)
    for child in context.tree.children(place) if pattern.strip("*.") else ():
        path = posixpath.join(place, child)
        if globs.matches(pattern, child) and context.is_file(path) and len(context.text(path)) < _MOST_SCRIPT:
            yield Text(context.text(path), step.place, step.run, path, 1, False, path)


def called_by_program(context: BuildContext, step: Step) -> Iterator[Text]:
    """Tools that a script in another language starts (`x.py`, `go run build.go`): named in it as a string."""
    names = step.words[1:] if step.tool in _INTERPRETERS else step.words[:1]
    for name in names if step.is_build else ():
        path = script_path(context, step, name if "/" in name else "./" + name) if "." in name[1:] else ""
        text = context.text(path) if path and len(context.text(path)) < _MOST_SCRIPT else ""
        if _STARTS.search(text):
            for tool in dict.fromkeys(_TOOL_STRING.findall(text)):
                yield Text(tool, step.place, step.run, path, 1, False, path)
            return


def script_path(context: BuildContext, step: Step, name: str) -> str:
    """The context's file that a command word runs: by its path, or found where a shell looks; or ""."""
    if not name or "$" in name:
        return ""
    places = [name] if "/" in name or name != step.words[0] else [f"{d}/{name}" for d in _SEARCHED]
    for place in places:
        found = context.source_of(step, place)
        if found and context.is_file(found):
            return found
    return ""


def _image_directory(step: Step, name: str) -> str:
    return posixpath.dirname(posixpath.normpath(posixpath.join(step.place, name)))
