"""Files that the sources of a Rust package take in at compile time."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, need_path
from ctxtrim.manifests.step import Step
from ctxtrim.manifests.tree_cache import INSTALLED
from ctxtrim.model.build import Need

_MACRO = expression(r"\b(\w+)!\s*[(\[{]([^;{}]{0,300})")
_ATTRIBUTE = expression(r"#!?\[([^\]]{0,300})")
_TEST_FILE = expression(r"(?:^|/)(?:tests?/|tests?\.rs$|test_\w+\.rs$|\w+_tests?\.rs$)")
_NAMES_PATH = expression(
    r"\w*(?:path|folder|file|dir|grammar|template|schema|query|source|include|asset|proto|locale|migration)\w*\s*="
)
_STRING = expression(r"\"((?:\\.|[^\"\\\n]){1,200})\"")
_TESTS = expression(
    r"#\[cfg\((?:all\()?test\b[^\]]{0,200}\]\s{0,99}(?:#\[[^\]]{0,200}\]\s{0,99}){0,9}"
    r"(?:pub(?:\([^)]{0,50}\))? )?mod \w+\s{0,99}\{"
)
_TAKES = expression(
    r"include|embed|migrat|asset|static|template|query_file|locale|i18n|proto|grammar|folder|load|dir"
)
_TAKES_FOLDER = expression(r"dir|embed|migrat|static|i18n|locale|template")
_INCLUDED = expression(r"include(?:_str|_bytes)?!\(\s{0,99}\"([^\"\n]{1,200})\"")
_DEFAULTS = (
    (("sqlx::migrate!", "embed_migrations!", "migrate!()"), "migrations"),
    (("sqlx::query", "query!(", "query_as!", "query_scalar!", "query_file"), ".sqlx"),
    (("#[template(", "askama", "rinja"), "templates"),
    (("i18n!(", "fluent_templates"), "locales"),
)
"""Directories that macros read without naming them, with texts that tell of such a macro."""


def source_needs(context: BuildContext, place: str, script: str, step: Step) -> Iterator[Need]:
    """What `include_str!`, `sqlx::migrate!`, `#[folder = …]` and their like name in a package's sources.

    Any literal in a macro or an attribute that is a path from the source file or from the package counts;
    modules under `#[cfg(test)]` only with what they include. In the build script every literal counts.
    """
    tested = any(s.tool == "cargo" and "test" in s.words for s in context.steps)
    for path in context.files_below(place):
        inner = path[len(place) :].strip("/")
        if not path.endswith(".rs") or inner.startswith(("target/", "tests/", "benches/", "examples/")):
            continue
        if path != script and not tested and _TEST_FILE.search(inner):
            continue
        if path != script and (_nested(context, path, place) or not INSTALLED.isdisjoint(path.split("/"))):
            continue
        text = context.text(path)
        first = text.find("#[cfg(") if not tested else -1
        if first >= 0 and (match := _TESTS.search(text, first)):
            yield from _included_by_tests(context, path, text[match.start() :])
            text = text[: match.start()]
        if '"' not in text and "!(" not in text:
            continue
        yield from _literals(context, place, path, text, step)
        if path == script:
            yield from _script(context, place, path, text, step)
        for marks, name in _DEFAULTS:
            if any(mark in text for mark in marks):
                for base in (place, ""):
                    folder = posixpath.join(base, name)
                    if context.is_dir(folder):
                        yield need_path(folder, path, "a macro reads it when it is compiled", 0, must=False)


def _included_by_tests(context: BuildContext, path: str, text: str) -> Iterator[Need]:
    """What a module of tests includes: whoever compiles the tests needs it, so it stays though no must."""
    for match in _INCLUDED.finditer(text):
        named = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1]))
        if context.is_file(named):
            yield need_path(named, path, "a test includes it when it is compiled", 0, must=False)


def _nested(context: BuildContext, path: str, place: str) -> bool:
    """Whether the file belongs to another package below this one."""
    above = posixpath.dirname(path)
    while above != place and above:
        if context.is_file(f"{above}/Cargo.toml"):
            return True
        above = posixpath.dirname(above)
    return False


def _literals(context: BuildContext, place: str, path: str, text: str, step: Step) -> Iterator[Need]:
    for found in (*_MACRO.finditer(text), *_ATTRIBUTE.finditer(text)) if '"' in text else ():
        is_macro = found[0][0] != "#"
        body, name = (found[2], found[1]) if is_macro else (found[1], "")
        if '"' not in body or not (_TAKES.search(name) if is_macro else _NAMES_PATH.search(body)):
            continue
        line = 0
        for literal in _STRING.findall(body):
            target = _resolve(context, literal, place, path)
            if target and (
                context.is_file(target) or "/" in literal or not is_macro or _TAKES_FOLDER.search(name)
            ):
                line = line or text.count("\n", 0, found.start()) + 1
                certain = step.fatal and is_macro and name.startswith("include") and context.is_file(target)
                yield need_path(target, path, "compiled into the program", line, certain)


def _resolve(context: BuildContext, literal: str, place: str, path: str) -> str:
    plain = literal.replace("$CARGO_MANIFEST_DIR", "").replace("${CARGO_MANIFEST_DIR}", "")
    from_package = plain != literal or plain.startswith("/")
    bases = (place,) if from_package else (posixpath.dirname(path), place, posixpath.join(place, "src"))
    for base in (*bases, posixpath.join(place, "templates")):
        target = join(base, plain.lstrip("/"))
        if target and target != place and context.exists(target) and target not in (posixpath.dirname(path),):
            return target
    return ""


def _script(context: BuildContext, place: str, path: str, text: str, step: Step) -> Iterator[Need]:
    for match in _STRING.finditer(text):
        target = join(place, match[1].lstrip("/"))
        if target and target != place and context.exists(target) and match[1] not in ("src", ".", "/"):
            line = text.count("\n", 0, match.start()) + 1
            yield need_path(target, path, "the build script names it", line, must=False)
