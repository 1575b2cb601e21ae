"""Scripts that a type checker compiles although their names say that they are tests.

`tsc && vite build` checks every file that tsconfig.json includes, tests beside the sources among them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ctxtrim.expressions import expression
from ctxtrim.manifests import formats, globs
from ctxtrim.model.context import Tree

_CHECKS = expression(
    r"\b(?:tsc|tspc|vue-tsc|ngc|svelte-check|ttsc)\b|\b(?:next|nest|astro)\s+(?:build|check)\b"
)
_OF_TESTS = expression(r"test|spec|jest|cypress|e2e|storybook|lint", re.IGNORECASE)
_CONFIG = expression(r"tsconfig[\w.-]*\.json")
_DEEPEST = 5


def type_checked(tree: Tree, files: Iterable[str], commands: Iterable[str], tests: Iterable[str]) -> set[str]:
    """Those of the tests that a type checker compiles, if a command or a script of package.json runs one.

    files: every file that is sent. commands: what the builds run.
    """
    names = [(path, posixpath.basename(path)) for path in files]
    texts = [*commands, *(_text(tree, path) for path, name in names if name == "package.json")]
    scripts = [
        path for path in tests if path.endswith((".ts", ".tsx", ".mts", ".cts", ".vue", ".js", ".jsx"))
    ]
    if not scripts or not any(map(_CHECKS.search, texts)):
        return set()
    configs = [path for path, name in names if _CONFIG.fullmatch(name) and not _OF_TESTS.search(name)]
    built = {posixpath.dirname(path) for path in configs if path.endswith("tsconfig.build.json")}
    found: set[str] = set()
    for config in configs:
        place, name = posixpath.split(config)
        if name != "tsconfig.json" or place not in built:
            found.update(_compiled(tree, config, scripts))
    return found


def _compiled(tree: Tree, config: str, scripts: Iterable[str]) -> Iterator[str]:
    """The scripts that a tsconfig includes: by `include`, or all below it; without those of `exclude`."""
    place = posixpath.dirname(config)
    parsed = _with_base(tree, config)
    included = formats.text_list(parsed.get("include"))
    if not included and "files" in parsed:
        return
    excluded = formats.text_list(parsed.get("exclude"))
    for path in scripts:
        if place and not path.startswith(place + "/"):
            continue
        inner = path[len(place) :].lstrip("/")
        if _takes(included or ["**/*"], inner) and not _takes(excluded, inner):
            yield path


def _with_base(tree: Tree, config: str) -> dict[str, Any]:
    """A tsconfig over those that it extends."""
    parsed: dict[str, Any] = {}
    for _ in range(_DEEPEST):
        own = formats.json(_text(tree, config))
        parsed = {**own, **parsed}
        base = own.get("extends")
        if not isinstance(base, str) or not base.startswith("."):
            break
        config = posixpath.normpath(posixpath.join(posixpath.dirname(config), base))
        config += "" if config.endswith(".json") else ".json"
    return parsed


def _takes(patterns: Iterable[str], path: str) -> bool:
    """Whether one of a tsconfig's patterns takes a path; the name of a folder takes all below."""
    for written in patterns:
        pattern = posixpath.normpath(written.replace("${configDir}/", ""))
        for glob in globs.braces(pattern):
            if globs.matches(glob, path) or globs.matches(f"{glob}/**/*", path):
                return True
    return False


def _text(tree: Tree, path: str) -> str:
    return (tree.read(path) or b"").decode("utf-8", "replace")
