from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxtrim.builds import find_files as near
from ctxtrim.builds.classify import is_dockerfile_name, search
from tests.effort import examples

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
    monkeypatch.setattr(near, "MAX_ENTRIES", 10)
    root = plant(tmp_path, {"Dockerfile": "", **{f"a/{n}": "" for n in range(20)}})
    found = search(root)
    assert found.dockerfiles == ["Dockerfile"]
    assert "more than 10 entries" in found.notes[0]


def test_a_folder_that_is_missing_holds_nothing(tmp_path: Path) -> None:
    assert search(str(tmp_path / "no")).dockerfiles == []


NAMES = (
    "Dockerfile dockerfile api.Dockerfile x.dockerIgnoRe .DOCKERIGNORE .dockerignore compose.yaml bake.hcl"
    " a.sh Makefile README.md tasks.py main.py package.json .git pyvenv.cfg LICENSE ci.yml"
    " Dockerfile/x .git/x"
).split()
FOLDERS = ["", "a", "b", "a/b", "a/b/c", "a/b/c/d", "a/b/c/d/e", "b/node_modules", "b-c", ".github/workflows"]


@given(paths=st.sets(st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES)), max_size=30))
@settings(max_examples=examples(150))
def test_the_accelerator_finds_the_same(paths: set[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        whole = {f"{where}/{name}".lstrip("/") for where, name in paths}
        plant(Path(folder), {path: "" for path in whole if not any(p.startswith(path + "/") for p in whole)})
        plain = search(folder)
        patch.setattr(near, "MANY", 0)
        assert search(folder) == plain


def test_the_accelerator_counts_entries_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "MANY", 0)
    test_the_search_ends_and_says_so(tmp_path, monkeypatch)


@pytest.mark.parametrize("name", [b"new\nline", b"\xff"], ids=["newline", "no UTF-8"])
def test_an_odd_name_hides_nothing(tmp_path: Path, name: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "MANY", 0)
    plant(tmp_path, {"a/Dockerfile": ""})
    os.mkdir(os.path.join(os.fsencode(tmp_path), name))
    Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)), "Dockerfile").write_text("")
    assert search(str(tmp_path)).dockerfiles == sorted(["a/Dockerfile", os.fsdecode(name) + "/Dockerfile"])
