"""Which names may decide: never fewer than the search for builds looks at."""

from __future__ import annotations

import pathlib

import pytest

from ctxtrim.builds.classify import search
from ctxtrim.watch.names import may_decide
from tests.watch.driving import plant

_NAMES = """
    Dockerfile dockerfile Dockerfile.dev api.Dockerfile web.dockerfile Containerfile Containerfile.prod
    .dockerignore .containerignore Dockerfile.dockerignore x.Containerfile.containerignore
    compose.yaml compose.yml docker-compose.yml docker-compose.override.yml dev.compose.yaml
    docker-bake.hcl docker-bake.json bake.override.hcl ci.bake.json
    Makefile GNUmakefile makefile.inc rules.mk x.mak build.sh run.bash build.ps1 Justfile justfile .justfile
    Taskfile.yml Taskfile.yaml Jenkinsfile Jenkinsfile.release .gitlab-ci.yml azure-pipelines.yml .drone.yml
    .travis.yml cloudbuild.yaml package.json Rakefile tasks.py noxfile.py README README.md CONTRIBUTING.md
    DEVELOPMENT.rst BUILDING devcontainer.json any.yaml any.yml
""".split()


@pytest.mark.parametrize("name", [*_NAMES, ".github/workflows/ci.yml", ".circleci/config.yml"])
def test_what_the_search_finds_may_decide(tmp_path: pathlib.Path, name: str) -> None:
    found = search(str(plant(tmp_path, {name: "FROM x\n"})))
    assert name in [path for paths in found for path in paths], "the search does not look at it"
    assert may_decide(name)


@pytest.mark.parametrize("name", [".git", ".gitignore", ".env", "a/pyvenv.cfg", "a/.gitignore"])
def test_what_else_the_reading_of_builds_looks_at_may_decide(name: str) -> None:
    assert may_decide(name)


@pytest.mark.parametrize("name", ["app.py", "data/x.csv", "index.js", "a.log", "main.go", "x.parquet"])
def test_ordinary_files_do_not(name: str) -> None:
    assert not may_decide(name)
