from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.builds.claims import Claims
from ctxtrim.builds.scripts import add_scripts

from .plant import plant

DOCKERFILES = {"Dockerfile": "FROM x", "docker/D": "FROM x", "sub/Dockerfile": "FROM x"}
SUB = ("sub", "sub/Dockerfile")


@pytest.mark.parametrize(
    ("name", "text", "builds"),
    [
        pytest.param(
            "Makefile", "b:\n\tdocker build -f docker/D .\n", [(".", "docker/D")], id="from the root"
        ),
        pytest.param("docker/b.sh", "docker build -f D ..\n", [(".", "docker/D")], id="from its own folder"),
        pytest.param("b.sh", "cd sub && docker build .\n", [SUB], id="after a cd"),
        pytest.param(
            "ci/b.sh",
            "(cd ../sub; X=1 docker build .)\n",
            [("sub", "sub/Dockerfile")],
            id="a cd from its folder",
        ),
        pytest.param("sub/b.sh", "docker build .\n", [SUB], id="in its own folder"),
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
    claims = Claims(root)
    add_scripts(claims, [name])
    places = [(os.path.relpath(t.context, root), os.path.relpath(t.dockerfile, root)) for t in claims.targets]
    assert places == builds
