"""Files that are no part of the program and that it imports all the same.

Where `referenced` reads any text for names, this reads the import statements of Python, JavaScript and
TypeScript, which name a file exactly. A command that fills a database from the factories of the tests is why:
the tests go, what it imports stays, with what that imports in turn.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator
from functools import cache

from ctxtrim.go.path import parents
from ctxtrim.model.context import Tree

Place = tuple[str, int]

_PYTHON = (".py", ".pyi")
_SCRIPTS = tuple(".js .jsx .mjs .cjs .ts .tsx .mts .cts .vue .svelte .astro".split())
_TAILS = ("", *_SCRIPTS, ".json", *(f"/index{tail}" for tail in _SCRIPTS))
_ALIAS = re.compile(r"(?:@|~|~~|@@|#|\$lib)/")
_ROOTS = ("", "src/", "app/", "lib/")
"""What stands for an alias such as "@/", below a folder on the way to the source."""

_TEST_FILE = re.compile(
    r"test_.*|tests?\.\w+|.*_tests?\.\w+|conftest\.py|.*[.-](?:test|spec|stories|story|cy|mock|e2e)\.\w+"
    r"|.*(?:jest|vitest|cypress|playwright|karma|storybook).*|setup-?tests?\..*",
    re.IGNORECASE,
)


@cache
def _python() -> re.Pattern[str]:
    return re.compile(
        r"^[ \t]*(?:from[ \t]+(?P<base>\.*[\w.]*)[ \t]+import[ \t]+(?:\((?P<many>[^)]*)\)|(?P<names>[^\n#]*))"
        r"|import[ \t]+(?P<plain>[\w.]+(?:[ \t]*,[ \t]*[\w.]+)*))",
        re.MULTILINE,
    )


@cache
def _script() -> re.Pattern[str]:
    return re.compile(
        r"(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['\"`])((?:\.{1,2}|@|~|~~|@@|#|\$lib)/[^'\"`\n]*)\1"
    )


def imported(tree: Tree, candidates: Iterable[str], sources: Iterable[str]) -> dict[str, Place]:
    """The candidates that are imported, each with the source and line that did so first.

    candidates, sources: paths of files; a source that is a test by its name is passed over. A candidate that
    is imported is read as a source too. Files that `tree.read` does not give (over 1 MiB) import nothing.
    """
    known = frozenset(candidates)
    lasts = frozenset(_lasts(known))
    found: dict[str, Place] = {}
    waiting = [path for path in sources if not _TEST_FILE.fullmatch(posixpath.basename(path))][::-1]
    waiting = [path for path in waiting if path.endswith((*_PYTHON, *_SCRIPTS))] if known else []
    while waiting:
        source = waiting.pop()
        text = (tree.read(source) or b"").decode("utf-8", "replace")
        for at, paths in _imports(source, text, lasts):
            for path in paths:
                if path in known and path != source and path not in found:
                    found[path] = source, text.count("\n", 0, at) + 1
                    if path.endswith((*_PYTHON, *_SCRIPTS)):
                        waiting.append(path)
    return found


def _lasts(paths: Iterable[str]) -> Iterator[str]:
    """The last words by which an import can mean these files: most imports end elsewhere."""
    for path in paths:
        folder, name = posixpath.split(path)
        stem = posixpath.splitext(name)[0]
        yield name
        yield posixpath.basename(folder) if stem in ("__init__", "index") else stem


def _imports(source: str, text: str, lasts: Container[str]) -> Iterator[tuple[int, Iterable[str]]]:
    """Where a source imports something, and the files that this may mean."""
    if source.endswith(_PYTHON):
        for match in _python().finditer(text):
            yield match.start(), _modules(source, match, lasts)
        return
    for match in _script().finditer(text):
        last = posixpath.basename(match[2].partition("?")[0])
        if last in lasts or posixpath.splitext(last)[0] in lasts or last in ("", ".", ".."):
            yield match.start(), _scripts(source, match[2])


def _modules(source: str, match: re.Match[str], lasts: Container[str]) -> Iterator[str]:
    """The files of a Python import: the module, what is imported from it, and the packages on the way."""
    base, plain = match["base"], match["plain"]
    dotted = plain.split(",") if plain else [base]
    names = [name for name in re.findall(r"\w+", match["many"] or match["names"] or "") if name in lasts]
    for name in map(str.strip, dotted):
        if not names and name.rpartition(".")[2] not in lasts:
            continue
        up = len(name) - len(name.lstrip("."))
        parts = "/".join(part for part in name.split(".") if part)
        for root in _above(source, up):
            module = posixpath.join(root, parts)
            for path in (module, *(f"{module}/{inner}" for inner in names)):
                yield path + ".py"
                yield path + "/__init__.py"
            yield from (f"{folder}/__init__.py" for folder in parents(module))


def _above(source: str, up: int) -> Iterator[str]:
    """The folders that a Python name may start from: one, if it is relative."""
    folder = posixpath.dirname(source)
    if up:
        for _ in range(up - 1):
            folder = posixpath.dirname(folder)
        yield folder
        return
    yield from ("", "src", *parents(folder))
    if folder:
        yield folder


def _scripts(source: str, named: str) -> Iterator[str]:
    """The files of an import in JavaScript: of relative paths, and of aliases of the folders above."""
    named = named.partition("?")[0]
    folder = posixpath.dirname(source)
    alias = _ALIAS.match(named)
    if alias:
        roots = [posixpath.join(above, root) for above in ("", *parents(folder), folder) for root in _ROOTS]
        paths = [posixpath.join(root, named[alias.end() :]) for root in roots]
    else:
        paths = [posixpath.normpath(posixpath.join(folder, named))]
    for path in paths:
        for tail in _TAILS:
            yield path + tail
        stem, ending = posixpath.splitext(path)
        if ending in (".js", ".mjs", ".cjs", ".jsx"):
            yield stem + ending.replace("j", "t", 1)
            yield stem + ".tsx"
