from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.builds.scripts_and_workflows import script_targets, workflow_targets
from ctxtrim.model.build import Target

from .plant import plant

STEP = """
jobs:
  b:
    steps:
      - name: build
        {before}uses: docker/build-push-action@v6
        with:
          {inputs}
      - name: other
        with:
          context: elsewhere
"""
DOCKERFILES = {"Dockerfile": "FROM x", "docker/D": "FROM x", "sub/Dockerfile": "FROM x"}


def told(root: str, targets: list[Target]) -> list[tuple[str, str, str, dict[str, str | None]]]:
    return [
        (os.path.relpath(t.context, root), os.path.relpath(t.dockerfile, root), t.target, dict(t.args))
        for t in targets
    ]


@pytest.mark.parametrize(
    ("inputs", "build"),
    [
        pytest.param("push: true", (".", "Dockerfile", "", {}), id="no context is the root"),
        pytest.param("context: ./sub", ("sub", "sub/Dockerfile", "", {}), id="a context"),
        pytest.param("context: .\n          file: ./docker/D  # c", (".", "docker/D", "", {}), id="a file"),
        pytest.param(
            "file: 'docker/D'\n          target: prod", (".", "docker/D", "prod", {}), id="a target"
        ),
        pytest.param(
            'context: "{{defaultContext}}:sub"', ("sub", "sub/Dockerfile", "", {}), id="git context"
        ),
        pytest.param(
            "build-args: |\n            A=1\n            B=${{ x }}\n          push: true",
            (".", "Dockerfile", "", {"A": "1", "B": None}),
            id="arguments",
        ),
        pytest.param("file: ${{ matrix.f }}", None, id="an unknown file"),
        pytest.param("context: ${{ matrix.c }}", None, id="an unknown context"),
        pytest.param("file: no/such", None, id="a file that is not there"),
        pytest.param("context: ../..", None, id="a context outside"),
    ],
)
@pytest.mark.parametrize("before", ["", "if: x\n        "])
def test_a_workflow_step_is_a_build(
    tmp_path: Path, inputs: str, build: tuple[str, str, str, dict[str, str | None]] | None, before: str
) -> None:
    text = STEP.replace("{before}", before).replace("{inputs}", inputs)
    root = plant(tmp_path, {**DOCKERFILES, "w.yml": text})
    assert told(root, workflow_targets(root, ["w.yml"])) == ([build] if build else [])


def test_inputs_before_the_action_count_too(tmp_path: Path) -> None:
    text = "steps:\n  - with:\n      file: docker/D\n    uses: docker/build-push-action@v6\n"
    root = plant(tmp_path, {**DOCKERFILES, "w.yml": text})
    assert told(root, workflow_targets(root, ["w.yml"])) == [(".", "docker/D", "", {})]


@pytest.mark.parametrize(
    ("name", "text", "builds"),
    [
        pytest.param(
            "Makefile", "b:\n\tdocker build -f docker/D .\n", [(".", "docker/D")], id="from the root"
        ),
        pytest.param("docker/b.sh", "docker build -f D ..\n", [(".", "docker/D")], id="from its own folder"),
        pytest.param("README.md", "docker build .\n", [], id="what the name says anyway"),
        pytest.param("README.md", "docker build -f no/D .\n", [], id="a Dockerfile that is not there"),
        pytest.param("x.sh", "docker build -f docker/D ../..\n", [], id="a context outside"),
        pytest.param("x.sh", "docker build -f ../D .\n", [], id="a Dockerfile outside"),
        pytest.param(
            ".devcontainer/devcontainer.json",
            '{ // c\n "build": {"dockerfile": "../docker/D", "context": ".."} }',
            [(".", "docker/D")],
            id="a devcontainer",
        ),
    ],
)
def test_a_script_speaks_of_builds(
    tmp_path: Path, name: str, text: str, builds: list[tuple[str, str]]
) -> None:
    root = plant(tmp_path / "r", {**DOCKERFILES, name: text})
    plant(tmp_path, {"D": "FROM x"})
    assert [build[:2] for build in told(root, script_targets(root, [name]))] == builds
