"""Files that setup.py, setup.cfg and MANIFEST.in make setuptools read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.manifests import globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, need_glob, need_path
from ctxtrim.model.build import Need

_OPENS = ("open", "read", "load", "parse", "get_", "exec")
_LICENSES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")


def setup_files(context: BuildContext, place: str, fatal: bool) -> Iterator[Need]:
    """Needs of a project in `place` that setuptools builds; fatal: a failing build stops the step."""
    yield from _setup_py(context, posixpath.join(place, "setup.py"), fatal)
    yield from _setup_cfg(context, posixpath.join(place, "setup.cfg"))
    yield from _manifest_in(context, posixpath.join(place, "MANIFEST.in"))


def _setup_py(context: BuildContext, where: str, fatal: bool) -> Iterator[Need]:
    """Literals of setup.py that are files; what it opens outside of a `try` must be there."""
    if not context.is_file(where):
        return
    yield need_path(where, where, "setuptools runs it", 0, fatal)
    import ast

    try:
        module = ast.parse(context.text(where))
        found = list(_literals(module))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for text, line, opened in found:
        path = join(posixpath.dirname(where), text)
        if path and context.is_file(path):
            yield need_path(path, where, "setup.py names it", line, fatal and opened)


def _literals(module: object) -> Iterator[tuple[str, int, bool]]:
    """(path, line, opened for sure) of the strings, and of those that a join or `/` puts together."""
    import ast

    pending: list[tuple[object, bool, bool]] = [(module, False, False)]
    while pending:
        node, opened, guarded = pending.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) < 200:
            yield node.value, node.lineno, opened and not guarded
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            opened = opened or str(name).startswith(_OPENS)
            parts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if len(parts) > 1:
                yield "/".join(parts), node.lineno, opened and not guarded
        if isinstance(node, ast.Try):
            guarded = True
        if isinstance(node, ast.If):
            guarded = True
        if isinstance(node, ast.AST):
            pending += [(child, opened, guarded) for child in ast.iter_child_nodes(node)]


def _setup_cfg(context: BuildContext, where: str) -> Iterator[Need]:
    if not context.is_file(where):
        return
    yield need_path(where, where, "setuptools reads it", 0, must=False)
    place, text = posixpath.dirname(where), context.text(where)
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("["):
            section = line.strip("[] \r")
        if not section.startswith(("metadata", "options", "files", "build")):
            continue
        value = line.partition("=")[2] or line
        for word in value.replace("file:", " ").replace(",", " ").split():
            path = join(place, word)
            if path and context.is_file(path):
                yield need_path(path, where, "setup.cfg names it", number, must=False)
            elif path and globs.is_glob(word) and "license" in line:
                yield need_glob(path, where, "setup.cfg names it", number)
        if "attr:" in line:
            yield from _attribute(context, line.partition("attr:")[2].strip(), where, number)


def _attribute(context: BuildContext, attribute: str, where: str, line: int) -> Iterator[Need]:
    parts = attribute.split(".")
    for length in range(len(parts), 0, -1):
        for tail in (".py", "/__init__.py"):
            for base in ("", "src/"):
                path = join(posixpath.dirname(where), base + "/".join(parts[:length]) + tail)
                if path and context.is_file(path):
                    yield need_path(path, where, "the package's version stands in it", line)


def _manifest_in(context: BuildContext, where: str) -> Iterator[Need]:
    """`include` lines; what `recursive-include` and `graft` take counts inside of packages only."""
    place = posixpath.dirname(where)
    if not context.is_file(where):
        return
    yield need_path(where, where, "setuptools reads it", 0, must=False)
    for number, line in enumerate(context.text(where).split("\n"), 1):
        words = line.split()
        if len(words) < 2:
            continue
        if words[0] == "include":
            for word in words[1:]:
                path = join(place, word)
                if path and "/" in word and not _in_package(context, path):
                    continue
                if path and globs.is_glob(word):
                    yield need_glob(path, where, "MANIFEST.in includes it", number)
                elif path and context.is_file(path):
                    yield need_path(path, where, "MANIFEST.in includes it", number, must=False)
        elif words[0] in ("graft", "recursive-include"):
            path = join(place, words[1])
            if path and _in_package(context, path):
                yield need_path(path, where, "MANIFEST.in includes it", number, must=False)


def _in_package(context: BuildContext, path: str) -> bool:
    while path:
        if context.is_file(f"{path}/__init__.py"):
            return True
        path = posixpath.dirname(path)
    return False
