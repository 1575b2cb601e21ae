"""What do CMake, Meson and the autotools read while they configure a C or C++ project?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests.named import quoted_files
from ctxtrim.manifests.scene import Scene, Step
from ctxtrim.manifests.stating import join, line_of, needed
from ctxtrim.model.build import Need

_TOKEN = re.compile(r"#[^\n]*|\\.|\"(?:\\.|[^\"\\])*\"|[()]|^[ \t]*(\w+)[ \t]*(?=\()", re.MULTILINE)
_ARGUMENT = re.compile(r"#[^\n]*|\"((?:\\.|[^\"\\])*)\"|([^\s\"]+)")
_ROOT = re.compile(r"\$\{(?:CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|\w+_SOURCE_DIR)\}/?")
_HERE = re.compile(r"\$\{(?:CMAKE_CURRENT_SOURCE_DIR|CMAKE_CURRENT_LIST_DIR)\}/?")
_TAKE_DIRECTORIES = ("set", "list", "include_directories", "target_include_directories", "install")
_ASIDE = re.compile(r"(?:^|/)(?:unit)?(?:tests?|docs?|examples?|samples?|bench\w*)(?:/|$)")
_TESTED = re.compile(r"(?:^|/)(?:unit)?_?tests?/")
_STRICT_GNU = ("NEWS", "README", "AUTHORS", "ChangeLog")
_SUBDIR = re.compile(r"\bsubdir\s*\(\s*'([^'\n]+)'")
_OUTPUTS = re.compile(r"AC_CONFIG_(?:FILES|HEADERS?)\s*\(\s*\[?([^\])]+)")
_INPUTS = re.compile(
    r"(?:AC_CONFIG_SRCDIR|m4_include|AC_CONFIG_AUX_DIR|AC_CONFIG_MACRO_DIRS?)\s*\(\s*\[?([^\])\s]+)"
)


def read_by_cmake(scene: Scene) -> Iterator[Need]:
    """CMakeLists.txt of all directories added, modules included, and the files that their commands name."""
    seen: set[str] = set()
    for step in scene.calls("cmake", "emcmake", "ctest", "cmake3"):
        for root in _cmake_roots(scene, step):
            pending = [(posixpath.join(root, "CMakeLists.txt"), step.where, step.line, True)]
            while pending and len(seen) < 3000:
                path, where, line, sure = pending.pop()
                if path in seen or not scene.is_file(path):
                    continue
                seen.add(path)
                yield needed(path, where, "CMake reads it", line, step.fatal and sure)
                if not sure and _TESTED.search(path):
                    continue
                for need in _cmake_file(scene, path, root, step.fatal and sure):
                    if need.glob.endswith((".cmake", "/CMakeLists.txt")):
                        pending.append((need.glob, path, need.line, need.must))
                        yield from _modules_beside(need, path)
                    else:
                        yield need


def _modules_beside(need: Need, where: str) -> Iterator[Need]:
    """The directory of an included module: modules include and find each other by bare names."""
    place = posixpath.dirname(need.glob)
    if need.glob.endswith(".cmake") and place and not where.startswith(place + "/"):
        yield needed(place, where, "CMake's modules lie there", need.line, must=False)


def _cmake_roots(scene: Scene, step: Step) -> Iterator[str]:
    words = [w for w in step.words[1:] if "$" not in w]
    for i, word in enumerate(words):
        named = word[2:] if word.startswith(("-S", "-H")) else "" if word.startswith("-") else word
        if word == "-S" and i + 1 < len(words):
            named = words[i + 1]
        path = scene.lead(step, named) if named else None
        if path is not None and scene.is_file(posixpath.join(path, "CMakeLists.txt")):
            yield path
            return
    home = scene.home(step)
    if any("$" in w for w in step.words) and any(not source for source, _ in step.run.copied):
        home = ""
    if home is not None and "--build" not in words:
        yield home


def _cmake_file(scene: Scene, where: str, root: str, sure: bool) -> Iterator[Need]:
    text, place, depth = scene.text(where), posixpath.dirname(where), 0
    for name, arguments, line in _calls(text):
        depth += name in ("if", "foreach", "function", "macro", "while")
        depth -= name in ("endif", "endforeach", "endfunction", "endmacro", "endwhile")
        if name in (
            "if",
            "elseif",
            "else",
            "endif",
            "set_property",
            "message",
            "project",
            "option",
            "endfunction",
        ):
            continue
        for quoted, bare in _ARGUMENT.findall(arguments):
            path = _cmake_path(scene, quoted or bare, place, root, name)
            if path and path != where:
                must = sure and depth == 0 and name in ("add_subdirectory", "include", "configure_file",
                "add_executable",
                                                        "add_library", "target_sources")  # fmt: skip
                yield needed(path, where, f"{name}()", line, must)


def _calls(text: str) -> Iterator[tuple[str, str, int]]:
    """(command in lower case, its arguments' text, line) of a CMake file."""
    name, start, level, line, last = "", 0, 0, 1, 0
    for found in _TOKEN.finditer(text):
        if found[1] and not level:
            line += text.count("\n", last, found.start(1))
            name, last = found[1].lower(), found.start(1)
        elif found[0] == "(":
            level += 1
            start = found.end() if level == 1 else start
        elif found[0] == ")" and level:
            level -= 1
            if not level and name:
                yield name, text[start : found.start()], line
                name = ""


def _cmake_path(scene: Scene, argument: str, place: str, root: str, command: str) -> str:
    """The existing file that an argument names; a directory with a CMakeLists.txt stands for that file."""
    if not 0 < len(argument) < 300:
        return ""
    plain = _HERE.sub("", argument)
    bases = (root,) if _ROOT.search(plain) else (place, root)
    plain = _ROOT.sub("", plain)
    if "$" in plain:
        return ""
    takes_directory = command in _TAKE_DIRECTORIES
    for base in bases:
        path = join(base, plain.rstrip("/"))
        if path and command == "add_subdirectory" and scene.is_file(f"{path}/CMakeLists.txt"):
            return f"{path}/CMakeLists.txt"
        if path and (
            scene.is_file(path) or (takes_directory and scene.is_dir(path) and not _ASIDE.search(path))
        ):
            return path
    if command in ("include", "find_package"):
        stem = plain if command == "include" else f"Find{plain}"
        found = scene.named(f"{stem}.cmake")
        return found[0] if len(found) == 1 else ""
    return ""


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
