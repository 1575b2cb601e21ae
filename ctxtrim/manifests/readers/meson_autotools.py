"""What do Meson and the autotools read while they configure a C or C++ project?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests.named import quoted_files
from ctxtrim.manifests.scene import Scene, Step
from ctxtrim.manifests.stating import join, line_of, needed
from ctxtrim.model.build import Need

_STRICT_GNU = ("NEWS", "README", "AUTHORS", "ChangeLog")
_SUBDIR = re.compile(r"\bsubdir\s*\(\s*'([^'\n]+)'")
_OUTPUTS = re.compile(r"AC_CONFIG_(?:FILES|HEADERS?)\s*\(\s*\[?([^\])]+)")
_INPUTS = re.compile(
    r"(?:AC_CONFIG_SRCDIR|m4_include|AC_CONFIG_AUX_DIR|AC_CONFIG_MACRO_DIRS?)\s*\(\s*\[?([^\])\s]+)"
)


def read_by_meson(scene: Scene) -> Iterator[Need]:
    """meson.build of all sub-directories, and the files that they name."""
    for step in scene.calls("meson", "muon"):
        home = scene.home(step)
        pending = [] if home is None else [home]
        seen: set[str] = set()
        while pending and len(seen) < 3000:
            place = pending.pop()
            where = posixpath.join(place, "meson.build")
            if place in seen or not scene.is_file(where):
                continue
            seen.add(place)
            yield needed(where, step.where, "Meson reads it", step.line, step.fatal)
            yield from quoted_files(scene, where, (place, home or ""), "meson.build names it")
            pending += [posixpath.join(place, d) for d in _SUBDIR.findall(scene.text(where))]


def read_by_autotools(scene: Scene) -> Iterator[Need]:
    """Templates of config.status, what Makefile.am names, and the files that GNU strictness asks for."""
    seen: set[str] = set()
    for step in scene.calls(
        "autoreconf", "automake", "autoconf", "autogen.sh", "bootstrap", "bootstrap.sh", "configure"
    ):
        home = scene.home(step)
        if home is None or home in seen:
            continue
        seen.add(home)
        for name in ("configure.ac", "configure.in", "configure"):
            where = posixpath.join(home, name)
            if scene.is_file(where):
                yield needed(where, step.where, f"{step.tool} reads it", step.line, step.fatal)
                yield from _configure(scene, where, home, step)
                break


def _configure(scene: Scene, where: str, home: str, step: Step) -> Iterator[Need]:
    text = scene.text(where)
    for found in _OUTPUTS.finditer(text):
        for word in found[1].replace(",", " ").split():
            output, _, inputs = word.partition(":")
            for name in inputs.split(":") if inputs else (f"{output}.in", f"{output}.am"):
                path = join(home, name)
                if path and scene.is_file(path):
                    yield needed(path, where, "configure makes a file of it", line_of(text, word), step.fatal)
                    yield from _automake(scene, path)
    for name in _INPUTS.findall(text):
        path = join(home, name)
        if path and scene.exists(path):
            yield needed(path, where, "configure.ac names it", line_of(text, name), step.fatal)
    if "AM_INIT_AUTOMAKE" in text and "foreign" not in text + scene.text(posixpath.join(home, "Makefile.am")):
        for name in _STRICT_GNU:
            path = posixpath.join(home, name)
            if scene.is_file(path):
                yield needed(path, where, "automake asks for it (GNU strictness)", 0, step.fatal)


def _automake(scene: Scene, where: str) -> Iterator[Need]:
    """The words of a Makefile.am or Makefile.in that are files beside it."""
    text, place = scene.text(where), posixpath.dirname(where)
    for name in dict.fromkeys(re.findall(r"[\w./+-]+", text)):
        path = join(place, name)
        if path and scene.is_file(path):
            yield needed(path, where, "the Makefile names it", 0, must=False)
