"""What CMake reads while it configures: added directories, modules, and the files that commands name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctxtrim.expressions import expression
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, need_glob, need_path
from ctxtrim.manifests.readers.cmake_conditions import Branches, Settings
from ctxtrim.manifests.step import Step
from ctxtrim.model.build import Need

_TOKEN = expression(r"#[^\n]*|\\.|\"(?:\\.|[^\"\\])*\"|[()]|^[ \t]*(\w+)[ \t]*(?=\()", re.MULTILINE)
_ARGUMENT = expression(r"#[^\n]*|\"((?:\\.|[^\"\\])*)\"|([^\s\"]+)")
_ROOT = expression(r"\$\{(?:CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|\w+_SOURCE_DIR)\}/?")
_HERE = expression(r"\$\{(?:CMAKE_CURRENT_SOURCE_DIR|CMAKE_CURRENT_LIST_DIR)\}/?")
_TAKE_DIRECTORIES = ("set", "list", "include_directories", "target_include_directories", "install")
_ASIDE = expression(r"(?:^|/)(?:unit)?_?(?:tests?|docs?|examples?|samples?|bench\w*)(?:/|$)")
_SILENT = frozenset("set_property message project option endfunction".split())
_TESTING = frozenset(("add_test", "set_tests_properties"))
_OF_RUNS = frozenset(("target_compile_definitions", "add_compile_definitions", "add_definitions"))
"""Where a test looks for its data when it runs."""

_SURE = frozenset("add_subdirectory include configure_file add_executable add_library target_sources".split())
_VARIED = expression(r"[\w./-]*(?:\$\{\w+\}[\w./-]*)+\.(?:c|cc|cpp|cxx|c\+\+|cu|m|mm|S|s|f90|swift|h|hpp|in)")
_MOST_FILES = 3000


class _File(NamedTuple):
    """A file that CMake reads. sure: surely, if the step runs. reached: whether the conditions around the
    command that names it hold. at_top: whether it belongs to the project in the root, not to one inside.
    """

    path: str
    where: str
    line: int
    sure: bool
    reached: bool | None = True
    at_top: bool = True


def read_by_cmake(context: BuildContext) -> Iterator[Need]:
    """CMakeLists.txt of all directories added, modules included, and the files that their commands name.

    Where no step of a build calls CMake, one of its tools may do it (Conan, scikit-build).
    """
    steps = context.steps_of("cmake", "emcmake", "ctest", "cmake3")
    settings, seen = Settings(_given(steps)), set[str]()
    for step in steps:
        for root in _roots(context, step):
            yield from _Reading(context, root, settings).files(step, seen)
    run = context.last_run
    if run and not steps and context.visible("CMakeLists.txt"):
        behind = Step(("cmake",), run.workdir, run, "CMakeLists.txt", 0, fatal=False)
        yield from _Reading(context, "", settings).files(behind, seen)


def _given(steps: Iterable[Step]) -> dict[str, str | None]:
    """The variables that the command lines set (`-DNAME=VALUE`); None where they differ."""
    found: dict[str, str | None] = {}
    for step in steps:
        for before, word in zip(("", *step.words), step.words, strict=False):
            setting = word[2:] if word.startswith("-D") else word if before == "-D" else ""
            name, mark, value = setting.partition("=")
            name = name.partition(":")[0]
            if mark:
                told = None if "$" in value else value
                found[name] = told if found.get(name, told) == told else None
    return found


def _roots(context: BuildContext, step: Step) -> Iterator[str]:
    words = [w for w in step.words[1:] if "$" not in w]
    for i, word in enumerate(words):
        named = word[2:] if word.startswith(("-S", "-H")) else "" if word.startswith("-") else word
        if word == "-S" and i + 1 < len(words):
            named = words[i + 1]
        path = context.source_of(step, named) if named else None
        if path is not None and context.is_file(posixpath.join(path, "CMakeLists.txt")):
            yield path
            return
    home = context.directory_of(step)
    if any("$" in w for w in step.words) and any(not source for source, _ in step.run.copied):
        home = ""
    if home is not None and "--build" not in words:
        yield home


class _Reading:
    """The files of one project, read in the order in which their directories are added."""

    def __init__(self, context: BuildContext, root: str, settings: Settings) -> None:
        self.context, self.root, self.settings = context, root, settings
        self.tested = bool(context.steps_of("ctest"))

    def files(self, step: Step, seen: set[str]) -> Iterator[Need]:
        pending = [_File(posixpath.join(self.root, "CMakeLists.txt"), step.where, step.line, True)]
        while pending and len(seen) < _MOST_FILES:
            file = pending.pop()
            if file.path in seen or not self.context.is_file(file.path):
                continue
            seen.add(file.path)
            yield need_path(file.path, file.where, "CMake reads it", file.line, step.fatal and file.sure)
            if file.reached is False and _ASIDE.search(file.path):
                continue
            for need, reached, at_top in self._commands(file, step.fatal and file.sure):
                if need.glob.endswith((".cmake", "/CMakeLists.txt")):
                    pending.append(_File(need.glob, file.path, need.line, need.must, reached, at_top))
                    yield from _modules_beside(need, file.path)
                else:
                    yield need

    def _commands(self, file: _File, sure: bool) -> Iterator[tuple[Need, bool | None, bool]]:
        """What the commands of a file name, whether they are reached, and whether at the top."""
        text, place = self.context.text(file.path), posixpath.dirname(file.path)
        branches, at_top = Branches(self.settings), file.at_top
        quiet = _TESTING | _OF_RUNS if _ASIDE.search(file.path) else _TESTING
        for name, arguments, line in _calls(text):
            if name == "project" and place != self.root:
                at_top = False
            if branches.follow(name, arguments, at_top):
                continue
            reached = branches.reached if file.reached else file.reached
            self.settings.define(name, arguments, file.path, reached)
            silent = name in _SILENT or (not self.tested and name in quiet)
            for need in self._named(name, arguments, place, (file.path, line)) if not silent else ():
                must = sure and not branches.depth and name in _SURE
                yield need._replace(must=must and not need.is_glob), reached, at_top
                if name == "include" and need.glob.endswith(".cmake"):
                    self._include(need.glob, reached, 0)

    def _include(self, path: str, reached: bool | None, depth: int) -> None:
        """Notes what a module defines before the commands behind `include()` ask for it."""
        branches, place = Branches(self.settings), posixpath.dirname(path)
        for name, arguments, line in _calls(self.context.text(path)) if depth < 8 else ():
            if not branches.follow(name, arguments, at_top=True):
                now = branches.reached if reached else reached
                self.settings.define(name, arguments, path, now)
                if name == "include":
                    for need in self._named(name, arguments, place, (path, line)):
                        self._include(need.glob, now, depth + 1)

    def _named(self, name: str, arguments: str, place: str, at: tuple[str, int]) -> Iterator[Need]:
        words = [quoted or bare for quoted, bare in _ARGUMENT.findall(arguments)]
        if name == "file" and words[:1] in (["GLOB"], ["GLOB_RECURSE"]):
            for word in words[2:] if not self._adds_objects(at[0], words[1:2]) else ():
                if glob := self._glob(word, place, recursive=words[0] != "GLOB"):
                    yield need_glob(glob, at[0], "file(GLOB)", at[1])
            return
        for word in words:
            path = self._path(word, place, name)
            if path and path != at[0]:
                yield need_path(path, at[0], f"{name}()", at[1])
            elif "$" in word and _ASIDE.search(place + "/"):
                yield from self._varied(name, word, place, at)

    def _varied(self, name: str, word: str, place: str, at: tuple[str, int]) -> Iterator[Need]:
        """What an argument may mean that a loop or a macro fills in: "${test}.cpp", "${directory}"."""
        if name == "add_subdirectory":
            for child in self.context.tree.children(place):
                path = posixpath.join(place, child, "CMakeLists.txt")
                if self.context.is_file(path):
                    yield need_path(path, at[0], f"{name}()", at[1])
        elif match := _VARIED.fullmatch(_HERE.sub("", word)):
            glob = join(place, re.sub(r"\$\{\w+\}", "*", match[0]))
            if glob:
                yield need_glob(glob, at[0], f"{name}()", at[1])

    def _adds_objects(self, where: str, variable: list[str]) -> bool:
        """Whether what a glob finds goes to a target that an object library gives its sources anyway."""
        text, found = self.context.text(where), False
        for target in (
            re.findall(rf"add_\w+\(\s*(\w+)[^()]*\$\{{{''.join(variable)}\}}", text) if variable else ()
        ):
            linked = re.findall(rf"target_link_libraries\(\s*{target}\b([^()]*)", text)
            names = {name for each in linked for name in each.split()}
            found = not names.isdisjoint(re.findall(r"add_library\(\s*(\w+)\s+OBJECT\b", text))
            if not found:
                return False
        return found

    def _glob(self, word: str, place: str, recursive: bool) -> str:
        """The Docker pattern for a `file(GLOB)`; "" if it names no directory that is there."""
        plain = _HERE.sub("", word)
        base = self.root if _ROOT.search(plain) else place
        folder, _, name = _ROOT.sub("", plain).rpartition("/")
        if "$" in folder + name or not re.search(r"[*?\[]", name) or re.search(r"[*?\[]", folder):
            return ""
        found = join(base, folder or ".")
        if found is None or not self.context.is_dir(found):
            return ""
        return posixpath.join(found, "**", name) if recursive else posixpath.join(found, name)

    def _path(self, argument: str, place: str, command: str) -> str:
        """The file that an argument names, if it is there; for a directory added, its CMakeLists.txt."""
        if not 0 < len(argument) < 300:
            return ""
        plain = _HERE.sub("", argument)
        bases = (self.root,) if _ROOT.search(plain) else (place, self.root)
        plain = _ROOT.sub("", plain)
        if "$" in plain:
            return ""
        for base in bases:
            path = join(base, plain.rstrip("/"))
            if path and command == "add_subdirectory" and self.context.is_file(f"{path}/CMakeLists.txt"):
                return f"{path}/CMakeLists.txt"
            takes = command in _TAKE_DIRECTORIES and path and not _ASIDE.search(path)
            if path and (self.context.is_file(path) or (takes and self.context.is_dir(path))):
                return path
        if command in ("include", "find_package"):
            stem = plain if command == "include" else f"Find{plain}"
            found = self.context.files_named(f"{stem}.cmake")
            return found[0] if len(found) == 1 else ""
        return ""


def _modules_beside(need: Need, where: str) -> Iterator[Need]:
    """The directory of an included module: modules include and find each other by bare names."""
    place = posixpath.dirname(need.glob)
    if need.glob.endswith(".cmake") and place and not where.startswith(place + "/"):
        yield need_path(place, where, "CMake's modules lie there", need.line, must=False)


def _calls(text: str) -> Iterator[tuple[str, str, int]]:
    """(command in lower case, its arguments' text, line) of a CMake file."""
    name, start, level, line, last = "", 0, 0, 1, 0
    for match in _TOKEN.finditer(text):
        if match[1] and not level:
            line += text.count("\n", last, match.start(1))
            name, last = match[1].lower(), match.start(1)
        elif match[0] == "(":
            level += 1
            start = match.end() if level == 1 else start
        elif match[0] == ")" and level:
            level -= 1
            if not level and name:
                yield name, text[start : match.start()], line
                name = ""
