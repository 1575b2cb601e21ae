from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.targets import search as module
from ctxtrim.targets.search import is_dockerfile_name, search

from .plant import plant


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Dockerfile", True),
        ("dockerfile", True),
        ("Containerfile", True),
        ("Dockerfile.dev", True),
        ("Dockerfile-build", True),
        ("Dockerfile_gpu", True),
        ("Containerfile.prod", True),
        ("api.Dockerfile", True),
        ("api.dockerfile", True),
        ("DOCKERFILE", False),
        ("Dockerfiles", False),
        ("MyDockerfile", False),
        ("Dockerfile.dockerignore", False),
        ("Containerfile.containerignore", False),
        ("Dockerfile.j2", False),
        ("Dockerfile.md", False),
        ("Dockerfile.bak", False),
        ("Dockerfile~", False),
        ("readme", False),
    ],
)
def test_a_name_is_a_dockerfiles_or_not(name: str, answer: bool) -> None:
    assert is_dockerfile_name(name) is answer


def test_files_are_sorted_by_what_they_could_say(tmp_path: Path) -> None:
    names = [
        "Dockerfile",
        "compose.yaml",
        "docker-compose.prod.yml",
        "docker-bake.hcl",
        ".github/workflows/ci.yml",
        "Makefile",
        "deploy/build.sh",
        ".Dockerignore",
        "local.yml",
        "src/main.py",
    ]
    found = search(plant(tmp_path, dict.fromkeys(names, "")))
    assert found.dockerfiles == ["Dockerfile"]
    assert found.compose == ["compose.yaml", "docker-compose.prod.yml"]
    assert found.bake == ["docker-bake.hcl"]
    assert found.workflows == [".github/workflows/ci.yml"]
    assert found.scripts == ["Makefile", "deploy/build.sh"]
    assert found.ignore_files == [".Dockerignore"]
    assert found.yaml == ["local.yml"]


@pytest.mark.parametrize(
    "folder",
    ["node_modules", "vendor", ".git", ".venv", "a/node_modules", "testdata", "a/b/c/d/e", "env", "sub"],
)
def test_what_is_not_ours_or_too_deep_is_not_entered(tmp_path: Path, folder: str) -> None:
    files = {f"{folder}/Dockerfile": "", "a/b/c/d/Dockerfile": "", "env/pyvenv.cfg": "", "sub/.git": ""}
    assert search(plant(tmp_path, files)).dockerfiles == ["a/b/c/d/Dockerfile"]


def test_links_to_folders_are_not_entered(tmp_path: Path) -> None:
    plant(tmp_path, {"real/Dockerfile": ""})
    os.symlink("real", tmp_path / "link")
    os.symlink(".", tmp_path / "loop")
    assert search(str(tmp_path)).dockerfiles == ["real/Dockerfile"]


def test_lower_case_counts_only_where_there_is_no_dockerfile(tmp_path: Path) -> None:
    files = {"Dockerfile": "", "dockerfile": "", "b/dockerfile": ""}
    assert search(plant(tmp_path, files)).dockerfiles == ["Dockerfile", "b/dockerfile"]


def test_the_search_ends_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ENTRIES", 10)
    root = plant(tmp_path, {"Dockerfile": "", **{f"a/{n}": "" for n in range(20)}})
    found = search(root)
    assert found.dockerfiles == ["Dockerfile"]
    assert "more than 10 entries" in found.notes[0]


def test_a_folder_that_is_missing_holds_nothing(tmp_path: Path) -> None:
    assert search(str(tmp_path / "no")).dockerfiles == []
