"""What Bundler, RubyGems and Rails read from the context."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.named_paths import quoted_files
from ctxtrim.manifests.needs import join, line_of, need_path
from ctxtrim.manifests.readers.package_scripts import nearest
from ctxtrim.model.build import Need

_PATH = expression(r"\bpath:?[ \t]{0,9}(?:=>)?[ \t]{0,9}\(?[\"']([^\"'\n]+)[\"']")
_EVALUATED = expression(r"\beval_gemfile[ \t]{0,9}\(?[ \t]{0,9}[\"']([^\"'\n]+)[\"']")
_REQUIRED = expression(r"\brequire_relative[ \t]{0,9}\(?[ \t]{0,9}[\"']([^\"'\n]+)[\"']")
_BOOT = ("config/application.rb", "config/boot.rb", "config/environment.rb")


def read_by_ruby(context: BuildContext) -> Iterator[Need]:
    """The Gemfile with what it evaluates, the gemspecs of gems by path, and what Rails boots from."""
    seen: set[str] = set()
    for step in steps_for(context, "bundle", "bundler", "rake", "rails", "gem", "puma"):
        home = context.directory_of(step)
        if home is None:
            continue
        place = nearest(context, home, "Gemfile")
        if place is not None and place not in seen:
            seen.add(place)
            gemfile = posixpath.join(place, "Gemfile")
            yield need_path(gemfile, step.where, "Bundler reads it", step.line, step.fatal)
            yield need_path(
                posixpath.join(place, "Gemfile.lock"), step.where, "the lock file", step.line, must=False
            )
            yield from _gemfile(context, gemfile, step.fatal)
            yield from _gemspecs(context, place, step.fatal, "gemspec" in context.text(gemfile))
        if step.tool == "gem" and "build" in step.words:
            yield from _gemspecs(context, home, step.fatal, True)
        if step.tool in ("rake", "rails"):
            for name in _BOOT:
                path = posixpath.join(home, name)
                if context.is_file(path):
                    yield need_path(path, step.where, "Rails boots from it", step.line, step.fatal)


def _gemfile(context: BuildContext, gemfile: str, fatal: bool) -> Iterator[Need]:
    pending = [gemfile]
    seen: set[str] = set()
    while pending and len(seen) < 100:
        where = pending.pop()
        if where in seen:
            continue
        seen.add(where)
        text, place = context.text(where), posixpath.dirname(where)
        yield from quoted_files(context, where, (place,), "the Gemfile names it")
        for match in _EVALUATED.finditer(text):
            path = join(place, match[1])
            if path:
                yield need_path(path, where, "the Gemfile evaluates it", line_of(text, match[0]), fatal)
                pending.append(path)
        for match in _PATH.finditer(text):
            path = join(place, match[1])
            if path and context.is_dir(path):
                yield need_path(path, where, "a gem from the context", line_of(text, match[0]), must=False)
                yield from _gemspecs(context, path, fatal, True)


def _gemspecs(context: BuildContext, place: str, fatal: bool, wanted: bool) -> Iterator[Need]:
    """The gemspecs in a directory, with the files that they name or require."""
    for child in context.tree.children(place) if wanted else ():
        where = posixpath.join(place, child)
        if not child.endswith(".gemspec") or not context.is_file(where):
            continue
        yield need_path(where, posixpath.join(place, "Gemfile"), "the gem's specification", 0, fatal)
        text = context.text(where)
        yield from quoted_files(context, where, (place,), "the gem's specification names it")
        for match in _REQUIRED.finditer(text):
            path = join(place, match[1] if match[1].endswith(".rb") else match[1] + ".rb")
            if path:
                yield need_path(
                    path, where, "the gem's specification loads it", line_of(text, match[0]), fatal
                )
