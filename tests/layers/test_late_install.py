"""Which installs come after a copy of the sources; the silent cases first. And where they go."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctxtrim.dockerfile.needs import plan
from ctxtrim.dockerfile.parse import parse
from ctxtrim.dockerfile.scope import Arguments
from ctxtrim.layers.chain import chain
from ctxtrim.layers.feed import feeds_of
from ctxtrim.layers.late_install import LateInstall, Surroundings, late_installs
from ctxtrim.layers.reorder import NotReordered, reordered
from ctxtrim.manifests.tree_cache import TreeCache
from ctxtrim.matching.builders import DEFAULT
from ctxtrim.matching.ruleset import Ruleset
from tests.manifests.standing import DictTree

PYTHON = {"requirements.txt": "flask\n", "app.py": ""}
NODE = {"package.json": "{}", "package-lock.json": "{}", "src/a.js": ""}
WORKSPACE = {
    "package.json": '{"workspaces": ["packages/*"]}',
    "yarn.lock": "",
    "packages/a/package.json": '{"name": "a"}',
    "packages/b/package.json": '{"name": "b"}',
    "packages/a/src/index.js": "",
}
RUST = {
    "Cargo.toml": "[workspace]\nmembers = ['a']\n",
    "Cargo.lock": "",
    "a/Cargo.toml": "",
    "a/src/lib.rs": "",
}
GRADLE = {
    "settings.gradle": "include ':app'\n",
    **dict.fromkeys(("build.gradle", "gradle/libs.versions.toml", "app/build.gradle", "app/src/A.java"), ""),
}
RULES = "**/node_modules\n**/.venv\nvendor\n**/obj\ndeps\n"


def installs(dockerfile: str, files: Mapping[str, str], rules: str = RULES) -> list[LateInstall]:
    parsed = parse(dockerfile.encode(), "Dockerfile")
    made = plan(parsed)
    steps = chain(parsed, made, Arguments())
    ruleset = Ruleset.read(rules.encode(), DEFAULT)
    feeds = feeds_of(steps, ruleset, lambda directory: ())
    tree = DictTree({"Dockerfile": dockerfile, **files})
    around = Surroundings(tree, lambda path: ruleset.judge_path(path).eligible, feeds, TreeCache(tree))
    return list(late_installs(made, steps, around))


def stage(*lines: str) -> str:
    return "\n".join(["FROM python:3", "WORKDIR /app", *lines, ""])


SILENT: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "manifests first": (
        stage("COPY requirements.txt .", "RUN pip install -r requirements.txt", "COPY . ."), PYTHON,
    ),
    "no manifest": (stage("COPY . .", "RUN pip install flask"), PYTHON),
    "the project itself": (stage("COPY . .", "RUN pip install ."), {**PYTHON, "pyproject.toml": ""}),
    "the project and a list": (stage("COPY . .", "RUN pip install -r requirements.txt -e ."), PYTHON),
    "a list that names the project": (
        stage("COPY . .", "RUN pip install -r requirements.txt"), {**PYTHON, "requirements.txt": "-e .\n"},
    ),
    "a folder of lists": (
        stage("COPY requirements requirements", "RUN pip install -r requirements/base.txt"),
        {"requirements/base.txt": "", "requirements/dev.txt": "", "app.py": ""},
    ),
    "a folder of something else": (
        stage("COPY static static", "COPY requirements.txt .", "RUN pip install -r requirements.txt"),
        {**PYTHON, "static/a.css": ""},
    ),
    "a script that runs on install, in a place that the base image sets": (
        "FROM node\nCOPY . .\nRUN npm ci\n",
        {**NODE, "package.json": '{"scripts": {"postinstall": "grunt"}}'},
    ),
    "installed before": (
        stage("COPY package.json .", "RUN npm install", "COPY . .", "RUN npm install --production"), NODE,
    ),
    "installed in the stage below": (
        "FROM node AS a\nCOPY package.json .\nRUN npm ci\nFROM a\nCOPY . .\nRUN npm ci\n", NODE,
    ),
    "a stage that is not reached": ("FROM node AS a\nCOPY . .\nRUN npm ci\nFROM node\nCOPY . .\n", NODE),
    "a package by name": (stage("COPY . .", "RUN npm install -g serve"), NODE),
    "a script that runs on install": (
        stage("COPY . .", "RUN npm ci"), {**NODE, "package.json": '{"scripts": {"postinstall": "tsc -p ."}}'},
    ),
    "a member that builds on install": (
        stage("COPY . .", "RUN yarn"),
        {**WORKSPACE, "packages/a/package.json": '{"scripts": {"prepare": "tsc"}}'},
    ),
    "a dependency in the context": (
        stage("COPY . .", "RUN yarn"), {**NODE, "package.json": '{"dependencies": {"a": "file:./src"}}'},
    ),
    "a gem of its own": (stage("COPY . .", "RUN bundle install"), {"Gemfile": "gemspec\n", "a.rb": ""}),
    "a path in poetry": (
        stage("COPY . .", "RUN poetry install --no-root"),
        {"pyproject.toml": "[tool.poetry.dependencies]\na = {path = 'a'}\n", "a/b.py": ""},
    ),
    "a build of gradle": (stage("COPY . .", "RUN gradle build"), GRADLE),
    "gradle with logic of its own": (
        stage("COPY . .", "RUN gradle dependencies"),
        {**GRADLE, "buildSrc/build.gradle": "", "buildSrc/src/B.java": ""},
    ),
    "a restore whose project is not known": (
        stage("COPY . .", "WORKDIR /app/x", "RUN dotnet restore"), {"packages.lock.json": "", "a.cs": ""},
    ),
    "copied from a stage": ("FROM x AS a\nFROM node\nCOPY --from=a / .\nRUN npm ci\n", NODE),
    "manifests alone are in the context": (stage("COPY . ."), {"requirements.txt": ""}),
}  # fmt: skip


@pytest.mark.parametrize("case", SILENT)
def test_nothing_is_said_where_no_order_is_better(case: str) -> None:
    dockerfile, files = SILENT[case]
    assert installs(dockerfile, files) == []


FOUND: Mapping[str, tuple[list[str], Mapping[str, str], str, str]] = {
    "pip": (["COPY . .", "RUN pip install -r requirements.txt"], PYTHON, "pip install", "requirements.txt"),
    "python -m pip, and a constraint": (
        ["COPY . .", "RUN python3 -m pip install -c pins.txt -r requirements.txt"],
        {**PYTHON, "pins.txt": "", "requirements.txt": "-r more.txt\n", "more.txt": ""},
        "pip install", "more.txt pins.txt requirements.txt",
    ),
    "npm": (["COPY . .", "RUN npm ci"], NODE, "npm install", "package-lock.json package.json"),
    "patches": (
        ["COPY . .", "RUN npm ci"],
        {**NODE, "package.json": '{"scripts": {"prepare": "husky"}}', ".npmrc": "a=b\n"},
        "npm install", ".npmrc package-lock.json package.json",
    ),
    "a script of node that runs on install": (
        ["COPY . .", "RUN npm ci"],
        {**NODE, "package.json": '{"scripts": {"preinstall": "node check.js"}}', "check.js": "1"},
        "npm install", "check.js package-lock.json package.json",
    ),
    "and a build in the same RUN": (
        ["COPY . .", "RUN npm ci && npm run build"],
        {**NODE, "package.json": '{"scripts": {"build": "tsc"}}'},
        "npm install", "package-lock.json package.json",
    ),
    "members of a workspace": (
        ["COPY . .", "RUN yarn install"], WORKSPACE,
        "yarn install", "package.json packages/a/package.json packages/b/package.json yarn.lock",
    ),
    "go": (["COPY . .", "RUN go mod download"], {"go.mod": "module a\n", "go.sum": "", "a.go": ""},
           "go mod download", "go.mod go.sum"),
    "bundler": (["COPY . .", "RUN bundle install"], {"Gemfile": "gem 'a'\n", "Gemfile.lock": "", "a.rb": ""},
                "bundle install", "Gemfile Gemfile.lock"),
    "maven": (["COPY . .", "RUN mvn -B dependency:go-offline"], {"pom.xml": "<project/>", "src/A.java": ""},
              "mvn dependency:go-offline", "pom.xml"),
    "gradle": (
        ["COPY . .", "RUN gradle dependencies"], GRADLE,
        "gradle dependencies", "app/build.gradle build.gradle gradle/libs.versions.toml settings.gradle",
    ),
    "dotnet": (
        ["COPY . .", "RUN dotnet restore"], {"a.csproj": "<Project/>", "a.cs": ""},
        "dotnet restore", "a.csproj",
    ),
    "a folder below": (
        ["COPY web .", "RUN npm ci"],
        {"web/package.json": "{}", "web/package-lock.json": "{}", "web/a.js": ""},
        "npm install", "web/package-lock.json web/package.json",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_an_install_below_the_sources_is_found_with_what_it_reads(case: str) -> None:
    lines, files, title, manifests = FOUND[case]
    (late,) = installs(stage(*lines), files)
    assert (late.title, " ".join(late.manifests), late.obstacle) == (title, manifests, "")
    assert (late.copy.line, late.run.line) == (3, 4)


def test_the_first_copy_of_the_sources_is_named() -> None:
    (late,) = installs(stage("COPY . .", "COPY . /app/", "RUN npm ci"), NODE)
    assert (late.copy.line, late.run.line) == (3, 5)


def test_cargo_wants_sources_too() -> None:
    (late,) = installs(stage("COPY . .", "RUN cargo fetch --locked"), RUST)
    assert late.manifests == ("Cargo.lock", "Cargo.toml", "a/Cargo.toml")
    assert "cargo wants a source file" in late.obstacle


def test_packages_land_beside_main_manifests_only() -> None:
    files = {
        **NODE,
        ".yarn/releases/yarn-4.6.0.cjs": "",
        ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.6.0.cjs\n",
    }
    (late,) = installs(stage("COPY . .", "RUN yarn install"), files, "/node_modules\n")
    assert late.obstacle == "" and ".yarn/releases/yarn-4.6.0.cjs" in late.manifests


def test_an_install_with_the_project_is_told_what_to_say_first() -> None:
    (late,) = installs(
        stage("COPY . .", "RUN poetry install"), {"pyproject.toml": "", "poetry.lock": "", "a": ""}
    )
    assert (late.title, late.hint) == ("poetry install", "--no-root")


MOVED: Mapping[str, tuple[list[str], Mapping[str, str], list[str]]] = {
    "pip": (
        ["COPY . .", "RUN pip install -r requirements.txt", "CMD a"], PYTHON,
        ["COPY requirements.txt ./", "RUN pip install -r requirements.txt", "COPY . .", "CMD a"],
    ),
    "flags, comments and what is between stay": (
        ["# all of it", "COPY --chown=1:1 . /app", "", "ENV A=b", "# install", "RUN npm ci"], NODE,
        ["# all of it", "COPY --chown=1:1 package-lock.json package.json /app/", "", "ENV A=b", "# install",
         "RUN npm ci", "COPY --chown=1:1 . /app"],
    ),
    "members of a workspace": (
        ["COPY . .", "RUN yarn"], WORKSPACE,
        ["COPY package.json yarn.lock ./", "COPY packages/a/package.json ./packages/a/",
         "COPY packages/b/package.json ./packages/b/", "RUN yarn", "COPY . ."],
    ),
    "a RUN between that reads nothing": (
        ["COPY . .", "RUN apk add --no-cache git", "RUN npm ci"], NODE,
        ["COPY package-lock.json package.json ./", "RUN apk add --no-cache git", "RUN npm ci", "COPY . ."],
    ),
    "a folder below": (
        ["COPY web/ /srv", "RUN cd /srv && npm ci"],
        {"web/package.json": "{}", "web/package-lock.json": "{}", "web/a.js": ""},
        ["COPY web/package-lock.json web/package.json /srv/", "RUN cd /srv && npm ci", "COPY web/ /srv"],
    ),
    "copied above already, by their names": (
        ["COPY package.json package-lock.json ./", "COPY . .", "RUN npm ci"], NODE,
        ["COPY package.json package-lock.json ./", "RUN npm ci", "COPY . ."],
    ),
    "copied above already": (
        ["COPY package*.json ./", "COPY . .", "RUN npm ci", "RUN npm test"], NODE,
        ["COPY package*.json ./", "RUN npm ci", "COPY . .", "RUN npm test"],
    ),
    "a RUN that also builds": (
        ["COPY . .", "RUN npm ci && npm run build && rm -rf /tmp/x"], NODE,
        ["COPY package-lock.json package.json ./", "RUN npm ci", "COPY . .",
         "RUN npm run build && rm -rf /tmp/x"],
    ),
    "a RUN that also builds, over lines": (
        ["COPY . .", "RUN --mount=type=cache,target=/c \\", "    npm ci \\", "    && npm run build"], NODE,
        ["COPY package-lock.json package.json ./", "RUN --mount=type=cache,target=/c \\", "    npm ci",
         "COPY . .", "RUN --mount=type=cache,target=/c npm run build"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", MOVED)
def test_the_copy_goes_behind_the_install(case: str, end: str) -> None:
    lines, files, wanted = MOVED[case]
    text, after = (stage(*part).replace("\n", end) for part in (lines, wanted))
    (late,) = installs(text, files)
    assert reordered(text, parse(text.encode(), "Dockerfile"), late) == after
    assert installs(after, files) == []


STUCK: Mapping[str, tuple[list[str], Mapping[str, str], str]] = {
    "what the install makes may come along": (
        ["COPY . .", "RUN npm ci"], NODE, "node_modules is not excluded",
    ),
    "a step between reads the sources": (
        ["COPY . .", "RUN make", "RUN pip install -r requirements.txt"], PYTHON, "line 4 between them",
    ),
    "a command before it": (
        ["COPY . .", "RUN make && pip install -r requirements.txt"], PYTHON, "a command before it",
    ),
    "another directory": (
        ["COPY . .", "WORKDIR /app/x", "RUN pip install -r ../requirements.txt"], PYTHON, "changes where",
    ),
    "several sources": (
        ["COPY . app.py ./", "RUN pip install -r requirements.txt"], PYTHON, "several sources",
    ),
    "joined by ;": (["COPY . .", "RUN npm ci; npm run build"], NODE, "not joined by && alone"),
    "what is set for the rest": (["COPY . .", "RUN cd . && npm ci && npm test"], NODE, "set up the shell"),
}  # fmt: skip


@pytest.mark.parametrize("case", STUCK)
def test_where_the_result_might_differ_nothing_moves(case: str) -> None:
    lines, files, why = STUCK[case]
    text = stage(*lines)
    (late,) = installs(text, files, "" if "excluded" in why else RULES)
    with pytest.raises(NotReordered, match=why):
        reordered(text, parse(text.encode(), "Dockerfile"), late)


def test_no_source_is_followed_for_an_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """What compilers read decides nothing here, and a repository has thousands of sources."""
    asked: list[str] = []
    read = DictTree.read

    def recorded(tree: DictTree, path: str) -> bytes | None:
        asked.append(path)
        return read(tree, path)

    monkeypatch.setattr(DictTree, "read", recorded)
    files = {"go.mod": "module m\n", "go.sum": "", "main.go": "package main\n", "lib/a.go": "package lib\n"}
    found = installs(stage("COPY . .", "RUN go mod download", "RUN go build ."), files)
    assert [late.manifests for late in found] == [("go.mod", "go.sum")]
    assert not [path for path in asked if path.endswith(".go")]
