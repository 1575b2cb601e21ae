from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.builds.claims import Claims
from ctxtrim.builds.workflows import add_workflows

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


def claimed(root: str, *names: str) -> Claims:
    claims = Claims(root)
    add_workflows(claims, names)
    return claims


def told(claims: Claims) -> list[tuple[str, str, str, dict[str, str | None]]]:
    root = claims.root
    return [
        (os.path.relpath(t.context, root), os.path.relpath(t.dockerfile, root), t.target, dict(t.args))
        for t in claims.targets
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
    assert told(claimed(root, "w.yml")) == ([build] if build else [])


def test_inputs_before_the_action_count_too(tmp_path: Path) -> None:
    text = "steps:\n  - with:\n      file: docker/D\n    uses: docker/build-push-action@v6\n"
    root = plant(tmp_path, {**DOCKERFILES, "w.yml": text})
    assert told(claimed(root, "w.yml")) == [(".", "docker/D", "", {})]
