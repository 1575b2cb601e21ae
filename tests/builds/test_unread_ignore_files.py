from __future__ import annotations

from pathlib import Path

import pytest

from ctxtrim.builds.discovery import discover
from ctxtrim.builds.unread_ignore_files import unread_ignore_files

from .plant import plant

BUILDKIT = ("{dockerfile}.dockerignore", "{context}/.dockerignore")
BUILDAH = (*BUILDKIT[:1], "{dockerfile}.containerignore", "{context}/.containerignore", *BUILDKIT[1:])
CLASSIC = BUILDKIT[1:]
ROOT = {
    "docker/Dockerfile": "FROM x\nCOPY a /",
    "a": "",
    "Makefile": "b:\n\tdocker build -f docker/Dockerfile .\n",
}


@pytest.mark.parametrize(
    ("files", "search", "findings"),
    [
        pytest.param({"Dockerfile": "FROM x", ".dockerignore": ""}, BUILDKIT, [], id="the usual one is read"),
        pytest.param(
            {**ROOT, "docker/Dockerfile.dockerignore": ""}, BUILDKIT, [], id="beside its Dockerfile"
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "api/Dockerfile": "FROM x", "api/.dockerignore": ""},
            BUILDKIT,
            [],
            id="a nested context's own",
        ),
        pytest.param(
            {**ROOT, "docker/.dockerignore": ""},
            BUILDKIT,
            [("warning", "docker/.dockerignore")],
            id="beside the Dockerfile while the context is the root",
        ),
        pytest.param(
            {**ROOT, "Makefile": "", "docker/.dockerignore": ""},
            BUILDKIT,
            [("advice", "docker/.dockerignore")],
            id="the same, but only guessed",
        ),
        pytest.param(
            {**ROOT, "Dockerfile.dockerignore": ""},
            BUILDKIT,
            [("warning", "Dockerfile.dockerignore")],
            id="in the wrong folder",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "src/.dockerignore": ""},
            BUILDKIT,
            [("advice", "src/.dockerignore")],
            id="a folder that is no context",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", ".Dockerignore": ""},
            BUILDKIT,
            [("warning", ".Dockerignore")],
            id="the wrong case",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "Dockerfile.DockerIgnore": ""},
            BUILDKIT,
            [("warning", "Dockerfile.DockerIgnore")],
            id="the wrong case beside a Dockerfile",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", ".containerignore": ""},
            BUILDKIT,
            [("advice", ".containerignore")],
            id="podman's, for docker",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", ".containerignore": ""}, BUILDAH, [], id="podman's, for podman"
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "Dockerfile.dockerignore": "", ".dockerignore": ""},
            BUILDKIT,
            [("advice", ".dockerignore")],
            id="replaced for every Dockerfile",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM x",
                "D.Dockerfile": "FROM x",
                "Dockerfile.dockerignore": "",
                ".dockerignore": "",
            },
            BUILDKIT,
            [],
            id="replaced for one Dockerfile of two",
        ),
        pytest.param(
            {"Dockerfile": "FROM x", "Dockerfile.dockerignore": ""},
            CLASSIC,
            [("warning", "Dockerfile.dockerignore")],
            id="classic reads none beside the Dockerfile",
        ),
        pytest.param({"src/.dockerignore": "", "x": ""}, BUILDKIT, [], id="no build at all: nothing to say"),
    ],
)
def test_an_ignore_file_that_no_build_reads_is_told(
    tmp_path: Path, files: dict[str, str], search: tuple[str, ...], findings: list[tuple[str, str]]
) -> None:
    root = plant(tmp_path, files)
    told = unread_ignore_files(root, discover(root, env={}), search)
    assert [(f.severity, f.path) for f in told] == findings
    assert not [f for f in told if f.why.endswith(".")]
