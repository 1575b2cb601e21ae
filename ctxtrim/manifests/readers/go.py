"""Files that the go command reads for the packages that a build names.

`go help packages`, `go help modules`, the go.mod and go.work references, package embed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, line_of, need_glob, need_path
from ctxtrim.manifests.readers.go_packages import OTHER, Modules, is_aside, package_needs, programs
from ctxtrim.manifests.readers.package_scripts import nearest
from ctxtrim.manifests.step import Step
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


def read_by_go(context: BuildContext) -> Iterator[Need]:
    """go.mod, go.work and the modules beside them, then the files of all packages that are built."""
    wanted: dict[str, tuple[Step, list[tuple[str, Step]]]] = {}
    for step in context.steps_of("go", "garble", "mage", "gox", "swag", "templ", "wire"):
        home = context.directory_of(step)
        place = nearest(context, home, "go.mod") if home is not None else None
        if home is None or place is None:
            continue
        packages = wanted.setdefault(place, (step, []))[1]
        if step.words[1:2] and step.words[1] in _BUILDS and step.tool in ("go", "garble"):
            packages += [(package, step) for package in _packages(context, step, home)]
        elif step.tool == "mage":
            packages.append((posixpath.join(place, "..."), step))
    for place, step in _left_to_others(context, wanted):
        wanted[place] = (step, [])
    for place, (step, packages) in wanted.items():
        modules = Modules(place)
        yield from _module(context, place, step, modules)
        yield from _workspace(context, place, step, modules)
        if context.with_sources:
            unknown = step._replace(fatal=False)
            yield from package_needs(
                context, modules, packages or [(p, unknown) for p in programs(context, place)]
            )


def _left_to_others(context: BuildContext, wanted: Container[str]) -> Iterator[tuple[str, Step]]:
    """The modules that no go command builds, if anything runs: task, just, bazel or the like may do it."""
    run = context.last_run
    for path in context.files_named("go.mod") if run else ():
        place = posixpath.dirname(path)
        if run and place not in wanted and context.visible(path) and not is_aside(place):
            yield place, Step(("go",), run.workdir, run, path, 0, fatal=False)


def _packages(context: BuildContext, step: Step, home: str) -> list[str]:
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
        if not word.startswith((".", "/")) and not context.exists(posixpath.join(home, word)):
            if "/" in word and not word.endswith(".go"):
                found.append("import:" + word.partition("@")[0])
            continue
        tail = word.endswith("...")
        path = context.source_of(step, word.removesuffix("...").rstrip("/") or "/")
        if path is not None:
            found.append(posixpath.join(path, "...") if tail else path)
        if step.words[1] == "run":
            break
    return found or [home]


def _module(context: BuildContext, place: str, step: Step, modules: Modules) -> Iterator[Need]:
    """One module's go.mod, go.sum, replacements by path and vendor list; notes them in `modules`."""
    pending = [place]
    seen: set[str] = set()
    while pending and len(seen) < 500:
        current = pending.pop()
        where = posixpath.join(current, "go.mod")
        if current in seen or not context.is_file(where):
            continue
        seen.add(current)
        yield need_path(where, step.where, "the go command reads it", step.line, step.fatal)
        yield need_path(
            posixpath.join(current, "go.sum"), step.where, "go verifies modules by it", step.line, step.fatal
        )
        for block in _blocks(context.text(where)):
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
                    yield need_path(
                        f"{path}/go.mod", where, "go.mod replaces a module by it", block.line, step.fatal
                    )
                    modules.roots[block.words[0].strip('"')] = path
                    pending.append(path)
    vendored = posixpath.join(place, "vendor/modules.txt")
    if context.is_file(vendored):
        modules.vendor = posixpath.join(place, "vendor")
        yield need_path(vendored, where, "go builds from vendor/", 0, step.fatal)
        for ending in _COMPILED:
            yield need_glob(
                posixpath.join(modules.vendor, "**", "*" + ending), where, "go builds from vendor/"
            )


def _workspace(context: BuildContext, place: str, step: Step, modules: Modules) -> Iterator[Need]:
    root = nearest(context, place, "go.work")
    if root is None or context.mentions("GOWORK=off"):
        return
    where = posixpath.join(root, "go.work")
    yield need_path(where, step.where, "the go command reads it", step.line, must=False)
    for block in _blocks(context.text(where)):
        path = join(root, block.words[0].strip('"')) if block.verb == "use" and block.words else None
        if path is not None:
            yield need_path(
                posixpath.join(path, "go.mod"), where, "go.work uses the module", block.line, step.fatal
            )
            yield from _module(context, path, step, modules)
    for name in ("go.work.sum", "vendor/modules.txt"):
        if context.is_file(posixpath.join(root, name)):
            yield need_path(
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
