"""What Meson and the autotools read while they configure a C or C++ project."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.unknown import steps_for
from ctxtrim.manifests.named_paths import quoted_files
from ctxtrim.manifests.needs import join, line_of, need_path
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need

_STRICT_GNU = ("NEWS", "README", "AUTHORS", "ChangeLog")
_SUBDIR = expression(r"\bsubdir\s*\(\s*'([^'\n]+)'")
_OUTPUTS = expression(r"AC_CONFIG_(?:FILES|HEADERS?)\s*\(\s*\[?([^\])]+)")
_INPUTS = expression(
    r"(?:AC_CONFIG_SRCDIR|m4_include|AC_CONFIG_AUX_DIR|AC_CONFIG_MACRO_DIRS?)\s*\(\s*\[?([^\])\s]+)"
)


def read_by_meson(context: BuildContext) -> Iterator[Need]:
    """meson.build of all sub-directories, and the files that they name."""
    for step in steps_for(context, "meson", "muon"):
        home = context.directory_of(step)
        pending = [] if home is None else [home]
        seen: set[str] = set()
        while pending and len(seen) < 3000:
            place = pending.pop()
            where = posixpath.join(place, "meson.build")
            if place in seen or not context.is_file(where):
                continue
            seen.add(place)
            yield need_path(where, step.where, "Meson reads it", step.line, step.fatal)
            yield from quoted_files(context, where, (place, home or ""), "meson.build names it")
            pending += [posixpath.join(place, d) for d in _SUBDIR.findall(context.text(where))]


def read_by_autotools(context: BuildContext) -> Iterator[Need]:
    """Templates of config.status, what Makefile.am names, and the files that GNU strictness asks for."""
    seen: set[str] = set()
    for step in context.steps_of(
        "autoreconf", "automake", "autoconf", "autogen.sh", "bootstrap", "bootstrap.sh", "configure"
    ):
        home = context.directory_of(step)
        if home is None or home in seen:
            continue
        seen.add(home)
        for name in ("configure.ac", "configure.in", "configure"):
            where = posixpath.join(home, name)
            if context.is_file(where):
                yield need_path(where, step.where, f"{step.tool} reads it", step.line, step.fatal)
                yield from _configure(context, where, home, step)
                break


def _configure(context: BuildContext, where: str, home: str, step: Step) -> Iterator[Need]:
    text = context.text(where)
    for match in _OUTPUTS.finditer(text):
        for word in match[1].replace(",", " ").split():
            output, _, inputs = word.partition(":")
            for name in inputs.split(":") if inputs else (f"{output}.in", f"{output}.am"):
                path = join(home, name)
                if path and context.is_file(path):
                    yield need_path(
                        path, where, "configure makes a file of it", line_of(text, word), step.fatal
                    )
                    yield from _automake(context, path)
    for name in _INPUTS.findall(text):
        path = join(home, name)
        if path and context.exists(path):
            yield need_path(path, where, "configure.ac names it", line_of(text, name), step.fatal)
    if "AM_INIT_AUTOMAKE" in text and "foreign" not in text + context.text(
        posixpath.join(home, "Makefile.am")
    ):
        for name in _STRICT_GNU:
            path = posixpath.join(home, name)
            if context.is_file(path):
                yield need_path(path, where, "automake asks for it (GNU strictness)", 0, step.fatal)


def _automake(context: BuildContext, where: str) -> Iterator[Need]:
    """The words of a Makefile.am or Makefile.in that are files beside it."""
    text, place = context.text(where), posixpath.dirname(where)
    for name in dict.fromkeys(re.findall(r"[\w./+-]+", text)):
        path = join(place, name)
        if path and context.is_file(path):
            yield need_path(path, where, "the Makefile names it", 0, must=False)
