"""Commands that install the dependencies which manifests name, and what each of them reads and writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ctxtrim.go.path import is_match
from ctxtrim.manifests.step import Step

Words = tuple[str, ...]


class Installer(NamedTuple):
    """A command that installs what manifests name.

    matches: whether a command line is it. manifests: base names (globs) of what it reads. outputs: what it
    makes beside a manifest; no copy of them from the context may come after it. leftovers: the same, but only
    where one is there. doubt: what in a manifest
    makes it read sources of the project too. first: what the command must say to install without the project
    itself.
    """

    title: str
    matches: Callable[[Words], bool]
    manifests: tuple[str, ...]
    outputs: tuple[str, ...] = ()
    doubt: str = ""
    first: tuple[str, ...] = ()
    leftovers: tuple[str, ...] = ()

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
    return lambda words: bool(_plain(words)) and _plain(words)[0] in verbs and not _plain(words)[1:]


def _plain(words: Words) -> Words:
    """Return the words behind the program that are neither an option nor the value of one."""
    out, rest = list[str](), iter(words[1:])
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, "")
        elif not word.startswith("-"):
            out.append(word)
    return tuple(out)


_WITH_VALUE = frozenset(
    """
    -r --requirement -c --constraint -i --index-url --extra-index-url -t --target --prefix --find-links -f
    --trusted-host --timeout --default-timeout --registry --cache --cache-dir --network-timeout --cache-folder
    --mode --loglevel --omit --include --only --with --without -E --extras --group --extra --no-group --python
    -p --filter -F --jobs -j --retry --path --gemfile -s --settings --source --runtime --configfile -v
    --verbosity -n --name --file --retries --link-mode --store-dir --target-platform -P --modules-folder
    """.split()
)


def _pip(words: Words) -> bool:
    words = words[1:] if words[:2] == ("uv", "pip") else words
    listed = any(re.match(r"(-r|--requirement)", word) for word in words)
    own = any(word in ("-e", "--editable") or word.startswith((".", "/")) for word in _plain(words))
    return listed and _plain(words)[:1] == ("install",) and not own


def _yarn(words: Words) -> bool:
    return (not _plain(words) and "--version" not in words) or _is("install")(words)


def _maven(words: Words) -> bool:
    goals = _plain(words)
    return bool(goals) and all(
        re.match(r"(dependency:|.*dependency-plugin:)(go-offline|resolve)", g) for g in goals
    )


def _conda(words: Words) -> bool:
    has_file = any(re.match(r"(-f|--file)", word) for word in words)
    return has_file and words[1:3] in (("env", "create"), ("env", "update"))


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
        ),
    ),
    "poetry": (
        Installer(
            "poetry install", _is("install", "sync"), _POETRY, (".venv",), _PYTHON_PATHS, ("--no-root",)
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
        ),
    ),
    "npm": (
        Installer(
            "npm install", _is("install", "i", "ci", "clean-install"), _NODE, ("node_modules",), _NODE_PATHS
        ),
    ),
    "yarn": (Installer("yarn install", _yarn, _NODE, ("node_modules",), _NODE_PATHS),),
    "pnpm": (Installer("pnpm install", _is("install", "i", "fetch"), _NODE, ("node_modules",), _NODE_PATHS),),
    "bun": (Installer("bun install", _is("install", "i"), _NODE, ("node_modules",), _NODE_PATHS),),
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
        ),
    ),
    "mvn": (Installer("mvn dependency:go-offline", _maven, ("pom.xml",)),),
    "mvnw": (Installer("mvnw dependency:go-offline", _maven, ("pom.xml", "mvnw", "maven-wrapper.*")),),
    "dotnet": (Installer("dotnet restore", lambda w: w[1:2] == ("restore",), _DOTNET, ("obj",)),),
    "conda": (Installer("conda env create", _conda, ("*.yml", "*.yaml"), (), r"-e \.|-r "),),
    "mamba": (Installer("mamba env create", _conda, ("*.yml", "*.yaml"), (), r"-e \.|-r "),),
    "mix": (
        Installer(
            "mix deps.get",
            lambda w: w[1:2] == ("deps.get",),
            ("mix.exs", "mix.lock"),
            ("deps",),
            r"File\.|path:",
        ),
    ),
}
"""By the program's plain name."""

_READS_NOTHING = frozenset(
    """
    apt-get apt apk yum dnf microdnf zypper echo printf true mkdir set corepack curl wget useradd groupadd
    adduser addgroup export dpkg ldconfig locale-gen rustup pipx
    """.split()
)
"""Programs that read nothing of a project."""

_READS_FILES = frozenset(("-r", "-e", "--requirement", "--editable", "--group", "--no-index"))
_SETS_UP = {
    "pip": ("install", "config", "--version", "cache"),
    "npm": ("install", "i", "config", "cache", "set"),
    "yarn": ("config", "cache", "global", "set", "--version"),
    "pnpm": ("config", "add"),
    "poetry": ("config", "self"),
    "bundle": ("config",),
    "gem": ("install", "update"),
    "uv": ("venv", "pip"),
    "go": ("env",),
    "mix": ("local.hex", "local.rebar"),
    "composer": ("config", "self-update", "clear-cache"),
    "conda": ("config", "clean", "install"),
}
"""Of other programs, the words that read nothing of it unless a path follows."""


def installer_of(step: Step) -> Installer | None:
    """Return what a command is, None for any other."""
    return next((one for one in INSTALLERS.get(step.tool, ()) if one.matches(step.words)), None)


def reads_nothing(step: Step) -> bool:
    """Whether a command reads nothing of the project, as `apt-get` or `pip install --upgrade pip`."""
    if step.tool in _READS_NOTHING:
        return True
    names = _plain(step.words)
    if step.tool == "rm":
        return all(name.startswith(("/var/", "/root/", "/tmp/", "~")) for name in names)
    verbs: Sequence[str] = _SETS_UP.get(step.tool, ())
    if step.words[1:2] and step.words[1] in verbs:
        is_local = any(("/" in name and "@" not in name) or name.startswith(".") for name in names[1:])
        is_installed = step.tool == "npm" and step.words[1] in ("install", "i")
        if is_installed and not {"-g", "--global", "--location=global"} & set(step.words):
            return False
        return not is_local and not _READS_FILES & set(step.words)
    return False
