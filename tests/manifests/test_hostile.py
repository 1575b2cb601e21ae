"""No manifest, however broken, makes a reader fail, hang or look outside of the context."""

from __future__ import annotations

import pytest

from ctxtrim.manifests import READERS, reader
from tests.manifests.standing import named, needs_of
from tests.steps import at_most

pytestmark = [pytest.mark.slow, pytest.mark.repeats]  # its steps are counted

NAMES = (
    "pyproject.toml", "setup.py", "setup.cfg", "MANIFEST.in", "requirements.txt", "package.json",
        "pnpm-workspace.yaml",
    ".yarnrc.yml", "tsconfig.json", "angular.json", "vite.config.js", "go.mod", "go.work", "main.go",
        "Cargo.toml",
    "build.rs", "src/main.rs", "pom.xml", "build.gradle", "settings.gradle", "Gemfile", "a.gemspec",
        "composer.json",
    "a.csproj", "a.sln", "mix.exs", "config/config.exs", "CMakeLists.txt", "meson.build", "configure.ac",
        "Makefile",
    "Makefile.am", "mkdocs.yml", "pubspec.yaml", "a.cabal", "x.sh", "x.py", "Dockerfile", ".gitignore",
        "version.py", "x.js", ".github/workflows/ci.yml", "compose.yml", "README.md", "x.rs",
)  # fmt: skip
COMMANDS = (
    "pip install . -r requirements.txt", "python x.py", "npm ci && npm run build", "yarn build",
        "vite build && ng build",
    "pnpm install", "go build ./... && go run .", "cargo build", "mvn package", "gradle build",
        "bundle install",
    "gem build a.gemspec", "composer install", "dotnet build a.sln", "mix compile", "cmake .",
        "meson setup b", "autoreconf",
    "make all", "mkdocs build", "dart run", "cabal build", "./x.sh", "uv sync", "poetry install",
        "npx turbo run build",
    "rails assets:precompile", "supervisord", "frobnicate", "pytest", "node x.js", "vitest run",
)  # fmt: skip
SIZE = 300_000
CONTENTS: dict[str, str | bytes] = {
    "empty": "",
    "binary": bytes(range(256)) * 50,
    "undecodable": b"\xff\xfe\xfa name = \xc3\x28\n" * 100,
    "deep JSON": '{"a":' * 60_000,
    "deep lists": "[" * SIZE,
    "a list of JSON": "[1, 2]",
    "wrong types": '{"scripts": [1], "workspaces": {"packages": 3}, "name": {}, "repositories": "x", '
    '"autoload": [[]], '
    '"references": [3, {"path": 1}], "dependencies": "x", "projects": [1]}',
    "wrong types of TOML": 'project = 3\ntool = [1]\nworkspace = "x"\nbin = [1]\nlib = 1\npackage = '
    "[]\nbuild-system = 1\n",
    "wrong types deeper": '[project]\nreadme = 3\nlicense = [1]\nlicense-files = 4\ndynamic = "v"\n'
    "[tool.uv]\nsources = 1\n"
    "workspace = 2\n[tool.poetry]\ninclude = 3\ngroup = 4\n[tool.hatch.build]\nhooks = 1\ntargets = [1]\n",
    "deep TOML": "a = " + "[" * SIZE,
    "an entity bomb": '<!DOCTYPE b [<!ENTITY a "xxxxxxxxxx"><!ENTITY c "&a;&a;&a;">]><project>&c;</project>',
    "deep XML": "<a>" * (SIZE // 3),
    "unbalanced": "(" * SIZE,
    "calls without an end": "include(\n" * (SIZE // 9),
    "imports without an end": "import (\n" * (SIZE // 9),
    "spaces": " " * SIZE,
    "blank lines": "\n" * SIZE,
    "quotes": '"' * SIZE,
    "comments without an end": "/*" * (SIZE // 2),
    "git and spaces": "git" + " " * SIZE,
    "dirname and spaces": "#!/bin/sh\n$(" + " " * SIZE,
    "path and spaces": ("path" + " " * 1000) * 300,
    "tests without an end": "#[cfg(test " * (SIZE // 11),
    "minuses": "x = " + "-" * 100_000 + "1",
    "rules": "all: all a b\n\tmake all\na: b\nb: a\n\t$(MAKE) b\n" * 1000,
    "variables": "A = $(A)$(B)$(C)\nB = $(C)$(A)\nC = $(B)$(B)\nall:\n" + "\t$(A)$(B)\n" * 5000,
    "outside": 'readme = "../../../etc/passwd"\ninclude ../../../etc/passwd\n-r /etc/passwd\n"/etc/passwd"\n',
}


@pytest.mark.parametrize("content", list(CONTENTS.values()), ids=list(CONTENTS))
def test_hostile_manifests_are_read_in_peace(content: str | bytes) -> None:
    files = {name: content for name in NAMES if name != "Dockerfile" or isinstance(content, str)}
    with at_most(40_000_000):
        needs = needs_of(files, *COMMANDS)
    assert all(not n.glob.startswith(("/", "../")) and n.glob != ".." for n in needs)


def test_an_unreadable_manifest_is_needed_itself() -> None:
    assert named(needs_of({"pyproject.toml": "= broken ["}, "pip install .")) == {"pyproject.toml": True}


def test_manifests_that_lead_to_each_other_end() -> None:
    files = {
        "pom.xml": "<p><modules><module>.</module><module>a</module></modules></p>",
        "a/pom.xml": "<p><modules><module>..</module></modules></p>",
        "requirements.txt": "-r requirements.txt\n-c a.txt\n",
        "a.txt": "-r requirements.txt\n",
        "x.sh": "#!/bin/sh\n./x.sh\n. ./x.sh\n",
        "Makefile": "include Makefile\nall: all\n\tmake all\n\t./x.sh\n",
        "package.json": '{"scripts": {"a": "npm run b", "b": "npm run a"}}',
    }
    found = named(
        needs_of(dict(files), "make && npm run a && mvn package && pip install -r requirements.txt")
    )
    assert set(files) <= set(found)


def test_every_reader_says_what_it_yields() -> None:
    assert [name for name in READERS if not reader(*name).__doc__] == []
