"""`ctxtrim image`, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline import ctxtrim, planted
from tests.images.archives import docker_archive

SOURCES = {"main.py": "print()", "notes.log": "x" * 5000, ".env": "API_TOKEN=s3cr3t-value-of-mine"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    context = planted(tmp_path / "context", {"Dockerfile": "FROM scratch\nCOPY . /app\n", **SOURCES})
    copied = {f"app/{name}": text for name, text in SOURCES.items()}
    removed = {"app/.wh.notes.log": ""}
    layers = [("ADD rootfs", {"etc/os": 900}), ("COPY . /app # buildkit", copied), ("RUN rm", removed)]
    (tmp_path / "image.tar").write_bytes(docker_archive(layers, env=("NPM_TOKEN=npm_123", "GPG_KEY=A0")))
    return context


def test_bytes_are_traced_to_the_context(root: Path) -> None:
    answer = ctxtrim("image", "../image.tar", "--format", "json", cwd=root)
    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    assert report["schema"] == "ctxtrim.image/1"
    assert [layer["context_bytes"] for layer in report["layers"]] == [0, sum(map(len, SOURCES.values())), 0]
    assert {o["source"]: o["path"] for o in report["layers"][1]["origins"]}["main.py"] == "app/main.py"
    assert [(w["path"], w["layer"], w["by"]) for w in report["wasted"]] == [("app/notes.log", 2, 3)]
    assert [(s["path"], s["layer"]) for s in report["secrets"]] == [("app/.env", 2), ("NPM_TOKEN", 0)]


def test_the_text_says_it_and_shows_no_value(root: Path) -> None:
    text = ctxtrim("image", "../image.tar", cwd=root).stdout.decode()
    for sentence in ("from the context", "removed by layer 3", "app/.env", "NPM_TOKEN", "layer 2"):
        assert sentence in text
    assert "s3cr3t" not in text and "npm_123" not in text


def test_stdin_is_read_once(root: Path) -> None:
    command = [sys.executable, "-m", "ctxtrim", "image", "-", str(root), "--format", "json"]
    data = (root.parent / "image.tar").read_bytes()
    answer = subprocess.run(command, input=data, capture_output=True, timeout=3600)
    assert json.loads(answer.stdout)["name"] == "app:latest"


def test_no_archive_is_one_sentence(root: Path) -> None:
    answer = ctxtrim("image", "no.tar", cwd=root)
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert answer.stderr == b"ctxtrim: no.tar: No such file or directory; give an archive of `docker save`.\n"
