"""What configuration files of JavaScript tools import, extend, and make a bundler copy."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests import formats, globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.named_paths import named_values
from ctxtrim.manifests.needs import join, line_of, need_path
from ctxtrim.model.build import Need

MANAGERS = ("npm", "yarn", "pnpm", "bun", "npx", "pnpx", "turbo", "lerna", "nx")
_CODE = (".js", ".cjs", ".mjs", ".ts", ".mts", ".cts")
_NEAR = expression(r"['\"](\.{1,2}/[^'\"\n]{1,200})['\"]")
_CONFIG = expression(
    r"(?:^|/)(?:[\w.-]+\.(?:config|conf)\.[cm]?[jt]s|\.?(?:babelrc|eslintrc|postcssrc|stylelintrc)\.c?js|gulpfile[\w.]*"
    r"|Gruntfile[\w.]*)$"
)
_COPIES = expression(
    r"\b(?:from|src|source|input|dir|publicDir|assets|static\w*|content)\b['\"]?\s*:\s*([^\n]{1,300})"
)
"""Keys of bundlers and of their plug-ins that copy files (vite-plugin-static-copy, copy-webpack-plugin)."""

_TESTING = expression(
    r"(?:^|/)\.?(?:ecosystem|pm2|vitest|jest|playwright|cypress|karma|wdio|eslint|stylelint|prettier)|\.d\.[cm]?ts$"
)
_DEEPEST = 2


def configured_by_node(context: BuildContext) -> Iterator[Need]:
    """What configuration files of JavaScript tools import or extend, once a step runs node at all."""
    homes = {
        context.directory_of(s)
        for s in context.steps
        if s.tool in MANAGERS or s.tool in ("tsc", "vite", "webpack", "next")
    }
    homes.discard(None)
    for home in sorted(h for h in homes if h is not None):
        pending = [
            (posixpath.join(home, child), 0)
            for child in context.tree.children(home)
            if _CONFIG.search(child) or re.match(r"[tj]sconfig.*\.json$|angular\.json$", child)
        ]
        seen: set[str] = set()
        while pending and len(seen) < 500:
            current, depth = pending.pop()
            if current in seen or _TESTING.search(current):
                continue
            seen.add(current)
            found = list(
                _typescript(context, current) if current.endswith(".json") else _imports(context, current)
            )
            yield from found
            if depth < _DEEPEST:
                pending += [
                    (n.glob, depth + 1) for n in found if n.glob.endswith(_CODE) or "tsconfig" in n.glob
                ]


def _imports(context: BuildContext, where: str) -> Iterator[Need]:
    """What a configuration file imports, and what it makes a bundler copy."""
    text = context.text(where)
    for match in _COPIES.finditer(text):
        named = [quoted for quoted, _ in formats.quoted(match[1])]
        for need in named_values(
            context, named, where, posixpath.dirname(where), "the configuration takes it"
        ):
            if not context.is_rebuilt(need.glob):
                yield need
    for match in _NEAR.finditer(text):
        path = join(posixpath.dirname(where), match[1])
        for candidate in (
            [path, *(f"{path}{tail}" for tail in _CODE), f"{path}.json", f"{path}/index.js"] if path else ()
        ):
            if candidate and not globs.is_glob(candidate) and context.is_file(candidate):
                if not context.is_rebuilt(candidate):
                    yield need_path(
                        candidate, where, "the configuration names it", line_of(text, match[0]), must=False
                    )
                break


def _typescript(context: BuildContext, where: str) -> Iterator[Need]:
    """`extends`, `references` and `files` of a tsconfig; every file that angular.json names."""
    text, place = context.text(where), posixpath.dirname(where)
    parsed = formats.json(text)
    if where.endswith("angular.json"):
        projects = formats.table(parsed, "projects").values()
        sources = {formats.table(p).get(key) for p in projects for key in ("root", "sourceRoot")}
        for need in named_values(context, parsed.get("projects"), where, place, "angular.json names it"):
            if (
                not context.is_rebuilt(need.glob)
                and posixpath.relpath(need.glob, place or ".") not in sources
            ):
                yield need
        return
    references = parsed.get("references")
    named = formats.text_list(parsed.get("extends")) + formats.text_list(parsed.get("files"))
    named += (
        [str(formats.table(r).get("path", "")) for r in references] if isinstance(references, list) else []
    )
    for name in named:
        path = (
            join(place, name) if name.startswith(".") or "/" not in name or not name.startswith("@") else None
        )
        for candidate in (path, f"{path}.json", f"{path}/tsconfig.json") if path else ():
            if candidate and context.is_file(candidate):
                yield need_path(
                    candidate, where, "the configuration names it", line_of(text, name), must=False
                )
                break
