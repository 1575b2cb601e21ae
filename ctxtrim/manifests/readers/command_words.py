"""Files of the context that the words of a command name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ctxtrim.manifests import globs
from ctxtrim.manifests.build_context import BuildContext
from ctxtrim.manifests.commands.script_paths import named_by_scripts
from ctxtrim.manifests.commands.scripts import script_path
from ctxtrim.manifests.commands.steps import WRAPPERS
from ctxtrim.manifests.commands.unknown import is_known
from ctxtrim.manifests.step import Step
from ctxtrim.manifests.tree_cache import INSTALLED
from ctxtrim.model.build import Need

_SPEAKS_OF = frozenset((
    "echo", "printf", "rm", "rmdir", "mkdir", "touch", "git", "true", "false", "test", "[", "[[", ":",
    "set", "unset", "for",
    "export", "apk", "apt", "apt-get", "aptitude", "yum", "dnf", "microdnf", "zypper", "pacman", "gem",
    "curl", "wget",
    "useradd", "groupadd", "adduser", "addgroup", "usermod", "locale-gen", "tee", "which", "type", "kill",
    "sleep",
    "date", "uname", "id", "whoami", "shift", "exit", "return", "trap", "read", "local", "alias", "ulimit",
    "setcap",
    "apt-mark", "docker", "docker-compose", "podman", "grep", "rg", "dpkg", "rpm", "brew", "choco", "hash",
    "pkg", "opkg", "printenv", "expr", "seq", "update-alternatives",
))  # fmt: skip
"""Programs whose words are no files that they read, or that do not mind if they are absent."""

_LISTS_PACKAGES = frozenset((
    "pip", "uv", "poetry", "pdm", "pipenv", "npm", "yarn", "pnpm", "bun", "npx", "cargo", "composer",
    "bundle", "conda",
    "mamba", "micromamba", "go", "luarocks", "cpan", "cpanm", "stack", "cabal", "mix", "nuget", "tlmgr",
    "R", "Rscript",
    "opam", "raco", "make", "ninja", "gradle", "mvn", "just", "task", "turbo", "nx", "lerna", "run-s",
    "run-p",
))  # fmt: skip
"""Programs that take names of packages or goals: a word is a file only if it is written like one."""

_TOUCHES = frozenset(
    ("chmod", "chown", "chgrp", "ln", "ls", "stat", "mv", "install", "setfacl", "find", "du")
)
"""Programs that want a directory to be there, whatever is in it."""

_READ_PACKAGES = frozenset(("go", "garble"))
"""Programs whose reader names the files of a package one by one."""

_FOLDER_OPTIONS = frozenset((
    "-C", "-I", "-d", "-i", "-s", "--chdir", "--content", "--cwd", "--dir", "--directory", "--docs", "--from",
    "--input", "--path", "--prefix", "--root", "--source", "--src",
))  # fmt: skip

_WRITES_LAST = frozenset(("cp", "mv", "install", "ln", "rsync"))
"""Programs whose last word is what they make."""

_MODULES = frozenset((
    "gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve", "celery", "flask", "python",
    "arq", "rq",
    "streamlit", "fastapi", "huey_consumer", "scrapy", "dramatiq",
))  # fmt: skip

_BUILDERS = frozenset((
    "npm", "yarn", "pnpm", "bun", "make", "cmake", "ninja", "go", "cargo", "gradle", "gradlew", "mvn",
    "mvnw", "sbt",
    "dotnet", "mix", "rails", "rake", "vite", "webpack", "tsc", "ng", "next", "python", "hugo", "meson",
    "swift", "stack",
    "cabal", "flutter",
))  # fmt: skip


def named_by_commands(context: BuildContext) -> Iterator[Need]:
    """A need for every word of a step that is the path of an existing file or directory of the context."""
    for step in context.steps:
        script = script_path(context, step, step.words[0])
        if script:
            yield _reference(step, script, step.fatal)
        yield from named_by_scripts(context, step)
        if step.tool in _SPEAKS_OF:
            continue
        for number, word in enumerate(_given(context, step) if step.tool not in WRAPPERS else ()):
            yield from _named(context, step, word, may_be_folder=_may_be_folder(step, number + 1))
        if step.tool in _MODULES:
            for word in step.words[1:]:
                yield from _module(context, step, word)


def _given(context: BuildContext, step: Step) -> tuple[str, ...]:
    """The words behind the program, without a file that it writes anew (`cp .env.example .env`)."""
    words = step.words[1:]
    plain = [word for word in words if not word.startswith("-")]
    if step.tool not in _WRITES_LAST or len(plain) < 2 or plain[-1] != words[-1]:
        return words
    if any(word.startswith(("-t", "--target")) for word in words):
        return words
    source, target = context.source_of(step, plain[0]), context.source_of(step, plain[-1])
    if source and context.exists(source) and target and context.is_file(target):
        return words[:-1]
    return words


def _may_be_folder(step: Step, number: int) -> bool:
    """Whether a word may name a folder: of an unknown program, not its subcommand, nor an option's value.

    `pixi install -e docs` is about an environment of that name.
    """
    word, before = step.words[number], step.words[number - 1]
    if step.tool in _READ_PACKAGES:
        return False
    if "/" in word or "." in word or is_known(step.tool) or before in _FOLDER_OPTIONS:
        return True
    first = next((w for w in step.words[1:] if not w.startswith("-")), "")
    return not before.startswith("-") and word != first


def _named(context: BuildContext, step: Step, word: str, may_be_folder: bool) -> Iterator[Need]:
    pathlike = "/" in word or "." in word
    if step.tool in _LISTS_PACKAGES and not pathlike:
        return
    if step.tool == "find" and word != step.words[1]:
        return
    for candidate in _candidates(word):
        path = context.source_of(step, candidate)
        if (
            not (path and context.exists(path))
            and "/" in candidate
            and context.is_file(posixpath.normpath(candidate))
        ):
            yield _reference(step, posixpath.normpath(candidate), False)
        if not path or _made(context, path):
            continue
        if globs.is_glob(candidate):
            yield from _wild(context, step, path)
        elif context.is_file(path):
            yield _reference(step, path, step.fatal)
            return
        elif context.is_dir(path) and step.tool not in _TOUCHES and may_be_folder:
            yield _reference(step, path, False)
            return


def _candidates(word: str) -> Iterator[str]:
    """A word, and what stands behind `--option=`, `-f`, `@`, `file:` in it; one with variables is unknown."""
    if not word or len(word) > 500 or "\n" in word or "://" in word.replace("file://", ""):
        return
    plain = word
    if word.startswith("-"):
        plain = word.partition("=")[2] or (word[2:] if not word.startswith("--") else "")
    elif re.match(r"\w+=", word):
        plain = word.partition("=")[2]
    plain = plain.removeprefix("file://").removeprefix("file:").removeprefix("@").rstrip("/")
    plain = re.sub(r"^\$(?:\{PWD\}|PWD|\(pwd\))/", "", plain)
    if plain and "$" not in plain and plain not in (".", ".."):
        yield plain
        if ":" in plain:
            yield plain.partition(":")[0]
        if plain.endswith("]"):
            yield plain.partition("[")[0]


def _wild(context: BuildContext, step: Step, glob: str) -> Iterator[Need]:
    if re.match(r"[^*?]*\w", glob) and any(
        globs.matches(g, path) for g in globs.braces(glob) for path in context.files_below(_plain_part(glob))
    ):
        why = f"{step.tool} takes it" if step.is_build else "the container takes it"
        for plain in globs.braces(glob):
            yield Need(plain, step.where, step.line, why, step.run.stage, "reference", False, True)


def _plain_part(glob: str) -> str:
    kept: list[str] = []
    for segment in glob.split("/")[:-1]:
        if globs.is_glob(segment):
            break
        kept.append(segment)
    return "/".join(kept)


def _module(context: BuildContext, step: Step, word: str) -> Iterator[Need]:
    """`package.module:app` of Python's servers: the file of the module, if the context has it."""
    name = word.partition(":")[0].partition("=")[2] or word.partition(":")[0]
    if not re.fullmatch(r"[A-Za-z_][\w.]*", name):
        return
    for tail in (".py", "/__init__.py", "/__main__.py"):
        path = context.source_of(step, name.replace(".", "/") + tail)
        if path and context.is_file(path):
            yield _reference(step, path, step.fatal)


def _made(context: BuildContext, path: str) -> bool:
    """Whether the build makes it itself: an output directory, while some tool before writes such."""
    if not INSTALLED.isdisjoint(path.split("/")):
        return True
    return context.is_rebuilt(path) and any(s.is_build and s.tool in _BUILDERS for s in context.steps)


def _reference(step: Step, path: str, must: bool) -> Need:
    verb = f"{step.tool} is given it" if posixpath.basename(path) != step.tool else "it is run"
    why = verb if step.is_build else f"the container's {step.run.instruction} names it"
    if step.via and step.via != step.where:
        why += f" (through {step.via})"
    return Need(path, step.where, step.line, why, step.run.stage, "reference", must)
