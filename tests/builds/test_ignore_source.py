"""The rows for links were seen with BuildKit in Docker 28.5, each with a real build."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxtrim.builds.ignore_source import ignore_source

from .plant import plant

BUILDKIT = ("{dockerfile}.dockerignore", "{context}/.dockerignore")
CLASSIC = ("{context}/.dockerignore",)
BUILDAH = (
    "{dockerfile}.dockerignore",
    "{dockerfile}.containerignore",
    "{context}/.containerignore",
    "{context}/.dockerignore",
)
ALL = {
    ".dockerignore": "",
    ".containerignore": "",
    "docker/Dockerfile.dockerignore": "",
    "docker/Dockerfile.containerignore": "",
    "docker/.dockerignore": "",
    "Dockerfile.dockerignore": "",
}


@pytest.mark.parametrize(
    ("search", "absent", "answer"),
    [
        pytest.param(BUILDKIT, [], "docker/Dockerfile.dockerignore", id="beside the Dockerfile, empty too"),
        pytest.param(BUILDKIT, ["docker/Dockerfile.dockerignore"], ".dockerignore", id="else the context's"),
        pytest.param(CLASSIC, [], ".dockerignore", id="classic knows the context's only"),
        pytest.param(BUILDAH, [], "docker/Dockerfile.dockerignore", id="buildah: .dockerignore beside wins"),
        pytest.param(
            BUILDAH,
            ["docker/Dockerfile.dockerignore"],
            "docker/Dockerfile.containerignore",
            id="buildah: then",
        ),
        pytest.param(
            BUILDAH,
            ["docker/Dockerfile.dockerignore", "docker/Dockerfile.containerignore"],
            ".containerignore",
            id="buildah: .containerignore before .dockerignore",
        ),
        pytest.param(BUILDKIT, ["docker/Dockerfile.dockerignore", ".dockerignore"], None, id="none"),
    ],
)
def test_the_first_that_is_there_is_read(
    tmp_path: Path, search: tuple[str, ...], absent: list[str], answer: str | None
) -> None:
    root = plant(tmp_path, {name: text for name, text in ALL.items() if name not in absent})
    found = ignore_source(root, f"{root}/docker/Dockerfile", search).file
    assert found == (f"{root}/{answer}" if answer else "")


def test_a_dockerfile_on_stdin_has_no_file_beside_it(tmp_path: Path) -> None:
    root = plant(tmp_path, {".dockerignore": ""})
    assert ignore_source(root, "", BUILDKIT).file == f"{root}/.dockerignore"


@pytest.mark.parametrize(
    ("links", "files", "read"),
    [
        pytest.param({".dockerignore": "docker/ig"}, {"docker/ig": "a"}, ".dockerignore", id="inside"),
        pytest.param(
            {".dockerignore": "/docker/ig"}, {"docker/ig": "a"}, "docker/ig", id="absolute: from the root"
        ),
        pytest.param({".dockerignore": "s/l", "s/l": "ig"}, {"s/ig": "a"}, ".dockerignore", id="two links"),
        pytest.param(
            {"docker/Dockerfile.dockerignore": "../.dockerignore"},
            {".dockerignore": "a"},
            ".dockerignore",
            id="beside the Dockerfile, out of its folder: as if absent",
        ),
        pytest.param(
            {"docker/Dockerfile.dockerignore": "../.dockerignore"},
            {".dockerignore": "a", "docker/.dockerignore": "b"},
            "docker/.dockerignore",
            id="..: stops at the Dockerfile's folder",
        ),
        pytest.param(
            {"docker/Dockerfile.dockerignore": "no"},
            {".dockerignore": "a"},
            ".dockerignore",
            id="dangling beside",
        ),
        pytest.param(
            {}, {"docker/Dockerfile.dockerignore/": "", ".dockerignore": "a"}, ".dockerignore", id="folder"
        ),
        pytest.param({".dockerignore": "../outside"}, {}, None, id="outside"),
        pytest.param({".dockerignore": "no"}, {}, None, id="dangling"),
        pytest.param({".dockerignore": "loop", "loop": ".dockerignore"}, {}, None, id="a loop"),
        pytest.param({}, {".dockerignore/": ""}, None, id="the context's is a folder"),
    ],
)
def test_buildkit_sees_nothing_outside_what_it_mounts(
    tmp_path: Path, links: dict[str, str], files: dict[str, str], read: str | None
) -> None:
    plant(tmp_path, {"outside": "a"})
    root = plant(tmp_path / "r", {"docker/Dockerfile": "", **files})
    for name, to in links.items():
        (tmp_path / "r" / name).parent.mkdir(exist_ok=True)
        os.symlink(to, tmp_path / "r" / name)
    source = ignore_source(root, f"{root}/docker/Dockerfile", BUILDKIT)
    assert source.file == (f"{root}/{read}" if read else "")
    assert bool(source.trouble) is (read is None)


def test_the_classic_builder_follows_a_link_outside(tmp_path: Path) -> None:
    plant(tmp_path, {"outside": "a"})
    root = plant(tmp_path / "r", {"x": ""})
    os.symlink("../outside", tmp_path / "r" / ".dockerignore")
    source = ignore_source(root, "", CLASSIC, confined=False)
    assert (source.path, Path(source.file).read_text()) == (f"{root}/.dockerignore", "a")


def test_trouble_is_told_and_never_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".dockerignore")
    source = ignore_source(str(tmp_path), "", CLASSIC)
    assert source.trouble == "not a regular file, so it gives no rules"
    assert ignore_source(str(tmp_path), "", ("{context}/no",)) == ("", "", "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_beside_the_dockerfile_counts_as_empty(tmp_path: Path) -> None:
    root = plant(tmp_path, {"Dockerfile.dockerignore": "a", ".dockerignore": "b"})
    os.chmod(tmp_path / "Dockerfile.dockerignore", 0)
    source = ignore_source(root, f"{root}/Dockerfile", BUILDKIT)
    assert (source.path, source.file) == (f"{root}/Dockerfile.dockerignore", "")
