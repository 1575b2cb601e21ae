"""Files of the Go packages that a build reaches through imports, embeds and cgo."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, need_glob, need_path
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need

_IMPORT = expression(r"^import[ \t]*(\(|[\w.]*[ \t]*\"[^\"\n]{1,300}\")", re.MULTILINE)
_DECLARATION = expression(r"^(?:func|type|var|const)\b", re.MULTILINE)
_PATH = expression(r"^[ \t]*(?:[\w.]+[ \t]+)?[\"`]([^\"`\n]{1,300})[\"`]", re.MULTILINE)
_EMBED = expression(r"^[ \t]*//go:embed[ \t]+(.+)$", re.MULTILINE)
_PATTERN = expression(r"\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|(\S+)")
_INCLUDE = expression(r'^[ \t]*(?://)?[ \t]*#[ \t]*include[ \t]+"([^"\n]+)"', re.MULTILINE)
OTHER = (
    ".c",
    ".cc",
    ".cpp",
    ".cxx",
    ".h",
    ".hh",
    ".hpp",
    ".m",
    ".s",
    ".S",
    ".sx",
    ".syso",
    ".f",
    ".swig",
    ".swigcxx",
)
"""Endings of what else the go command compiles with a package."""
_FOREIGN = expression(
    r"_(windows|darwin|plan9|js|wasip1|wasm|freebsd|netbsd|openbsd|solaris|android|ios|aix|dragonfly"
    r"|illumos|386|arm|mips\w*|ppc64\w*|riscv64|s390x|loong64)\.(go|s|c)$")  # fmt: skip
_CONSTRAINT = expression(r"^//go:build\s+(.*)$|^// \+build\s+(.*)$", re.MULTILINE)
_NO_PROGRAM = expression(
    r"(?:^|/)(?:[._][^/]*|vendor|node_modules|testdata|tests?|e2e|docs?|examples?|samples?|hack|tools?)(?:/|$)"
)
_RUNS_OTHERS = expression(r"\"os/exec\"|\"github\.com/magefile/mage/mage\"")
"""Imports of programs that build others."""

_MOST_PACKAGES = 20_000


class Modules:
    """roots: module path -> directory of the context. vendor: the vendor directory, or ""."""

    def __init__(self, main: str) -> None:
        self.main, self.vendor = main, ""
        self.roots: dict[str, str] = {}
        self._known: dict[str, str | None] = {}

    def directory(self, path: str) -> str | None:
        """The directory of an imported package; None for the standard library and downloaded modules."""
        if path not in self._known:
            self._known[path] = self._directory(path)
        return self._known[path]

    def _directory(self, path: str) -> str | None:
        head = path
        while head:
            if head in self.roots:
                return posixpath.join(self.roots[head], path[len(head) + 1 :]).rstrip("/")
            head = head.rpartition("/")[0]
        return posixpath.join(self.vendor, path) if self.vendor and "." in path.partition("/")[0] else None


def package_needs(context: BuildContext, modules: Modules, wanted: list[tuple[str, Step]]) -> Iterator[Need]:
    """Needs for the files of the packages asked for and of all that they import; tests only for `go test`."""
    pending = [
        (place, step, step.words[1:2] == ("test",))
        for package, step in wanted
        for place in _starts(context, modules, package)
    ]
    seen: set[tuple[str, bool]] = set()
    while pending and len(seen) < _MOST_PACKAGES:
        place, step, tests = pending.pop()
        if (place, tests) in seen:
            continue
        seen.add((place, tests))
        loose = any(word.endswith("...") for word in step.words)
        package = _package(context, place)
        for path in package.sources if not tests else (*package.sources, *package.tests):
            yield from _file(
                context, path, _parsed(context, path), step, sure=step.fatal and not (tests or loose)
            )
            if step.words[1:2] == ("run",) and _RUNS_OTHERS.search(context.text(path)):
                others = _starts(context, modules, posixpath.join(modules.main, "..."))
                pending += [(p, step._replace(fatal=False), False) for p in others]
        for path in package.others:
            yield need_path(path, step.where, "part of a Go package that is built", step.line, must=False)
        if tests and package.data:
            why = "files of tests that the build runs"
            yield need_path(package.data, step.where, why, step.line, must=False)
        for found in package.tested if tests else package.imports:
            inner = modules.directory(found)
            if inner is not None and (inner, False) not in seen:
                pending.append((inner, step, False))


class _Package(NamedTuple):
    """What belongs to a directory, or to a source by itself.

    sources, tests: of Go. others: what is compiled with them. data: the folder testdata, or "". imports: of
    the sources; tested: of the tests too.
    """

    sources: list[str]
    tests: list[str]
    others: list[str]
    data: str
    imports: list[str]
    tested: list[str]


def _package(context: BuildContext, place: str) -> _Package:
    """What is there to build of a package; read once for all builds."""
    known: _Package | None = context.cache.parsed.get(("go package", place))
    if known is None:
        is_file = place.endswith(".go")
        names = [place.rpartition("/")[2]] if is_file else context.tree.children(place)
        paths = [posixpath.join(posixpath.dirname(place) if is_file else place, name) for name in names]
        go = [path for path in paths if path.endswith(".go")]
        tests = [path for path in go if path.endswith("_test.go")]
        sources = [path for path in go if not path.endswith("_test.go")]
        known = context.cache.parsed["go package", place] = _Package(
            sources,
            tests,
            [path for path in paths if path.endswith(OTHER) and not _FOREIGN.search(path)],
            next((path for path in paths if posixpath.basename(path) == "testdata"), ""),
            _imported(context, sources),
            _imported(context, go),
        )
    return known


def _imported(context: BuildContext, paths: list[str]) -> list[str]:
    return list(dict.fromkeys(found for path in paths for found in _parsed(context, path).imports))


def is_aside(place: str) -> bool:
    """Whether a directory holds tests, tools or examples rather than a program."""
    return _NO_PROGRAM.search(place) is not None


def programs(context: BuildContext, place: str) -> list[str]:
    """The directories of a module with packages that may be built, where no command says which are."""
    found = dict.fromkeys(
        path.rpartition("/")[0]
        for path in context.files_below(place)
        if path.endswith(".go") and not path.endswith("_test.go")
    )
    return [directory for directory in found if not is_aside(directory[len(place) :])]


def _starts(context: BuildContext, modules: Modules, package: str) -> Iterator[str]:
    if package.startswith("import:"):
        own = modules.directory(package.removeprefix("import:").removesuffix("/..."))
        if own is None:
            return
        package = posixpath.join(own, "...") if package.endswith("/...") else own
    if not package.endswith("..."):
        yield package
        return
    base = package.removesuffix("...").rstrip("/")
    seen: set[str] = set()
    for path in context.files_below(base):
        place = path.rpartition("/")[0]
        if path.endswith(".go") and place not in seen:
            seen.add(place)
            inner = place[len(base) :].split("/")
            if not any(
                s.startswith((".", "_")) or s in ("testdata", "vendor", "node_modules") for s in inner if s
            ):
                yield place


def _imports(text: str) -> Iterator[str]:
    """What a file imports; imports stand before all other declarations."""
    body = _DECLARATION.search(text)
    end = body.start() if body else len(text)
    after = 0
    for match in _IMPORT.finditer(text, 0, end):
        if match[1] != "(":
            yield match[1].split('"')[1]
        elif match.start() >= after:
            after = text.find(")", match.end(), end)
            after = end if after < 0 else after
            yield from _PATH.findall(text, match.end(), after)


class _File(NamedTuple):
    """A source of Go. always: nothing leaves it out on some platform. embeds: (pattern, line)."""

    imports: list[str]
    always: bool
    embeds: list[tuple[str, int]]
    includes: list[str]


def _parsed(context: BuildContext, path: str) -> _File:
    """What a source imports and takes in; read once for all builds."""
    known: _File | None = context.cache.parsed.get(("go", path))
    if known is None:
        text = context.text(path)
        head = text.partition("\npackage ")[0]
        embeds = [
            ("".join(pattern), text.count("\n", 0, match.start()) + 1)
            for match in (_EMBED.finditer(text) if "//go:embed" in text else ())
            for pattern in _PATTERN.findall(match[1])
        ]
        includes = _INCLUDE.findall(text) if 'import "C"' in text else []
        always = not _FOREIGN.search(path) and not _CONSTRAINT.search(head)
        known = context.cache.parsed["go", path] = _File(list(_imports(text)), always, embeds, includes)
    return known


def _file(context: BuildContext, path: str, file: _File, step: Step, sure: bool) -> Iterator[Need]:
    sure = sure and file.always
    yield need_path(path, step.where, "part of a Go package that is built", step.line, sure)
    for pattern, line in file.embeds:
        yield from _embedded(context, pattern, path, line, sure)
    for name in file.includes:
        header = join(posixpath.dirname(path), name)
        if header and context.is_file(header):
            yield need_path(header, path, "cgo includes it", 0, sure)


def _embedded(context: BuildContext, pattern: str, where: str, line: int, sure: bool) -> Iterator[Need]:
    """One pattern of `//go:embed`: a file, a directory with all in it, or a glob; it must match something."""
    path = join(posixpath.dirname(where), pattern.removeprefix("all:"))
    if not path:
        return
    if context.is_file(path) or not any(c in path for c in "*?[\\"):
        exists = context.exists(path)
        why = "embedded by go:embed" if exists else "embedded by go:embed; must be built before"
        yield need_path(path, where, why, line, sure and exists)
    else:
        yield need_glob(path, where, "embedded by go:embed", line, sure)
