"""Commands that install the dependencies which manifests name, and what each of them reads and writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ctxtrim.go.path import is_match
from ctxtrim.layers.harmless_commands import Words, plain_words_of
from ctxtrim.manifests.step import Step


class Installer(NamedTuple):
    """A command that installs what manifests name.

    matches: whether a command line is it. manifests: base names (globs) of what it reads. main: those of
    which one must be there. outputs: what it makes beside a main manifest; no copy of them from the context
    may come after it. leftovers: the same, but only where one is there. doubt: what in a manifest, or in its
    path, makes it read sources of the project too. first: what the command must say to install without the
    project itself. obstacle: why no order can be written, "" if it can.
    """

    title: str
    matches: Callable[[Words], bool]
    manifests: tuple[str, ...]
    outputs: tuple[str, ...] = ()
    doubt: str = ""
    first: tuple[str, ...] = ()
    leftovers: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    obstacle: str = ""

    def is_main(self, name: str) -> bool:
        """Whether a base name is that of a manifest without which there is nothing to install."""
        return not self.main or any(is_match(glob, name) for glob in self.main)

    def reads(self, name: str) -> bool:
        """Whether a base name is that of a manifest."""
        return any(is_match(glob, name) for glob in self.manifests)

    def needs_project(self, words: Words) -> bool:
        """Whether the command as written also installs the project itself."""
        return bool(self.first) and not any(word in words for word in self.first)

    def is_doubtful(self, text: str) -> bool:
        """Whether a manifest's text leads to sources of the project."""
        return bool(self.doubt) and re.search(self.doubt, text, re.MULTILINE) is not None


def _is(*verbs: str) -> Callable[[Words], bool]:
    """Match one of these verbs, with options but without names of packages."""
    return lambda words: (
        bool(plain_words_of(words)) and plain_words_of(words)[0] in verbs and not plain_words_of(words)[1:]
    )


def _pip(words: Words) -> bool:
    words = words[1:] if words[:2] == ("uv", "pip") else words
    listed = any(re.match(r"(-r|--requirement)", word) for word in words)
    own = any(word in ("-e", "--editable") or word.startswith((".", "/")) for word in plain_words_of(words))
    return listed and plain_words_of(words)[:1] == ("install",) and not own


def _yarn(words: Words) -> bool:
    return (not plain_words_of(words) and "--version" not in words) or _is("install")(words)


def _maven(words: Words) -> bool:
    goals = plain_words_of(words)
    return bool(goals) and all(
        re.match(r"(dependency:|.*dependency-plugin:)(go-offline|resolve)", g) for g in goals
    )


def _conda(words: Words) -> bool:
    has_file = any(re.match(r"(-f|--file)", word) for word in words)
    return has_file and words[1:3] in (("env", "create"), ("env", "update"))


def _gradle(words: Words) -> bool:
    tasks = plain_words_of(words)
    return bool(tasks) and all(
        re.match(r"(:?[\w-]+)*:?(dependencies|\w+Dependencies)$", task) for task in tasks
    )


_GRADLE = tuple(
    """
    build.gradle* settings.gradle* gradle.properties libs.versions.toml gradlew gradle-wrapper.* *.gradle.kts
    *.gradle *.lockfile
    """.split()
)
_GRADLE_PATHS = r"includeBuild|buildSrc/|apply\s*\(?\s*from|\bfiles?\(|\bfileTree\(|readText|\bexec\b"
_LISTS = ("*.txt", "*.in", "*.pip", "pip.conf")
_LOCAL = r"^\s*(?:-e|--editable)[ =]+(?!git\+|https?:)|^\s*\.{1,2}(?:[/\s\[]|$)|\bfile:"
_NODE = tuple(
    """
    package.json package-lock.json npm-shrinkwrap.json .npmrc yarn.lock .yarnrc .yarnrc.yml pnpm-lock.yaml
    pnpm-workspace.yaml .pnpmfile.cjs bun.lock bun.lockb bunfig.toml *.patch yarn-*.cjs plugin-*.cjs
    """.split()
)
_NODE_PATHS = r"\"(?:file|portal|link):"
_DOTNET = tuple(
    """
    *.csproj *.fsproj *.vbproj *.sln *.slnx Directory.*.props Directory.*.targets [Nn]u[Gg]et.[Cc]onfig
    global.json packages.lock.json
    """.split()
)
_PROJECT = ("pyproject.toml",)
_POETRY = ("pyproject.toml", "poetry.lock", "poetry.toml")
_PYTHON_PATHS = r"^\s*path\s*=|[{,]\s*path\s*=|tool\.uv\.workspace|file:"

INSTALLERS: dict[str, tuple[Installer, ...]] = {
    "pip": (Installer("pip install", _pip, _LISTS, (), _LOCAL),),
    "uv": (
        Installer("uv pip install", _pip, _LISTS, (), _LOCAL),
        Installer(
            "uv sync",
            _is("sync"),
            ("pyproject.toml", "uv.lock", "uv.toml", ".python-version"),
            (".venv",),
            _PYTHON_PATHS,
            ("--no-install-project", "--no-install-workspace"),
            main=_PROJECT,
        ),
    ),
    "poetry": (
        Installer(
            "poetry install",
            _is("install", "sync"),
            _POETRY,
            (".venv",),
            _PYTHON_PATHS,
            ("--no-root",),
            main=_PROJECT,
        ),
    ),
    "pipenv": (
        Installer("pipenv install", _is("install", "sync"), ("Pipfile", "Pipfile.lock"), (), r"path\s*="),
    ),
    "pdm": (
        Installer(
            "pdm install",
            _is("install", "sync"),
            ("pyproject.toml", "pdm.lock"),
            (".venv",),
            _PYTHON_PATHS,
            ("--no-self", "--no-editable"),
            main=_PROJECT,
        ),
    ),
    "npm": (
        Installer(
            "npm install",
            _is("install", "i", "ci", "clean-install"),
            _NODE,
            ("node_modules",),
            _NODE_PATHS,
            main=_NODE[:1],
        ),
    ),
    "yarn": (Installer("yarn install", _yarn, _NODE, ("node_modules",), _NODE_PATHS, main=_NODE[:1]),),
    "pnpm": (
        Installer(
            "pnpm install",
            _is("install", "i", "fetch"),
            _NODE,
            ("node_modules",),
            _NODE_PATHS,
            main=_NODE[:1],
        ),
    ),
    "bun": (
        Installer("bun install", _is("install", "i"), _NODE, ("node_modules",), _NODE_PATHS, main=_NODE[:1]),
    ),
    "go": (
        Installer(
            "go mod download",
            lambda w: w[1:3] == ("mod", "download"),
            ("go.mod", "go.sum", "go.work", "go.work.sum"),
        ),
    ),
    "bundle": (
        Installer(
            "bundle install",
            lambda words: _is("install")(words) or words == ("bundle",),
            ("Gemfile", "Gemfile.lock", ".ruby-version", ".tool-versions"),
            (),
            r"^\s*gemspec|path:|path\s+['\"]|eval_gemfile|File\.(read|exist)|require_relative|:path",
            leftovers=(".bundle", "vendor/bundle"),
        ),
    ),
    "composer": (
        Installer(
            "composer install",
            _is("install", "i"),
            ("composer.json", "composer.lock", "symfony.lock", "auth.json"),
            ("vendor",),
            r"\"type\":\s*\"path\"",
            ("--no-autoloader",),
            main=("composer.json",),
        ),
    ),
    "mvn": (Installer("mvn dependency:go-offline", _maven, ("pom.xml",)),),
    "mvnw": (Installer("mvnw dependency:go-offline", _maven, ("pom.xml", "mvnw", "maven-wrapper.*")),),
    "dotnet": (
        Installer(
            "dotnet restore",
            lambda w: w[1:2] == ("restore",),
            _DOTNET,
            ("obj",),
            main=("*.csproj", "*.fsproj", "*.vbproj"),
        ),
    ),
    "cargo": (
        Installer(
            "cargo fetch",
            _is("fetch"),
            ("Cargo.toml", "Cargo.lock", "config.toml", "rust-toolchain", "rust-toolchain.toml"),
            main=("Cargo.toml",),
            obstacle="cargo wants a source file for each package; an empty one will do",
        ),
    ),
    "gradle": (Installer("gradle dependencies", _gradle, _GRADLE, (), _GRADLE_PATHS, main=_GRADLE[:1]),),
    "gradlew": (Installer("gradlew dependencies", _gradle, _GRADLE, (), _GRADLE_PATHS, main=_GRADLE[:1]),),
    "conda": (Installer("conda env create", _conda, ("*.yml", "*.yaml"), (), r"-e \.|-r "),),
    "mamba": (Installer("mamba env create", _conda, ("*.yml", "*.yaml"), (), r"-e \.|-r "),),
    "mix": (
        Installer(
            "mix deps.get",
            lambda w: w[1:2] == ("deps.get",),
            ("mix.exs", "mix.lock"),
            ("deps",),
            main=("mix.exs",),
            doubt=r"File\.|path:",
        ),
    ),
}
"""By the program's plain name."""


def installer_of(step: Step) -> Installer | None:
    """Return what a command is, None for any other."""
    return next((one for one in INSTALLERS.get(step.tool, ()) if one.matches(step.words)), None)
