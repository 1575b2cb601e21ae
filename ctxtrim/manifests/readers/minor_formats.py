"""What do the short manifests of Haskell, Dart, Swift, documentation and server tools name?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxtrim.manifests import globs, reading
from ctxtrim.manifests.scene import Scene
from ctxtrim.manifests.stating import join, needed, needed_glob
from ctxtrim.model.build import Need


class Format(NamedTuple):
    """tools: who reads it. files: base names or globs of them. keys: whose values count (empty: all).

    below: directories that values may be relative to, beside the manifest's own.
    """

    tools: tuple[str, ...]
    files: tuple[str, ...]
    keys: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


FORMATS = (
    Format(("cabal", "stack"), ("*.cabal", "package.yaml", "stack.yaml", "cabal.project"), ("license-file",
        "license-files",
        "extra-source-files", "extra-doc-files", "data-files", "packages", "c-sources", "include-dirs",
        "data-dir")),
    Format(("dart", "flutter"), ("pubspec.yaml",), ("assets", "asset", "path", "fonts", "image_path")),
    Format(("swift",), ("Package.swift",)),
    Format(("mkdocs",), ("mkdocs.yml", "mkdocs.yaml"), (), ("docs",)),
    Format(("sphinx-build",), ("conf.py",)),
    Format(("jekyll", "hugo"), ("_config.yml", "hugo.toml", "hugo.yaml")),
    Format(("supervisord",), ("supervisord.conf", "supervisor.conf")),
    Format(("buf",), ("buf.yaml", "buf.gen.yaml", "buf.work.yaml"), ("directories", "path", "directory")),
    Format(("sqlc",), ("sqlc.yaml", "sqlc.yml"), ("schema", "queries")),
    Format(("task",), ("Taskfile.yml", "Taskfile.yaml"), ("taskfile", "includes", "dotenv")),
    Format(("just",), ("justfile", "Justfile")),
    Format(("zig",), ("build.zig", "build.zig.zon")),
    Format(("shards", "crystal"), ("shard.yml",), ("main", "path")),
    Format(("sbt",), ("build.sbt",)),
    Format(("rebar3",), ("rebar.config",)),
    Format(("bazel", "bazelisk"), ("MODULE.bazel", "WORKSPACE")),
)  # fmt: skip


_SWIFT_TARGET = re.compile(r"\.(?:\w*[tT]arget|plugin|macro)\(\s*name:\s*\"([\w.-]+)\"")


def read_by_small_tools(scene: Scene) -> Iterator[Need]:
    """The manifests of the table, once a step runs their tool, and what they name."""
    for row in FORMATS:
        homes = {scene.home(step): step for step in scene.calls(*row.tools)}
        for home, step in homes.items():
            for child in scene.tree.children(home) if home is not None else ():
                if any(globs.matches(glob, child) for glob in row.files):
                    where = posixpath.join(home or "", child)
                    yield needed(where, step.where, f"{step.tool} reads it", step.line, must=False)
                    yield from _values(scene, where, row)
                    if child == "Package.swift":
                        yield from _swift_targets(scene, where)


def _swift_targets(scene: Scene, where: str) -> Iterator[Need]:
    """The directories of the targets: SwiftPM stops if one is absent, though it builds no tests."""
    text, place = scene.text(where), posixpath.dirname(where)
    for found in _SWIFT_TARGET.finditer(text):
        for folder in ("Tests", "Sources", ""):
            path = posixpath.join(place, folder, found[1])
            if path != place and scene.is_dir(path):
                line = text.count("\n", 0, found.start()) + 1
                yield needed(path, where, "the sources of a target", line, must=False)
                break


def _values(scene: Scene, where: str, row: Format) -> Iterator[Need]:
    place, text = posixpath.dirname(where), scene.text(where)
    found = [("", value, line) for value, line in reading.quoted(text)] + list(reading.yaml_values(text))
    for key, value, line in found:
        if row.keys and key not in row.keys:
            continue
        for word in re.split(r"[\s,]+", value)[:50]:
            if 1 < len(word) < 200 and not word.startswith("/"):
                yield from _named(
                    scene, where, (place, *(posixpath.join(place, b) for b in row.below)), word, line
                )


def _named(scene: Scene, where: str, bases: tuple[str, ...], word: str, line: int) -> Iterator[Need]:
    for base in bases:
        path = join(base, word)
        if not path or path == base or scene.made_again(path):
            continue
        if globs.is_glob(path) and "/" in word:
            yield needed_glob(path, where, "the manifest names it", line)
        elif ("." in word or "/" in word or word.isupper()) and scene.exists(path):
            yield needed(path, where, "the manifest names it", line, must=False)
            return
