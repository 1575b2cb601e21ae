"""Files that are no part of the program and that it imports all the same.

Where `referenced` reads any text for names, this reads the import statements of Python, JavaScript and
TypeScript, which name a file exactly. A command that fills a database from the factories of the tests is why:
the tests go, what it imports stays, with what that imports in turn.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache

from ctxtrim.expressions import expression
from ctxtrim.go.path import parents
from ctxtrim.manifests import globs
from ctxtrim.model.context import Tree
from ctxtrim.references.aliases import Alias

Place = tuple[str, int]

_PYTHON = (".py", ".pyi")
_SCRIPTS = tuple(".js .jsx .mjs .cjs .ts .tsx .mts .cts .vue .svelte .astro".split())
_TAILS = ("", *_SCRIPTS, ".json", *(f"/index{tail}" for tail in _SCRIPTS))
_ALIAS = expression(r"(?:@|~|~~|@@|#|\$lib)/")
_FOLDERS = ("", ".", "..")
_ROOTS = ("", "src/", "app/", "lib/")
"""What stands for an alias such as "@/", below a folder on the way to the source."""

_TEST_FILE = expression(
    r"test_.*|tests?\.\w+|.*_tests?\.\w+|conftest\.py|.*[.-](?:test|spec|stories|story|cy|mock|e2e)\.\w+"
    r"|.*(?:jest|vitest|cypress|playwright|karma|storybook).*|setup-?tests?\..*",
    re.IGNORECASE,
)


@cache
def _python() -> re.Pattern[str]:
    return re.compile(
        r"^[ \t]*(?:from[ \t]{1,99}(?P<base>\.*[\w.]*)[ \t]{1,99}import[ \t]{1,99}"
        r"(?:\((?P<many>[^)]*)\)|(?P<names>[^\n#]*))"
        r"|import[ \t]+(?P<plain>[\w.]+(?:[ \t]*,[ \t]*[\w.]+)*))",
        re.MULTILINE,
    )


@cache
def _script() -> re.Pattern[str]:
    return re.compile(
        r"(?:\bfrom|\bimport|\brequire|\bnew URL)\s{0,99}\(?\s{0,99}"
        r"(['\"`])([^'\"`\n]{1,300})\1"
    )


@cache
def _globbed() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:import\.meta\.glob\w*|require\.context)\s*(?:<[^>]{0,99}>)?\(\s{0,99}\[?\s{0,99}(['\"`])([^'\"`\n]{1,300})\1"
    )


def is_test(path: str) -> bool:
    """Whether a file is a test by its name."""
    return _TEST_FILE.fullmatch(posixpath.basename(path)) is not None


def imported(
    tree: Tree, candidates: Iterable[str], sources: Iterable[str], aliases: Sequence[Alias] = ()
) -> dict[str, Place]:
    """The candidates that are imported, each with the source and line that did so first.

    candidates, sources: paths of files. A candidate that is imported is read as a source too. Files that
    `tree.read` does not give (over 1 MiB) import nothing. aliases: of scripts.
    """
    known = frozenset(candidates)
    lasts = frozenset(_lasts(known))
    found: dict[str, Place] = {}
    waiting = [path for path in sources if path.endswith((*_PYTHON, *_SCRIPTS))][::-1] if known else []
    while waiting:
        source = waiting.pop()
        text = (tree.read(source) or b"").decode("utf-8", "replace")
        for at, paths in (*_globs(source, text, known, aliases), *_imports(source, text, lasts, aliases)):
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


def _imports(
    source: str, text: str, lasts: frozenset[str], aliases: Sequence[Alias]
) -> Iterator[tuple[int, Iterable[str]]]:
    """Where a source imports something, and the files that this may mean."""
    if source.endswith(_PYTHON):
        for match in _python().finditer(text):
            yield match.start(), _modules(source, match, lasts)
        return
    for match in _script().finditer(text):
        named = match[2].partition("?")[0]
        last = posixpath.basename(named)
        is_alias = any(named == alias.prefix for alias in aliases)
        if is_alias or last in _FOLDERS or last in lasts or posixpath.splitext(last)[0] in lasts:
            yield match.start(), _scripts(source, named, aliases)


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


def _globs(
    source: str, text: str, known: frozenset[str], aliases: Sequence[Alias]
) -> Iterator[tuple[int, list[str]]]:
    """Where a script asks a bundler for all files of a glob or below a folder, and those among the known."""
    if not source.endswith(_SCRIPTS) or ("meta.glob" not in text and "require.context" not in text):
        return
    for match in _globbed().finditer(text):
        for path in _meant(source, match[2].removeprefix("!"), aliases):
            wanted = globs.braces(path if "*" in path else f"{path}/**/*")
            yield match.start(), [k for k in sorted(known) if any(globs.matches(glob, k) for glob in wanted)]


def _scripts(source: str, named: str, aliases: Sequence[Alias]) -> Iterator[str]:
    """The files of an import in JavaScript, with the endings that it may leave out."""
    for path in _meant(source, named, aliases):
        for tail in _TAILS:
            yield path + tail
        stem, ending = posixpath.splitext(path)
        if ending in (".js", ".mjs", ".cjs", ".jsx"):
            yield stem + ending.replace("j", "t", 1)
            yield stem + ".tsx"


def _meant(source: str, named: str, aliases: Sequence[Alias]) -> list[str]:
    """The paths that a script may mean by a name: relative, or by an alias."""
    folder = posixpath.dirname(source)
    paths = [path for alias in aliases if (path := alias.resolve(source, named))]
    usual = _ALIAS.match(named)
    if usual:
        roots = [posixpath.join(above, root) for above in ("", *parents(folder), folder) for root in _ROOTS]
        paths += [posixpath.join(root, named[usual.end() :]) for root in roots]
    elif named.startswith("."):
        paths.append(posixpath.normpath(posixpath.join(folder, named)))
    return paths
