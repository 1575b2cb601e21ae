"""Whether a build reads git: (files, commands, Dockerfile) -> "hard", "stamp" or ""."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from ctxtrim.model.build import Need
from tests.manifests.standing import needs_of

DUNAMAI = '[project]\nname = "a"\ndynamic = ["version"]\n[tool.poetry-dynamic-versioning]\nenable = true\n'
SCM = (
    '[build-system]\nrequires = ["setuptools-scm"]\n[project]\nname = "a"\ndynamic = ["version"]\n'
    "[tool.setuptools_scm]\n"
)
VCS = (
    '[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "a"\ndynamic = '
    '["version"]\n[tool.hatch.version]\nsource = "vcs"\n'
)
MAKE = (
    "VERSION ?= $(shell git describe --tags)\nNAME = a\nbuild:\n\tgo build -ldflags '-X "
    "m.v=$(VERSION)'\nlint:\n\techo $(NAME)\n"
)
RUST = '[package]\nname = "a"\n'


def version_reads_git(needs: Iterable[Need]) -> str:
    """Say "hard" if a build fails without all of .git, "stamp" if only a version is lost, else ""."""
    found = [need for need in needs if need.kind == "version"]
    return "hard" if any(need.must for need in found) else "stamp" if found else ""


CASES: list[tuple[str, str, dict[str, str], list[str]]] = [
    ("a module of a bundler asks git by a library", "stamp", {"package.json": "{}",
        "config/env.ts": "import Git from 'simple-git'\nconst v = await Git().revparse(['HEAD'])\n"},
        ["npm run build"]),
    ("a program that works with repositories does not", "", {"package.json": "{}",
        "src/repositories.ts": "import Git from 'simple-git'\nconst v = await Git(a).revparse(['HEAD'])\n"},
        ["npm run build"]),
    ("no command asks git", "", {}, ["npm ci", "git config --global user.name x"]),
    ("setuptools_scm stops without git", "hard", {"pyproject.toml": SCM}, ["pip install ."]),
    ("but not where only dependencies are installed", "", {"pyproject.toml": SCM},
        ["uv sync --no-install-project"]),
    ("a fallback softens it", "stamp", {"pyproject.toml": SCM + 'fallback_version = "0"\n'},
        ["pip install ."]),
    ("a version pretended in the command replaces it", "", {"pyproject.toml": SCM},
     ["SETUPTOOLS_SCM_PRETEND_VERSION=1 pip install ."]),
    ("one pretended by ENV too", "", {"pyproject.toml": SCM,
        "Dockerfile": "ENV SETUPTOOLS_SCM_PRETEND_VERSION_FOR_A=1\n"},
     ["pip install ."]),
    ("an ARG without a default may be given", "stamp",
     {"pyproject.toml": SCM, "Dockerfile": "ARG SETUPTOOLS_SCM_PRETEND_VERSION\n"}, ["pip install ."]),
    ("a fixed version needs no git, whatever is configured", "",
     {"pyproject.toml": SCM.replace('dynamic = ["version"]', 'version = "1"')}, ["pip install ."]),
    ("hatch-vcs", "hard", {"pyproject.toml": VCS}, ["pip install ."]),
    ("use_scm_version", "hard", {"setup.py": "setup(use_scm_version=True)\n"}, ["python setup.py install"]),
    ("pbr", "hard", {"setup.py": "setup(setup_requires=['pbr'], pbr=True)\n"}, ["pip install ."]),
    ("versioneer says 0+unknown", "stamp", {"setup.py": "import versioneer\n"}, ["pip install ."]),
    ("an assignment fails with its command", "hard", {}, ["V=$(git describe) && make V=$V"]),
    ("an argument does not", "stamp", {}, ['go build -ldflags "-X v=$(git rev-parse HEAD)"']),
    ("|| forgives", "stamp", {}, ["git describe > v || echo dev > v"]),
    ("a condition on .git forgives", "stamp", {}, ["set -e; if [ -d .git ]; then git log -1; fi"]),
    ("another condition does not, under set -e", "hard", {},
        ["set -e\nif [ -z x ]; then\n V=$(git describe)\nfi"]),
    ("a default of a variable is a stamp", "stamp", {}, ["make V=${V:-$(git describe)}"]),
    ("a clone's own git is not the context's", "", {},
        ["git clone https://x/y /src && cd /src && git describe"]),
    ("the finished image asks for nothing of the build", "", {}, ["CMD git log"]),
    ("a variable of make counts where a recipe uses it", "stamp", {"Makefile": MAKE}, ["make build"]),
    ("and not elsewhere", "", {"Makefile": MAKE}, ["make lint"]),
    ("nor where the command line sets it", "", {"Makefile": MAKE}, ["make build VERSION=1"]),
    ("nor where the environment sets a default of make", "", {"Makefile": MAKE}, ["VERSION=1 make build"]),
    ("nor where ENV does", "", {"Makefile": MAKE, "Dockerfile": "ENV VERSION=1\n"}, ["make build"]),
    ("a script that is run", "hard", {"v.sh": "#!/bin/sh\nset -e\ngit describe\n"}, ["./v.sh"]),
    ("a script that is not", "", {"v.sh": "#!/bin/sh\nset -e\ngit describe\n"}, ["ls"]),
    ("a script of package.json", "hard", {"package.json": '{"scripts": {"build": "git rev-parse HEAD"}}'},
        ["npm run build"]),
    ("the configuration of a bundler", "stamp",
     {"package.json": '{"scripts": {"build": "vite build"}}',
         "vite.config.js": "execSync('git rev-parse HEAD')"},
     ["npm run build"]),
    ("a build script of cargo", "stamp", {"Cargo.toml": RUST,
        "build.rs": 'Command::new("git").args(["describe"])'},
     ["cargo build"]),
    ("overridden for vergen", "", {"Cargo.toml": RUST, "build.rs": "vergen::x()",
        "Dockerfile": "ARG VERGEN_GIT_SHA\n"},
     ["cargo build"]),
    ("the commit that go stamps, shown by the program", "stamp",
     {"go.mod": "module a\n", "main.go": 'package main\nvar k = "vcs.revision"\n'}, ["go build"]),
    ("as a stand-in for what -X gives", "",
     {"go.mod": "module a\n", "main.go": 'package main\nvar k = "vcs.revision"\n'},
         ['go build -ldflags "-X main.v=1"']),
    ("a plain go build", "", {"go.mod": "module a\n", "main.go": "package main\n"}, ["go build"]),
    ("git-commit-id of Maven", "hard", {"pom.xml": "<project><a>git-commit-id-maven-plugin</a></project>"},
        ["mvn package"]),
    ("a project that says it builds without git", "",
     {"pom.xml": "<p><a>git-commit-id-plugin</a><failOnNoGitDirectory>false</failOnNoGitDirectory></p>"},
         ["mvn package"]),
    ("a plug-in of Gradle", "hard", {"build.gradle": 'id "com.palantir.git-version"\n'}, ["gradle build"]),
    ("CMake's execute_process", "stamp",
        {"CMakeLists.txt": "execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse HEAD)\n"},
     ["cmake ."]),
    ("a comment asks nothing", "", {"CMakeLists.txt": "# git describe is not used\n"}, ["cmake ."]),
    ("a tool that starts git from Go", "stamp",
        {"build.go": 'package main\nfunc f() { run("git", "describe") }\n'},
     ["go run build.go"]),
    ("a crate of the workspace", "stamp", {"Cargo.toml": RUST + "git-version.workspace = true\n"},
        ["cargo build"]),
    ("a table of a crate", "stamp", {"Cargo.toml": RUST + "[dependencies.git-testament]\nversion = '1'\n"},
        ["cargo build"]),
    ("a crate with a similar name", "", {"Cargo.toml": RUST + "[dependencies]\nbuilt-in = '1'\n"},
        ["cargo build"]),
    ("a module of CMake", "stamp", {"CMakeLists.txt": "include(GetGitRevisionDescription)\n"}, ["cmake ."]),
    ("a package of Haskell", "stamp", {"a.cabal": "build-depends: base, githash\n"}, ["cabal build"]),
    ("a variable that make exports", "stamp",
        {"Makefile": "export V := $(shell git describe)\nbuild:\n\tgo build\n"}, ["make build"]),
    ("one that an assignment runs", "stamp",
        {"Makefile": "V != git describe\nexport V\nbuild:\n\tgo build\n"}, ["make build"]),
    ("a plug-in in the folder of a build", "stamp",
        {"build.sbt": "", "project/plugins.sbt": 'addSbtPlugin("com.github.sbt" % "sbt-dynver" % "5")\n'},
        ["sbt stage"]),
    ("the version that go 1.24 makes", "stamp", {"go.mod": "module a\ngo 1.24\n",
        "main.go": "package main\nfunc f() { i, _ := debug.ReadBuildInfo(); v = i.Main.Version }\n"},
        ["go build"]),
    ("go before 1.24 makes none", "", {"go.mod": "module a\ngo 1.21\n",
        "main.go": "package main\nfunc f() { i, _ := debug.ReadBuildInfo(); v = i.Main.Version }\n"},
        ["go build"]),
    ("a build that stamps nothing", "",
        {"go.mod": "module a\n", "main.go": 'package main\nvar k = "vcs.revision"\n',
        "Dockerfile": "ENV GOFLAGS=-buildvcs=false\n"}, ["go build"]),
    ("a gem that is only installed", "",
        {"a.gemspec": "s.files = `git ls-files`.split\n", "Gemfile": "gemspec"},
        ["gem install bundler && bundle install"]),
    ("a gem that lists its files", "stamp", {"a.gemspec": "s.files = `git ls-files`.split\n"},
        ["gem build a.gemspec"]),
    ("setuptools_scm without a table", "stamp", {"pyproject.toml":
        '[build-system]\nrequires = ["setuptools_scm>=8"]\n[project]\nname = "a"\ndynamic = ["version"]\n'},
        ["pip install ."]),
    ("a module that opens .git/HEAD", "stamp", {"app/version.py": 'open(".git/HEAD")\n'}, []),
]  # fmt: skip


@pytest.mark.parametrize(("level", "files", "commands"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_version_comes_from_git(level: str, files: dict[str, str], commands: list[str]) -> None:
    assert version_reads_git(needs_of({".git/HEAD": "ref: x\n", **files}, *commands)) == level


def test_nothing_is_read_from_a_context_without_git() -> None:
    assert version_reads_git(needs_of({"pyproject.toml": SCM}, "pip install .")) == ""


def test_nothing_is_read_where_no_copy_brings_git() -> None:
    files = {".git/HEAD": "x", "pyproject.toml": SCM}
    assert version_reads_git(needs_of(dict(files), "pip install .", seen=["pyproject.toml", "src"])) == ""


def test_the_need_is_all_of_git_and_says_who_reads_it() -> None:
    needs = needs_of({".git/HEAD": "x", "pyproject.toml": SCM}, "pip install .")
    need = next(n for n in needs if n.kind == "version")
    assert (need.glob, need.where, need.must, need.is_glob) == (".git", "pyproject.toml", True, False)


@pytest.mark.parametrize(
    ("files", "command", "notices"),
    [
        pytest.param({}, "git rev-parse HEAD", False, id="a commit is the same whatever is missing"),
        pytest.param({}, "git describe --tags", False, id="so is the nearest tag"),
        pytest.param({}, "git describe --tags --dirty=.m", True, id="--dirty in any form"),
        pytest.param({}, "git status --porcelain", True, id="git status"),
        pytest.param(
            {"v.py": "run(['git', 'describe', '--dirty'])"}, "python v.py", True, id="code that asks"
        ),
        pytest.param({"pyproject.toml": SCM}, "pip install .", True, id="a tool that may notice"),
        pytest.param(
            {"pyproject.toml": DUNAMAI}, "pip install .", False, id="a tool that says it only if asked to"
        ),
        pytest.param(
            {"pyproject.toml": DUNAMAI + "dirty = true\n"}, "pip install .", True, id="one that is asked to"
        ),
        pytest.param(
            {"Makefile": "V := $(shell git describe --dirty)\nall:\n\techo $(V)\n"}, "make", True, id="make"
        ),
        pytest.param(
            {"Cargo.toml": RUST, "src/main.rs": 'git_version!(args = ["--dirty=-modified"])'},
            "git rev-parse HEAD",
            True,
            id="a macro, beside a command that does not",
        ),
        pytest.param(
            {"Makefile": "V = $(shell git describe --dirty='.m')\n"},
            "git rev-parse HEAD",
            True,
            id="a variable of make that nothing known uses, in doubt",
        ),
        pytest.param({"docs/a.md": "--dirty"}, "git rev-parse HEAD", False, id="no document asks"),
        pytest.param(
            {".github/workflows/a.sh": "git describe --dirty", "vendor/a/a.sh": "git status --porcelain"},
            "git rev-parse HEAD",
            False,
            id="nor do CI and what others wrote",
        ),
        pytest.param({"a.rs": "if index.is_dirty() {}"}, "git rev-parse HEAD", False, id="another dirt"),
        pytest.param(
            {"Cargo.toml": RUST, "build.rs": 'Command::new("git").args(["rev-parse", "HEAD"])'},
            "cargo build",
            False,
            id="a build script that asks for the commit",
        ),
        pytest.param(
            {"Cargo.toml": RUST, "build.rs": "shadow_rs::new()"},
            "cargo build",
            True,
            id="one that may ask for more",
        ),
        pytest.param(
            {"pyproject.toml": SCM, "Makefile": "V = $(shell git rev-parse HEAD)\nall:\n\techo $(V)\n"},
            "pip install . && V=$(git rev-parse HEAD) && make",
            True,
            id="one of several",
        ),
    ],
)
def test_it_is_known_whether_a_version_notices_missing_files(
    files: dict[str, str], command: str, notices: bool
) -> None:
    needs = needs_of({".git/HEAD": "x", **files}, command)
    assert any(need.notices_changes for need in needs) == notices


def test_what_only_the_container_reads_says_so() -> None:
    needs = {n.glob: n.origin for n in needs_of({"a.py": "", "b.py": ""}, "python a.py", "CMD python b.py")}
    assert (needs["a.py"], needs["b.py"]) == ("build", "container")


def test_a_configuration_that_the_container_loads_needs_no_git() -> None:
    files = {".git/HEAD": "x", "ecosystem.config.js": "execSync('git rev-parse HEAD')", "package.json": "{}"}
    needs = needs_of(dict(files), "npm ci", "CMD pm2 start ecosystem.config.js")
    assert not [need for need in needs if need.kind == "version"]
