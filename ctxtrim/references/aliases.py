"""Aliases by which scripts import files of the project: those of TypeScript, bundlers and package.json."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.manifests import formats
from ctxtrim.model.context import Tree

_TYPESCRIPT = expression(r"[tj]sconfig[\w.-]*\.json")
_BUNDLER = expression(r"[\w.-]+\.(?:config|conf)(?:\.[\w-]+)?\.[cm]?[jt]s")
_ENTRY = expression(
    r"(?:\bfind\s*:\s*)?['\"]?([@~#$\w][\w@~#$./-]{0,99})['\"]?\s*(?::|,\s*replacement\s*:)\s*"
    r"([^\n]{1,300}?)(?=,\s*(?:\{|['\"]?[@~#$\w][\w@~#$./-]*['\"]?\s*:)|[}\]\n]|$)"
)
_START = expression(r"\balias\w*\s*[:=]\s*[\[{]")
_QUOTED = expression(r"['\"`]([^'\"`\n]*)['\"`]")
_MOST_TEXT = 8_000


class Alias(NamedTuple):
    """scope: the folder whose scripts may use it. prefix: what stands for `target`; "" is any bare name."""

    scope: str
    prefix: str
    target: str

    def resolve(self, source: str, name: str) -> str:
        """The path that a script means by a name; "" if the alias says nothing of it."""
        if self.scope and not source.startswith(self.scope + "/"):
            return ""
        if not name.startswith(self.prefix):
            return ""
        rest = name[len(self.prefix) :]
        if rest and self.prefix and not self.prefix.endswith("/") and rest[0] != "/":
            return ""
        path = posixpath.normpath(posixpath.join(self.target, rest.lstrip("/")))
        return "" if path.startswith("..") else path


def aliases(tree: Tree, files: Iterable[str]) -> list[Alias]:
    """The aliases that the configuration files among these files define, each once."""
    found: dict[Alias, None] = {}
    for path in files:
        name = posixpath.basename(path)
        if name == "package.json" or _TYPESCRIPT.fullmatch(name) or _BUNDLER.fullmatch(name):
            text = (tree.read(path) or b"").decode("utf-8", "replace")
            read = _of_bundler if _BUNDLER.fullmatch(name) else _of_json
            found.update(dict.fromkeys(read(text, posixpath.dirname(path))))
    return list(found)


def _of_json(text: str, place: str) -> Iterator[Alias]:
    """`paths` and `baseUrl` of a tsconfig; `imports` of a package.json."""
    parsed = formats.json(text) if re.search(r'"(?:paths|baseUrl|imports)"', text) else {}
    options = formats.table(parsed, "compilerOptions")
    base = options.get("baseUrl")
    start = posixpath.normpath(posixpath.join(place, base)) if isinstance(base, str) else place
    named = {**formats.table(options, "paths"), **formats.table(parsed, "imports")}
    for key, value in named.items():
        for target in formats.leaves(value):
            head = target.partition("*")[0] if "*" in key else target
            yield Alias(place, key.partition("*")[0], posixpath.normpath(posixpath.join(start, head)))
    if isinstance(base, str):
        yield Alias(place, "", start)


def _of_bundler(text: str, place: str) -> Iterator[Alias]:
    """`alias: { name: path }` and `{ find: name, replacement: path }` of Vite, webpack, Rollup and others."""
    start = _START.search(text)
    for match in _ENTRY.finditer(text, start.end(), start.end() + _MOST_TEXT) if start else ():
        parts = [part for part in _QUOTED.findall(match[2]) if "://" not in part]
        if parts:
            target = posixpath.normpath(posixpath.join(place, *(part.lstrip("/") for part in parts[:4])))
            yield Alias(place, match[1].rstrip("$"), target)
