"""Python packages that are named by a dotted word: "example.settings" in manage.py, a manifest or a command.

Frameworks load what such a package holds by name (settings, urls, templates, migrations): all of it counts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cache

from ctxtrim.expressions import expression
from ctxtrim.go.path import parents
from ctxtrim.model.context import Tree

Place = tuple[str, int]

_QUOTING = (".py", ".pyi", ".toml")
_PLAIN = (".cfg", ".ini", ".yml", ".yaml", ".conf", ".service", ".sh", ".json", ".env")
_NAMES = ("Procfile", "Dockerfile", "Containerfile", "Makefile")
_OF_TESTS = expression(
    r"(?:^|/)(?:tox|pytest|noxfile|\.?coverage\w*)(?:\.\w+)?$|(?:^|/)(?:conftest|test_[^/]*)\.py$"
)
_OTHER_TOOLS = expression(
    r"^\[(?:tool[.:])?(?:pytest|coverage|mypy|ruff|isort|pylint|flake8|tox|black|bandit|basedpyright|pyright)\b"
    r"[^\n]*\n(?:(?!\[)[^\n]*\n?)*",
    re.MULTILINE,
)


@cache
def _words(is_quoted: bool) -> re.Pattern[str]:
    word = r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?::\w+)?"
    return re.compile(rf"[\"']{word}[\"']" if is_quoted else rf"(?<![\w./\\@-]){word}(?![\w/(@-])")


def named_packages(tree: Tree, candidates: Iterable[str], sources: Iterable[str]) -> dict[str, Place]:
    """The folders of packages of which a source names a module that is a candidate, with source and line.

    candidates: paths of files. sources: paths of files that stay; those that configure tests are passed over.
    """
    found: dict[str, Place] = {}
    modules = frozenset(path for path in candidates if path.endswith(".py"))
    names = frozenset(name.removesuffix(".py") for path in modules for name in path.split("/"))
    for source in sources if modules else ():
        name = posixpath.basename(source)
        is_quoting = name.endswith(_QUOTING)
        if _OF_TESTS.search(source) or not (is_quoting or name.endswith(_PLAIN) or name.startswith(_NAMES)):
            continue
        text = (tree.read(source) or b"").decode("utf-8", "replace")
        if name.endswith((".toml", ".cfg")):
            text = _OTHER_TOOLS.sub(lambda match: "\n" * match[0].count("\n"), text)
        for match in _words(is_quoting).finditer(text):
            parts = match[1].split(".")
            for package, module in _modules(source, parts) if parts[0] in names else ():
                if module in modules and package not in found:
                    found[package] = source, text.count("\n", 0, match.start()) + 1
    return found


def _modules(source: str, parts: list[str]) -> Iterator[tuple[str, str]]:
    """(package, module) that a dotted word may mean, from each folder above its source.

    The last part may be a name in the module.
    """
    folder = posixpath.dirname(source)
    for root in dict.fromkeys(("", "src", *parents(folder), folder)):
        package = posixpath.join(root, parts[0])
        for count in range(max(1, len(parts) - 1), len(parts) + 1):
            path = posixpath.join(root, *parts[:count])
            yield (package if count > 1 else f"{path}.py"), f"{path}.py"
            yield package, f"{path}/__init__.py"
