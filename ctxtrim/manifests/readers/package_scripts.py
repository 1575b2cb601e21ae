"""Script texts of package.json or composer.json that a package manager runs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from ctxtrim.manifests import formats, globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.needs import join, line_of
from ctxtrim.manifests.step import Step

TOOLS = frozenset(("npm", "yarn", "pnpm", "bun", "turbo", "lerna", "nx", "composer", "run-s", "run-p",
    "npm-run-all", "concurrently"))  # fmt: skip
_INSTALLS = frozenset(("install", "i", "ci", "add", "clean-install", ""))
_LIFECYCLE = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
_COMPOSER_EVENTS = ("pre-install-cmd", "post-install-cmd", "pre-autoload-dump", "post-autoload-dump",
                    "post-root-package-install", "auto-scripts")  # fmt: skip
_OPTIONS_WITH_VALUE = frozenset(
    ("--filter", "-F", "--prefix", "--cwd", "-C", "--dir", "--scope", "-w", "--workspace")
)
_ACROSS = ("-r", "--recursive", "--workspaces", "--filter", "-F", "--workspace", "-w", "--scope", "-ws")

_FILTERS = ("--filter", "-F", "--workspace", "-w", "--scope")

Text = tuple[str, str, int, str]


def called(context: BuildContext, step: Step) -> Iterator[Text]:
    """(directory in the image, file, line, shell text) of each script that the step runs."""
    home = context.directory_of(step)
    prefix = _value(step.words, ("--prefix", "--cwd", "-C", "--dir", "-d", "--working-dir"))
    if home is not None and prefix:
        home = join(home, prefix)
    if home is None:
        return
    if step.tool == "composer":
        yield from _composer(context, step, home)
        return
    names, everywhere = _wanted(step)
    nearby = nearest(context, home, "package.json")
    if nearby is None:
        return
    for place in _chosen(context, nearby, step) if everywhere else [nearby]:
        yield from _of_package(context, step, place, names)


def _chosen(context: BuildContext, root: str, step: Step) -> list[str]:
    """The workspaces that a command runs in: those that its filters name, and what these depend on; the root
    and all of them where it has no filter, or one that is more than a name or a folder.
    """
    every = [root, *members(context, root)]
    asked = list(_filters(step.words)) if step.tool != "nx" else []
    texts = {place: context.text(posixpath.join(place, "package.json")) for place in every} if asked else {}
    packages = {place: formats.json(text) for place, text in texts.items()}
    named = {package.get("name"): place for place, package in packages.items()}
    chosen: dict[str, None] = {}
    for word in asked:
        plain = word.removesuffix("...")
        place = posixpath.normpath(posixpath.join(root, plain)) if plain.startswith("./") else plain
        found = named.get(plain) or (place if place in packages else None)
        if found is None:
            return every
        chosen[found] = None
    waiting = list(chosen)
    while waiting:
        package = packages[waiting.pop()]
        for kind in ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies"):
            for name in formats.table(package, kind):
                if name in named and named[name] not in chosen:
                    chosen[named[name]] = None
                    waiting.append(named[name])
    return list(chosen) if asked else every


def _filters(words: tuple[str, ...]) -> Iterator[str]:
    for word, behind in zip(words, (*words[1:], ""), strict=True):
        name, mark, value = word.partition("=")
        if name in _FILTERS or (word == "workspace" and words[1:2] == (word,)):
            yield value if mark else behind


def _of_package(context: BuildContext, step: Step, place: str, names: list[str]) -> Iterator[Text]:
    path = posixpath.join(place, "package.json")
    text = context.text(path)
    scripts = formats.table(formats.json(text), "scripts")
    for name in names:
        for each in (f"pre{name}", name, f"post{name}") if name not in _LIFECYCLE else (name,):
            script = scripts.get(each)
            if isinstance(script, str):
                yield _image(context, step, place), path, line_of(text, f'"{each}"'), script


def _wanted(step: Step) -> tuple[list[str], bool]:
    """The names of the scripts that a command runs, and whether in the workspaces too: an install in the root
    runs those of all of them.
    """
    words, tool = step.words[1:], step.tool
    everywhere = tool in ("turbo", "lerna", "nx") or any(w.partition("=")[0] in _ACROSS for w in words)
    plain: list[str] = []
    skip = False
    for word in words:
        if not skip and not word.startswith("-"):
            plain.append(word)
        skip = word in _OPTIONS_WITH_VALUE
    everywhere = everywhere or plain[:1] in (["workspaces"], ["workspace"], ["recursive"])
    if plain[:1] == ["workspace"]:
        plain = plain[2:]
    elif plain[:2] == ["workspaces", "focus"]:
        return list(_LIFECYCLE), False
    elif plain[:2] == ["workspaces", "foreach"] or plain[:1] == ["recursive"]:
        plain = [w for w in plain if w not in ("workspaces", "foreach", "recursive")]
    if tool in ("run-s", "run-p", "npm-run-all", "concurrently"):
        return [w.removeprefix("npm:") for w in plain], False
    first = plain[0] if plain else ""
    if (tool, first) == ("pnpm", "deploy"):
        return ["prepare", "postinstall"], everywhere
    if tool != "bun" and first in _INSTALLS and (first or tool == "yarn"):
        return list(_LIFECYCLE), True
    if first == "install":
        return list(_LIFECYCLE), True
    if first in ("run", "run-script", "rum", "run-many"):
        return plain[1:2] if first != "run-many" else _after_target(words), everywhere
    return [f"{first}"] if first else [], everywhere


def _after_target(words: tuple[str, ...]) -> list[str]:
    value = _value(words, ("-t", "--target", "--targets"))
    return value.split(",") if value else []


def _value(words: tuple[str, ...], options: tuple[str, ...]) -> str:
    for i, word in enumerate(words):
        name, mark, value = word.partition("=")
        if name in options:
            return value if mark else (words[i + 1] if i + 1 < len(words) else "")
    return ""


def _composer(context: BuildContext, step: Step, home: str) -> Iterator[Text]:
    path = posixpath.join(home, "composer.json")
    text = context.text(path)
    scripts = formats.table(formats.json(text), "scripts")
    words = [w for w in step.words[1:] if not w.startswith("-")]
    install = words[:1] in (["install"], ["update"], ["dump-autoload"], ["dumpautoload"], ["create-project"])
    names = (
        list(_COMPOSER_EVENTS)
        if install
        else words[1:2]
        if words[:1] in (["run"], ["run-script"])
        else words[:1]
    )
    if "--no-scripts" in step.words:
        return
    for name in names:
        for line in _composer_lines(scripts, name):
            yield _image(context, step, home), path, line_of(text, f'"{name}"'), line


def _composer_lines(scripts: dict[str, Any], name: str) -> Iterator[str]:
    script = scripts.get(name)
    if isinstance(script, dict):
        for command, kind in script.items():
            yield f"php bin/console {command}" if kind == "symfony-cmd" else str(command)
        return
    for line in formats.text_list(script):
        if line.startswith("@php "):
            yield line[1:]
        elif "::" not in line and not line.startswith("@"):
            yield line


def nearest(context: BuildContext, place: str, name: str) -> str | None:
    """The directory, `place` or one above it, that holds a file `name`; None if no one does."""
    while True:
        if context.is_file(posixpath.join(place, name)):
            return place
        if not place:
            return None
        place = posixpath.dirname(place)


def members(context: BuildContext, root: str) -> list[str]:
    """The directories of the workspaces that the package in `root` declares (npm, yarn, pnpm, lerna)."""
    package = formats.json(context.text(posixpath.join(root, "package.json")))
    workspaces = package.get("workspaces")
    patterns = formats.text_list(workspaces) + formats.text_list(formats.table(workspaces).get("packages"))
    patterns += formats.text_list(
        formats.json(context.text(posixpath.join(root, "lerna.json"))).get("packages")
    )
    for key, value, _ in formats.yaml_values(context.text(posixpath.join(root, "pnpm-workspace.yaml"))):
        patterns += [value] if key == "packages" else []
    return list(dict.fromkeys(globs.directories(context, root, patterns, "package.json")))


def _image(context: BuildContext, step: Step, place: str) -> str:
    home = context.directory_of(step) or ""
    return posixpath.normpath(posixpath.join(step.place, posixpath.relpath(place or ".", home or ".")))
