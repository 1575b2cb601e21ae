"""Which files of the context does the go command read for the packages that a build names?

`go help packages`, `go help modules`, the go.mod and go.work references, package embed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from ctxtrim.manifests.readers.go_packages import OTHER, Modules, is_aside, package_needs, programs
from ctxtrim.manifests.readers.package_scripts import nearest
from ctxtrim.manifests.scene import Scene, Step
from ctxtrim.manifests.stating import join, line_of, needed, needed_glob
from ctxtrim.model.build import Need

_BUILDS = ("build", "install", "run", "test", "vet", "generate", "list")
_VALUED = frozenset(["-o", "-C", "-ldflags", "-gcflags", "-asmflags", "-tags", "-mod", "-modfile", "-p",
    "-pkgdir", "-toolexec", "-buildmode", "-coverprofile", "-overlay", "-pgo", "-run", "-timeout",
    "-count", "-exec", "-asan", "-msan", "--tags", "--ldflags"])  # fmt: skip


_COMPILED = (".go", *OTHER, ".inc", ".a", ".so", ".dylib", ".dll", ".lib", ".tmpl", ".json")
"""What packages are built of, headers of any folder included; what they embed stands in them."""


class _Block(NamedTuple):
    verb: str
    words: list[str]
    line: int


def read_by_go(scene: Scene) -> Iterator[Need]:
    """go.mod, go.work and the modules beside them, then the files of all packages that are built."""
    wanted: dict[str, tuple[Step, list[tuple[str, Step]]]] = {}
    for step in scene.calls("go", "garble", "mage", "gox", "swag", "templ", "wire"):
        home = scene.home(step)
        place = nearest(scene, home, "go.mod") if home is not None else None
        if home is None or place is None:
            continue
        packages = wanted.setdefault(place, (step, []))[1]
        if step.words[1:2] and step.words[1] in _BUILDS and step.tool in ("go", "garble"):
            packages += [(package, step) for package in _packages(scene, step, home)]
        elif step.tool == "mage":
            packages.append((posixpath.join(place, "..."), step))
    for place, step in _left_to_others(scene, wanted):
        wanted[place] = (step, [])
    for place, (step, packages) in wanted.items():
        modules = Modules(place)
        yield from _module(scene, place, step, modules)
        yield from _workspace(scene, place, step, modules)
        unknown = step._replace(fatal=False)
        yield from package_needs(scene, modules, packages or [(p, unknown) for p in programs(scene, place)])


def _left_to_others(scene: Scene, wanted: Container[str]) -> Iterator[tuple[str, Step]]:
    """The modules that no go command builds, if anything runs: task, just, bazel or the like may do it."""
    run = next((run for run in reversed(scene.runs) if run.instruction == "RUN"), None)
    for path in scene.named("go.mod") if run else ():
        place = posixpath.dirname(path)
        if run and place not in wanted and scene.visible(path) and not is_aside(place):
            yield place, Step(("go",), run.workdir, run, path, 0, fatal=False)


def _packages(scene: Scene, step: Step, home: str) -> list[str]:
    """The arguments that name packages or files, as paths of the context; "d/..." for all below d."""
    words = list(step.words[2:])
    found: list[str] = []
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            value = words.pop(0) if word in _VALUED and words else ""
            home = (join(home, value) or home) if word == "-C" else home
            continue
        if "$" in word or "%" in word:
            word = re.split(r"[$%]", word)[0].rpartition("/")[0] + "/..."
        if not word.startswith((".", "/")) and not scene.exists(posixpath.join(home, word)):
            if "/" in word and not word.endswith(".go"):
                found.append("import:" + word.partition("@")[0])
            continue
        tail = word.endswith("...")
        path = scene.lead(step, word.removesuffix("...").rstrip("/") or "/")
        if path is not None:
            found.append(posixpath.join(path, "...") if tail else path)
        if step.words[1] == "run":
            break
    return found or [home]


def _module(scene: Scene, place: str, step: Step, modules: Modules) -> Iterator[Need]:
    """One module's go.mod, go.sum, replacements by path and vendor list; notes them in `modules`."""
    pending = [place]
    seen: set[str] = set()
    while pending and len(seen) < 500:
        current = pending.pop()
        where = posixpath.join(current, "go.mod")
        if current in seen or not scene.is_file(where):
            continue
        seen.add(current)
        yield needed(where, step.where, "the go command reads it", step.line, step.fatal)
        yield needed(
            posixpath.join(current, "go.sum"), step.where, "go verifies modules by it", step.line, step.fatal
        )
        for block in _blocks(scene.text(where)):
            if block.verb == "module" and block.words:
                modules.roots[block.words[0].strip('"')] = current
            elif block.verb == "replace" and "=>" in block.words:
                target = block.words[block.words.index("=>") + 1 :][:1]
                path = (
                    join(current, target[0].strip('"'))
                    if target and target[0].startswith(("./", "../"))
                    else None
                )
                if path is not None:
                    yield needed(
                        f"{path}/go.mod", where, "go.mod replaces a module by it", block.line, step.fatal
                    )
                    modules.roots[block.words[0].strip('"')] = path
                    pending.append(path)
    vendored = posixpath.join(place, "vendor/modules.txt")
    if scene.is_file(vendored):
        modules.vendor = posixpath.join(place, "vendor")
        yield needed(vendored, where, "go builds from vendor/", 0, step.fatal)
        for ending in _COMPILED:
            yield needed_glob(
                posixpath.join(modules.vendor, "**", "*" + ending), where, "go builds from vendor/"
            )


def _workspace(scene: Scene, place: str, step: Step, modules: Modules) -> Iterator[Need]:
    root = nearest(scene, place, "go.work")
    if root is None or scene.says("GOWORK=off"):
        return
    where = posixpath.join(root, "go.work")
    yield needed(where, step.where, "the go command reads it", step.line, must=False)
    for block in _blocks(scene.text(where)):
        path = join(root, block.words[0].strip('"')) if block.verb == "use" and block.words else None
        if path is not None:
            yield needed(
                posixpath.join(path, "go.mod"), where, "go.work uses the module", block.line, step.fatal
            )
            yield from _module(scene, path, step, modules)
    for name in ("go.work.sum", "vendor/modules.txt"):
        if scene.is_file(posixpath.join(root, name)):
            yield needed(
                posixpath.join(root, name), where, "the go command reads it", line_of(name, name), must=False
            )


def _blocks(text: str) -> Iterator[_Block]:
    """The directives of a go.mod or go.work, those in parentheses one by one."""
    verb = ""
    for number, line in enumerate(text.split("\n"), 1):
        words = line.partition("//")[0].split()
        if not words:
            continue
        if verb:
            if words == [")"]:
                verb = ""
            else:
                yield _Block(verb, words, number)
        elif words[-1] == "(":
            verb = words[0]
        else:
            yield _Block(words[0], words[1:], number)
