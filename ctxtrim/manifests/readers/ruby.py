"""What do Bundler, RubyGems and Rails read from the context?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests.named import quoted_files
from ctxtrim.manifests.readers.package_scripts import nearest
from ctxtrim.manifests.scene import Scene
from ctxtrim.manifests.stating import join, line_of, needed
from ctxtrim.model.build import Need

_PATH = re.compile(r"\bpath:?[ \t]{0,9}(?:=>)?[ \t]{0,9}\(?[\"']([^\"'\n]+)[\"']")
_EVALUATED = re.compile(r"\beval_gemfile[ \t]{0,9}\(?[ \t]{0,9}[\"']([^\"'\n]+)[\"']")
_REQUIRED = re.compile(r"\brequire_relative[ \t]{0,9}\(?[ \t]{0,9}[\"']([^\"'\n]+)[\"']")
_BOOT = ("config/application.rb", "config/boot.rb", "config/environment.rb")


def read_by_ruby(scene: Scene) -> Iterator[Need]:
    """The Gemfile with what it evaluates, the gemspecs of gems by path, and what Rails boots from."""
    seen: set[str] = set()
    for step in scene.steps:
        home = (
            scene.home(step) if step.tool in ("bundle", "bundler", "rake", "rails", "gem", "puma") else None
        )
        if home is None:
            continue
        place = nearest(scene, home, "Gemfile")
        if place is not None and place not in seen:
            seen.add(place)
            gemfile = posixpath.join(place, "Gemfile")
            yield needed(gemfile, step.where, "Bundler reads it", step.line, step.fatal)
            yield needed(
                posixpath.join(place, "Gemfile.lock"), step.where, "the lock file", step.line, must=False
            )
            yield from _gemfile(scene, gemfile, step.fatal)
            yield from _gemspecs(scene, place, step.fatal, "gemspec" in scene.text(gemfile))
        if step.tool == "gem" and "build" in step.words:
            yield from _gemspecs(scene, home, step.fatal, True)
        if step.tool in ("rake", "rails"):
            for name in _BOOT:
                path = posixpath.join(home, name)
                if scene.is_file(path):
                    yield needed(path, step.where, "Rails boots from it", step.line, step.fatal)


def _gemfile(scene: Scene, gemfile: str, fatal: bool) -> Iterator[Need]:
    pending = [gemfile]
    seen: set[str] = set()
    while pending and len(seen) < 100:
        where = pending.pop()
        if where in seen:
            continue
        seen.add(where)
        text, place = scene.text(where), posixpath.dirname(where)
        yield from quoted_files(scene, where, (place,), "the Gemfile names it")
        for found in _EVALUATED.finditer(text):
            path = join(place, found[1])
            if path:
                yield needed(path, where, "the Gemfile evaluates it", line_of(text, found[0]), fatal)
                pending.append(path)
        for found in _PATH.finditer(text):
            path = join(place, found[1])
            if path and scene.is_dir(path):
                yield needed(path, where, "a gem from the context", line_of(text, found[0]), must=False)
                yield from _gemspecs(scene, path, fatal, True)


def _gemspecs(scene: Scene, place: str, fatal: bool, wanted: bool) -> Iterator[Need]:
    """The gemspecs in a directory, with the files that they name or require."""
    for child in scene.tree.children(place) if wanted else ():
        where = posixpath.join(place, child)
        if not child.endswith(".gemspec") or not scene.is_file(where):
            continue
        yield needed(where, posixpath.join(place, "Gemfile"), "the gem's specification", 0, fatal)
        text = scene.text(where)
        yield from quoted_files(scene, where, (place,), "the gem's specification names it")
        for found in _REQUIRED.finditer(text):
            path = join(place, found[1] if found[1].endswith(".rb") else found[1] + ".rb")
            if path:
                yield needed(path, where, "the gem's specification loads it", line_of(text, found[0]), fatal)
